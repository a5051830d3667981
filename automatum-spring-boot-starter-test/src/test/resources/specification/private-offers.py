import os
import requests
from typing import Dict, Any

def get_access_token() -> str:
    """Get OAuth access token"""
    response = requests.post(
        'https://api.automatum.io/oauth/token',
        data={
            'grant_type': 'client_credentials',
            'client_id': os.environ['AUTOMATUM_CLIENT_ID'],
            'client_secret': os.environ['AUTOMATUM_CLIENT_SECRET']
        }
    )
    response.raise_for_status()
    return response.json()['access_token']

def list_private_offers() -> Dict[str, Any]:
    """List all private offers"""
    token = get_access_token()

    response = requests.get(
        'https://api.automatum.io/api/v1/private-offer',
        headers={'Authorization': f'Bearer {token}'}
    )
    response.raise_for_status()
    return response.json()

def create_private_offer(offer_data: Dict[str, Any]) -> Dict[str, Any]:
    """Create a new private offer"""
    token = get_access_token()

    response = requests.post(
        'https://api.automatum.io/api/v1/private-offer',
        headers={
            'Authorization': f'Bearer {token}',
            'Content-Type': 'application/json'
        },
        json=offer_data
    )
    response.raise_for_status()
    return response.json()

# Usage
offers = list_private_offers()
new_offer = create_private_offer({
    'vendor': 'aws',
    'listingId': 'listing_123',
    'customerId': 'cust_456',
    'details': {
        'pricing': {
            'discountPercentage': 20,
            'duration': 12
        }
    }
})
