// The network between page and server, with everything that goes wrong on networks. What it lets through reaches the real
// server, and is counted.

import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { readEvents } from './payload.js';

/** Pages may read what we answer: a request that they may not read has failed in another way. */
const readable = ({ origin = '*' }) => ({
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'retry-after',
});

/** A request to this path is never answered. */
const HELD = '/held';

/** Starts a proxy to `target`. */
export async function startProxy(target) {
  const copies = new Map(); // How often each event's body has reached the server, by the event's id.
  let fault = {}; // What happens to requests that carry events.
  let isOpen = true;

  const count = (body) => readEvents(body).forEach(({ id }) => copies.set(id, (copies.get(id) ?? 0) + 1));

  const handle = async (request, response) => {
    // A connection from before may bring another request.
    if (!isOpen) return request.destroy();
    const body = await readBody(request);
    if (request.url === HELD) return undefined;
    if (request.method !== 'POST') return pass(request, response, body);
    if (fault.status) return response.writeHead(fault.status, { ...readable(request.headers), ...fault.headers }).end();
    if (fault.delay) await sleep(fault.delay);
    return pass(request, response, body, fault.isSwallowed);
  };

  /** Hands a request on. A page whose request is swallowed never learns that it has arrived. */
  const pass = async ({ method, url, headers }, response, body, isSwallowed = false) => {
    const onward = forward(new URL(url, target), { method, headers: { ...headers, connection: 'close' }, agent: false });
    // Now all of it is with the server, whatever becomes of the answer.
    onward.once('finish', () => count(body));
    onward.end(body);
    const [answer] = await once(onward, 'response');
    if (isSwallowed) {
      answer.resume();
      await once(answer, 'end');
      return response.destroy();
    }
    response.writeHead(answer.statusCode, { ...answer.headers, connection: 'keep-alive' });
    return answer.pipe(response);
  };

  const server = createServer((request, response) => {
    // The page has gone, or the server is down: the connection breaks, as it would without a proxy.
    handle(request, response).catch(() => response.destroy());
  });
  const listen = async (port) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address();

  return {
    url: `http://127.0.0.1:${port}`,
    held: `http://127.0.0.1:${port}${HELD}`,
    copies,

    /** Answers what carries events with a status of its own; the server does not see it. */
    answerWith: (status, headers = {}) => (fault = { status, headers }),
    /** Lets events reach the server, and the answers reach nobody. */
    swallow: () => (fault = { isSwallowed: true }),
    /** Keeps what carries events for a while before the server gets it. */
    delay: (milliseconds) => (fault = { delay: milliseconds }),

    /** Lets nobody connect any more. */
    refuse() {
      isOpen = false;
      server.close();
      server.closeIdleConnections();
    },

    /** Everything is well again. */
    async mend() {
      fault = {};
      if (isOpen) return;
      isOpen = true;
      await listen(port);
    },

    stop() {
      if (isOpen) server.close();
      server.closeAllConnections();
    },
  };
}

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
