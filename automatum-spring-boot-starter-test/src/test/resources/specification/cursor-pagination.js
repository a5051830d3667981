// First page
const token = await getValidToken();
const page1 = await fetch(
  'https://api.automatum.io/api/v1/customer?limit=50',
  { headers: { 'Authorization': `Bearer ${token}` } }
).then(r => r.json());

// Next page using cursor
const page2 = await fetch(
  `https://api.automatum.io/api/v1/customer?limit=50&cursor=${page1.nextCursor}`,
  { headers: { 'Authorization': `Bearer ${token}` } }
).then(r => r.json());

// Iterate all pages
async function* getAllCustomers() {
  let cursor = null;
  const token = await getValidToken();

  do {
    const url = cursor
      ? `https://api.automatum.io/api/v1/customer?limit=100&cursor=${cursor}`
      : 'https://api.automatum.io/api/v1/customer?limit=100';

    const response = await fetch(url, {
      headers: { 'Authorization': `Bearer ${token}` }
    });

    const data = await response.json();

    for (const customer of data.data) {
      yield customer;
    }

    cursor = data.nextCursor;
  } while (cursor);
}

// Usage
for await (const customer of getAllCustomers()) {
  console.log(customer.name);
}
