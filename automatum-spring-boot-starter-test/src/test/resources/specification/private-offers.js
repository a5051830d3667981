// Helper function to get access token
async function getAccessToken() {
  const response = await fetch('https://api.automatum.io/oauth/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: process.env.AUTOMATUM_CLIENT_ID,
      client_secret: process.env.AUTOMATUM_CLIENT_SECRET
    })
  });

  const data = await response.json();
  return data.access_token;
}

// List all private offers
async function listPrivateOffers() {
  const token = await getAccessToken();

  const response = await fetch('https://api.automatum.io/api/v1/private-offer', {
    headers: {
      'Authorization': `Bearer ${token}`
    }
  });

  return response.json();
}

// Create a new offer
async function createPrivateOffer(offerData) {
  const token = await getAccessToken();

  const response = await fetch('https://api.automatum.io/api/v1/private-offer', {
    method: 'POST',
    headers: {
      'Authorization': `Bearer ${token}`,
      'Content-Type': 'application/json'
    },
    body: JSON.stringify(offerData)
  });

  return response.json();
}

// Usage
const offers = await listPrivateOffers();
const newOffer = await createPrivateOffer({
  vendor: 'aws',
  listingId: 'listing_123',
  customerId: 'cust_456',
  details: {
    pricing: {
      discountPercentage: 20,
      duration: 12
    }
  }
});
