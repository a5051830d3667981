const token = await getValidToken();

// Build query parameters
const params = new URLSearchParams({
  vendor: 'aws',
  status: 'accepted',
  'createdAt[gte]': '2026-01-01',
  'createdAt[lte]': '2026-12-31',
  'value[gt]': '10000'
});

const offers = await fetch(
  `https://api.automatum.io/api/v1/private-offer?${params}`,
  { headers: { 'Authorization': `Bearer ${token}` } }
).then(r => r.json());
