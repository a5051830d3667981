const token = await getValidToken();

// Single field sort
const customers = await fetch(
  'https://api.automatum.io/api/v1/customer?sort=-createdAt', // Descending
  { headers: { 'Authorization': `Bearer ${token}` } }
).then(r => r.json());

// Or ascending
const customersAsc = await fetch(
  'https://api.automatum.io/api/v1/customer?sort=name',
  { headers: { 'Authorization': `Bearer ${token}` } }
).then(r => r.json());

// Multiple sort fields
const customersMulti = await fetch(
  'https://api.automatum.io/api/v1/customer?sort=-value,name',
  { headers: { 'Authorization': `Bearer ${token}` } }
).then(r => r.json());
