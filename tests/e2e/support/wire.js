// A wire between browser and collector that can be looked at, slowed and cut. Everything on it reaches the real collector.

import { createServer, request as forward } from 'node:http';

/** Starts a wire to `target`. `requests` lists what went over it; `before(request)` may wait, or return false to cut. */
export async function startWire(target) {
  const wire = { requests: [], before: () => true };
  const server = createServer(async (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const seen = { method, path: url, headers };
    wire.requests.push(seen);
    if ((await wire.before(seen)) === false) return incoming.destroy();
    const onward = forward(new URL(url, target), { method, headers }, (answer) => {
      seen.status = answer.statusCode;
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  wire.url = `http://127.0.0.1:${server.address().port}`;
  wire.stop = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
  return wire;
}
