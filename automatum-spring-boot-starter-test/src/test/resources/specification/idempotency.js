const token = await getValidToken();
const offer = await fetch('https://api.automatum.io/api/v1/private-offer', {
  method: 'POST',
  headers: {
    'Authorization': `Bearer ${token}`,
    'Content-Type': 'application/json',
    'Idempotency-Key': 'unique-request-id-123'
  },
  body: JSON.stringify({
    vendor: 'aws',
    listingId: 'listing_123',
    customerId: 'cust_456'
  })
}).then(r => r.json());
