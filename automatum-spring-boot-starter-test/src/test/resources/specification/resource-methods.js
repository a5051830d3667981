// List with filters and pagination
const token = await getValidToken();
const response = await fetch(
  'https://api.automatum.io/api/v1/listing?vendor=aws&status=active&page=1&limit=20',
  {
    headers: { 'Authorization': `Bearer ${token}` }
  }
);
const items = await response.json();

// Get by ID
const itemResponse = await fetch(
  'https://api.automatum.io/api/v1/listing/listing_123',
  {
    headers: { 'Authorization': `Bearer ${token}` }
  }
);
const item = await itemResponse.json();

// Delete
await fetch('https://api.automatum.io/api/v1/listing/listing_123', {
  method: 'DELETE',
  headers: { 'Authorization': `Bearer ${token}` }
});
