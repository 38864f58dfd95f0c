// Requests to the collector. The page may have replaced everything used here by something that throws or gives anything.

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

/**
 * How the core's requests leave, by the options in force. `answered(id, status, body, wait)` takes the status (0 for no answer),
 * the text of the answer, and the milliseconds that it asks to wait.
 */
export function createNetwork(config, answered, guarded) {
  let inFlight = 0; // Bytes that the browser takes for in flight though the page goes.
  const packing = new Map(); // Requests whose bodies are still being compressed: how to send them as they are.

  const address = (attempt) => {
    const { rewriteRequestPath } = config();
    const url = apiHost(config()) + PATH;
    const chosen = rewriteRequestPath ? String(rewriteRequestPath(new URL(url, globalThis.location))) : url;
    return attempt ? `${chosen}${chosen.includes('?') ? '&' : '?'}retry_count=${attempt}` : chosen;
  };

  const report = guarded('on_request_error', (statusCode, text) => {
    if (statusCode < 400) return;
    let json;
    try {
      json = JSON.parse(text);
    } catch {
      // Only some answers are JSON.
    }
    config().on_request_error?.({ statusCode, text, json });
  });

  /** Sends a body and settles the request. */
  const post = async (id, attempt, body, isLeaving) => {
    let status = 0;
    let text = '';
    let wait = 0;
    let held = 0;
    try {
      const size = sizeOf(body);
      const keepalive = isLeaving || inFlight + size <= MAX_KEEPALIVE_BYTES;
      if (keepalive) inFlight += held = size;
      const { api_transport, request_headers, fetch_options } = config();
      const url = address(attempt);
      const send = api_transport === 'XHR' || typeof fetch !== 'function' ? sendByXhr : fetch;
      // A string, or a blob of that type, goes as text/plain, which needs no CORS preflight.
      const signal = AbortSignal.timeout?.(LONGEST_REQUEST_MS);
      const init = { method: 'POST', body, keepalive, signal, headers: { ...request_headers }, ...fetch_options };
      const response = await send(url, init);
      // The browser takes the request for one in flight, and refuses the next, until its answer is read to the end.
      text = String(await response.text());
      status = response.status | 0;
      wait = retryAfter(response.headers?.get('retry-after'));
      report(status, text);
    } catch {
      // The status says what is known.
    }
    inFlight -= held;
    answered(id, status, text, wait);
  };

  return {
    async send(id, attempt, body) {
      // A page that is hidden may end before the body is packed.
      const packs = body.length >= MIN_GZIP_BYTES && !config().disable_compression && document.visibilityState === 'visible';
      if (!packs || typeof CompressionStream !== 'function') return post(id, attempt, body);
      packing.set(id, body);
      const packed = await gzip(body);
      // The page may have gone meanwhile.
      if (packing.delete(id)) post(id, attempt, packed ?? body);
    },

    /** The page goes: what is being compressed leaves as it is. */
    hurry() {
      for (const [id, body] of packing) if (sizeOf(body) <= this.allowance()) packing.delete(id), post(id, 0, body, true);
    },

    /** Forgets what is being compressed. */
    forget: () => packing.clear(),

    allowance: () => Math.max(MAX_KEEPALIVE_BYTES - inFlight, 0),

    handOver(id, body) {
      try {
        const { api_transport, disable_beacon, fetch_options } = config();
        const byFetch = api_transport !== 'XHR' && typeof fetch === 'function' && 'keepalive' in Request.prototype;
        if (byFetch && sizeOf(body) <= MAX_KEEPALIVE_BYTES - inFlight) {
          post(id, 0, body, true);
          return SENT;
        }
        if (later(address(0), { method: 'POST', body, activateAfter: 0, ...fetch_options })) return GONE;
        return !disable_beacon && navigator.sendBeacon(address(0), body) ? GONE : REFUSED;
      } catch {
        return REFUSED;
      }
    },
  };
}

const sizeOf = (body) => body.size ?? new TextEncoder().encode(body).length;

/** The compressed body, if the engine can. */
async function gzip(body) {
  try {
    const stream = new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'));
    const packed = await new Response(stream).blob();
    return new Blob([packed], { type: 'text/plain' });
  } catch {
    // Then as it is.
  }
}

/** Whether the browser takes a request to send it when the page has gone. */
function later(url, init) {
  try {
    return !!fetchLater(url, init);
  } catch {
    return false;
  }
}

/** Milliseconds that a `Retry-After` (RFC 9110 §10.2.3) asks for: seconds, or a date. */
function retryAfter(header) {
  if (!header) return 0;
  const wait = /^\d+$/.test(header) ? header * 1000 : new Date(header) - Date.now();
  return Math.min(Math.max(Math.round(wait), 0), LONGEST_WAIT_MS) || 0;
}

function sendByXhr(url, { body, headers }) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    const get = (name) => request.getResponseHeader(name);
    request.onloadend = () => resolve({ status: request.status, text: () => request.responseText, headers: { get } });
    request.send(body);
  });
}
