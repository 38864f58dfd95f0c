// A server that takes what mixpanel-browser sends, and knows an event again by its `$insert_id`, as Mixpanel's does.

import { once } from 'node:events';
import { createServer } from 'node:http';

import { readEvents } from './payload.js';

/** Starts a sink. It can be killed and restarted like a collector; what it has taken stays. */
export async function startSink() {
  const rows = new Map();

  const handle = async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    for (const { id, number, time } of readEvents(Buffer.concat(chunks))) {
      if (!rows.has(id)) rows.set(id, { id, number, timestamp: time * 1000 });
    }
    response.writeHead(200, {
      'content-type': 'application/json',
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'content-type, authorization, x-requested-with',
    });
    response.end('{"error": null, "status": 1}');
  };

  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  const listen = async (port) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address();
  const kill = () => server.close().closeAllConnections();
  return { url: `http://127.0.0.1:${port}`, stored: () => [...rows.values()], kill, restart: () => listen(port), stop: kill };
}
