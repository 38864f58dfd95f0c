// A customer's site: serves pages of the test's own on an origin that is not the collector's.

import { createServer } from 'node:http';

/** Starts a site. `pages` maps a path to its HTML, or to `{type, body, headers}`; it may be changed at any time. */
export async function startSite(pages) {
  const server = createServer((request, response) => {
    const page = pages[new URL(request.url, 'http://site').pathname];
    const { type = 'text/html; charset=utf-8', body, headers } = typeof page === 'object' ? page : { body: page };
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type, ...headers });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    pages,
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
