const token = await getValidToken();
const response = await fetch(
  'https://api.automatum.io/api/v1/listing?page=2&limit=20',
  { headers: { 'Authorization': `Bearer ${token}` } }
).then(r => r.json());

console.log({
  currentPage: response.pagination.page,
  totalPages: response.pagination.pages,
  totalItems: response.pagination.total
});
