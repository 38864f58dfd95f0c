// The other subjects' collector: serves their scripts, takes whatever they post, and counts the events in it by name.

import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/**
 * Starts a sink. `files` maps a path to a script. What is posted below `/KEY/` is read by `namesIn[KEY]`, which gives the names
 * of the events in a text.
 */
export async function startSink(files, namesIn) {
  const counts = new Map();
  const count = (key, name) => counts.get(`${key} ${name}`) ?? 0;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://sink');
    const headers = cors(request);
    const [, key] = pathname.split('/');
    if (request.method === 'POST') {
      for (const name of namesIn[key](await textOf(request))) counts.set(`${key} ${name}`, count(key, name) + 1);
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end('{"status":1,"code":200}');
    } else if (files[pathname]) {
      response.writeHead(200, { 'content-type': 'text/javascript', ...headers }).end(files[pathname]);
    } else {
      response.writeHead(request.method === 'OPTIONS' ? 204 : 404, headers).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** How many events of a subject and a name have arrived so far. */
    count,
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

/** What lets a page of another origin post here, and read the answer. */
const cors = ({ headers }) => ({
  'access-control-allow-origin': headers.origin ?? '*',
  'access-control-allow-credentials': 'true',
  'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
});

/** What is posted, whichever way it is packed: gzip, a form's `data`, base64. */
async function textOf(request) {
  const body = await buffer(request);
  const isGzip = body[0] === 0x1f && body[1] === 0x8b;
  const text = String(isGzip ? gunzipSync(body) : body);
  if (!text.startsWith('data=')) return text;
  const data = new URLSearchParams(text).get('data');
  return /^[[{]/.test(data) ? data : String(Buffer.from(data, 'base64'));
}
