// A wire between browser and collector that can be looked at, slowed, cut and disturbed. What passes reaches the real collector.

import { createServer, request as forward } from 'node:http';
import { gunzipSync } from 'node:zlib';

const isGzip = (body) => body[0] === 0x1f;
const textOf = (body) => String(isGzip(body) ? gunzipSync(body) : body);

/**
 * Starts a wire to `target`. `requests` lists what went over it, each with its `body()` as text and whether it
 * `isPacked()`; `before(request)` may wait, return false to cut, or a status with
 * which to answer instead of the collector (`[status, headers]`).
 */
export async function startWire(target) {
  const wire = { requests: [], before: () => true };
  const server = createServer(async (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const chunks = [];
    const seen = {
      method,
      path: url,
      headers,
      body: () => textOf(Buffer.concat(chunks)),
      isPacked: () => isGzip(Buffer.concat(chunks)),
    };
    wire.requests.push(seen);
    const arrived = new Promise((resolve) => incoming.on('data', (chunk) => chunks.push(chunk)).on('close', resolve));
    const verdict = await wire.before(seen);
    if (verdict === false) return incoming.destroy();
    await arrived;
    if (Array.isArray(verdict)) {
      const [status, answered] = verdict;
      return outgoing.writeHead(status, { 'access-control-allow-origin': '*', ...answered }).end();
    }
    const onward = forward(new URL(url, target), { method, headers }, (answer) => {
      seen.status = answer.statusCode;
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    onward.end(Buffer.concat(chunks));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  wire.url = `http://127.0.0.1:${server.address().port}`;
  wire.stop = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
  return wire;
}
