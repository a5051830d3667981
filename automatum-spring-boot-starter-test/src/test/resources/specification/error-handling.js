async function makeApiRequest(url, options = {}) {
  const token = await getValidToken();

  const response = await fetch(url, {
    ...options,
    headers: {
      ...options.headers,
      'Authorization': `Bearer ${token}`
    }
  });

  if (!response.ok) {
    const error = await response.json();

    switch (response.status) {
      case 401:
        // Authentication error - token expired or invalid
        console.error('Authentication failed:', error.message);
        // Clear cached token and retry
        cachedToken = null;
        break;
      case 403:
        // Insufficient scope
        console.error('Insufficient permissions:', error.message);
        break;
      case 404:
        // Resource not found
        console.error('Resource not found:', error.message);
        break;
      case 422:
        // Validation error
        console.error('Validation failed:', error.errors);
        break;
      case 429:
        // Rate limit exceeded
        const retryAfter = response.headers.get('Retry-After');
        console.error('Rate limit exceeded, retry after:', retryAfter, 'seconds');
        break;
      default:
        console.error('API error:', error.message);
    }

    throw new Error(error.message || 'API request failed');
  }

  return response.json();
}
