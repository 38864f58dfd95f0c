// src/hooks.server.ts
import type { Handle } from '@sveltejs/kit';

const COLLECTOR = 'https://collector.example';
const PREFIX = '/hp/';

export const handle: Handle = async ({ event, resolve }) => {
  const { pathname, search } = event.url;
  if (!pathname.startsWith(PREFIX)) return resolve(event);

  const { method, headers, body } = event.request;
  const forwarded = new Headers(headers);
  // What signs people in to you is not for the collector.
  for (const name of ['host', 'connection', 'cookie', 'authorization']) forwarded.delete(name);
  forwarded.set('x-forwarded-for', event.getClientAddress());
  const path = pathname.slice(PREFIX.length - 1);
  const request = { method, headers: forwarded, body, duplex: 'half' };
  const { status, headers: given, body: answer } = await fetch(COLLECTOR + path + search, request);

  // `fetch` has unpacked it.
  const answered = new Headers(given);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) answered.delete(name);
  return new Response(answer, { status, headers: answered });
};
