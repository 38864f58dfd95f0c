// Requests to the collector. The page may have replaced everything used here by something that throws or gives anything.

import { attempt } from './attempt.js';
import { apiHost } from './config.js';

const PATH = '/e/';
/** What all requests that outlive the page may have in flight together is 64 KiB; other scripts want some of it. */
const MAX_KEEPALIVE_BYTES = 60000;
/** Below this, gzip gains nothing that the network would notice. */
const MIN_GZIP_BYTES = 1024;
/** The core gives a request up as soon. */
const LONGEST_REQUEST_MS = 60000;
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;
const [REFUSED, GONE, SENT] = [0, 1, 2];
/** Our collector says so in its answers to events. */
const HAS_FLAGS = '"hasFeatureFlags":true';

/**
 * How the core's requests leave, by the options in force. `answered(id, status, body, wait)` takes the status (0 for no answer),
 * the text of the answer, and the milliseconds that it asks to wait; `hasFlags()` is told where an answer says that the project has
 * feature flags.
 */
export function createNetwork(config, answered, hasFlags, guarded) {
  let inFlight = 0; // Bytes that the browser takes for in flight though the page goes.
  const packing = new Map(); // Requests whose bodies are still being compressed: how to send them as they are.

  const rewritten = (url) => {
    const { rewriteRequestPath } = config();
    return rewriteRequestPath ? String(rewriteRequestPath(new URL(url, globalThis.location))) : url;
  };
  const address = (retry) => {
    const chosen = rewritten(apiHost(config()) + PATH);
    return retry ? `${chosen}${chosen.includes('?') ? '&' : '?'}retry_count=${retry}` : chosen;
  };
  const report = guarded('on_request_error', (statusCode, text) => {
    if (statusCode >= 400) config().on_request_error?.({ statusCode, text, json: parse(text) });
  });

  /** Makes a request, in the way that the page wants. Gives the status, the answer's text, and the answer. */
  const request = async (url, init, timeout = LONGEST_REQUEST_MS) => {
    const { api_transport, request_headers, fetch_options } = config();
    const send = api_transport === 'XHR' || typeof fetch !== 'function' ? sendByXhr : fetch;
    const signal = AbortSignal.timeout?.(timeout);
    const response = await send(url, { ...init, signal, headers: { ...request_headers }, ...fetch_options });
    // The browser takes the request for one in flight, and refuses the next, until its answer is read to the end.
    const text = String(await response.text());
    const status = response.status | 0;
    report(status, text);
    return [status, text, response];
  };

  /** Sends a body and settles the request. */
  const post = async (id, retry, body, isLeaving) => {
    let status = 0;
    let text = '';
    let wait = 0;
    let held = 0;
    try {
      const size = sizeOf(body);
      const keepalive = isLeaving || inFlight + size <= MAX_KEEPALIVE_BYTES;
      if (keepalive) inFlight += held = size;
      let response;
      // A string, or a blob of that type, goes as text/plain, which needs no CORS preflight.
      [status, text, response] = await request(address(retry), { method: 'POST', body, keepalive });
      wait = retryAfter(response.headers?.get('retry-after'));
      if (text.includes(HAS_FLAGS)) hasFlags();
    } catch {
      // The status says what is known.
    }
    inFlight -= held;
    answered(id, status, text, wait);
  };

  return {
    /**
     * Asks `path` of the server, by `POST` where there is a `body`. Gives the status (0 for no answer, -1 for none in time) and
     * the value that the answer's JSON says, `undefined` where it is none. Never rejects.
     */
    async ask(path, body, timeout) {
      try {
        const { flags_api_host, api_host } = config();
        const url = rewritten(apiHost({ api_host: flags_api_host || api_host }) + path);
        const [status, text] = await request(url, { method: body ? 'POST' : 'GET', body }, timeout);
        return [status, parse(text)];
      } catch (error) {
        return [error?.name === 'TimeoutError' ? -1 : 0];
      }
    },

    async send(id, retry, body) {
      // A page that is hidden may end before the body is packed.
      const packs = body.length >= MIN_GZIP_BYTES && !config().disable_compression && document.visibilityState === 'visible';
      if (!packs || typeof CompressionStream !== 'function') return post(id, retry, body);
      packing.set(id, body);
      const packed = await gzip(body);
      // The page may have gone meanwhile.
      if (packing.delete(id)) post(id, retry, packed ?? body);
    },

    /** The page goes: what is being compressed leaves as it is. */
    hurry() {
      for (const [id, body] of packing) if (sizeOf(body) <= this.allowance()) packing.delete(id), post(id, 0, body, true);
    },

    /** Forgets what is being compressed. */
    forget: () => packing.clear(),

    allowance: () => Math.max(MAX_KEEPALIVE_BYTES - inFlight, 0),

    handOver: (id, body) =>
      attempt(() => {
        const { api_transport, disable_beacon, fetch_options } = config();
        const byFetch = api_transport !== 'XHR' && typeof fetch === 'function' && 'keepalive' in Request.prototype;
        if (byFetch && sizeOf(body) <= MAX_KEEPALIVE_BYTES - inFlight) {
          post(id, 0, body, true);
          return SENT;
        }
        // The browser may take the request to send it when the page has gone.
        const init = { method: 'POST', body, activateAfter: 0, ...fetch_options };
        if (attempt(() => fetchLater(address(0), init))) return GONE;
        return !disable_beacon && navigator.sendBeacon(address(0), body) ? GONE : REFUSED;
      }, REFUSED),
  };
}

/** The value that a text says, if it is JSON. */
const parse = (text) => attempt(() => JSON.parse(text));

const sizeOf = (body) => body.size ?? new TextEncoder().encode(body).length;

/** The compressed body, if the engine can. Bodies are streamed by responses: a blob's bytes come from another process. */
async function gzip(body) {
  try {
    const stream = new Response(body).body.pipeThrough(new CompressionStream('gzip'));
    return await new Response(stream, { headers: { 'content-type': 'text/plain' } }).blob();
  } catch {
    // Then as it is.
  }
}

/** Milliseconds that a `Retry-After` (RFC 9110 §10.2.3) asks for: seconds, or a date. */
function retryAfter(header) {
  if (!header) return 0;
  const wait = /^\d+$/.test(header) ? header * 1000 : new Date(header) - Date.now();
  return Math.min(Math.max(Math.round(wait), 0), LONGEST_WAIT_MS) || 0;
}

function sendByXhr(url, { method, body, headers }) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    const get = (name) => request.getResponseHeader(name);
    request.onloadend = () => resolve({ status: request.status, text: () => request.responseText, headers: { get } });
    request.send(body);
  });
}
