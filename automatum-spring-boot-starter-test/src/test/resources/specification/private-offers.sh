# Get access token
TOKEN_RESPONSE=$(curl -X POST https://api.automatum.io/oauth/token \
  -H "Content-Type: application/x-www-form-urlencoded" \
  -d "grant_type=client_credentials" \
  -d "client_id=$CLIENT_ID" \
  -d "client_secret=$CLIENT_SECRET")

ACCESS_TOKEN=$(echo $TOKEN_RESPONSE | jq -r '.access_token')

# List all private offers
curl -X GET https://api.automatum.io/api/v1/private-offer \
  -H "Authorization: Bearer $ACCESS_TOKEN"

# Create a new offer
curl -X POST https://api.automatum.io/api/v1/private-offer \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "vendor": "aws",
    "listingId": "listing_123",
    "customerId": "cust_456",
    "details": {
      "pricing": {
        "discountPercentage": 20,
        "duration": 12
      }
    }
  }'
