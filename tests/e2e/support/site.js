// A customer's site: serves pages of the test's own on an origin that is not the collector's.

import { createServer } from 'node:http';

/** Starts a site. `pages` maps a path to its HTML, or to `{type, body}`; it may be changed at any time. */
export async function startSite(pages) {
  const server = createServer((request, response) => {
    const page = pages[new URL(request.url, 'http://site').pathname];
    const { type, body } = typeof page === 'object' ? page : { type: 'text/html; charset=utf-8', body: page };
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    pages,
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
