import time
from typing import Optional

class TokenManager:
    def __init__(self):
        self.token: Optional[str] = None
        self.expires_at: float = 0

    def get_valid_token(self) -> str:
        # Check if token is still valid (with 5 minute buffer)
        if self.token and time.time() < self.expires_at - 300:
            return self.token

        # Get new token
        response = requests.post(
            'https://api.automatum.io/oauth/token',
            data={
                'grant_type': 'client_credentials',
                'client_id': os.environ['AUTOMATUM_CLIENT_ID'],
                'client_secret': os.environ['AUTOMATUM_CLIENT_SECRET']
            }
        )
        response.raise_for_status()
        data = response.json()

        self.token = data['access_token']
        self.expires_at = time.time() + data['expires_in']

        return self.token

# Usage
token_manager = TokenManager()
token = token_manager.get_valid_token()
