// Requests to the collector. The page may have replaced everything used here by something that throws or gives anything.

import { apiHost } from './config.js';

const PATH = '/e/';

/** How the core's requests leave, by the options in force. `answered(id, status)` takes the status, 0 for no answer. */
export function createNetwork(config, answered, guarded) {
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

  return {
    async send(id, attempt, keepalive, body) {
      let status = 0;
      try {
        const { api_transport, request_headers, fetch_options } = config();
        const url = address(attempt);
        const send = api_transport === 'XHR' || typeof fetch !== 'function' ? sendByXhr : fetch;
        // A string goes as text/plain, which needs no CORS preflight.
        const init = { method: 'POST', body, keepalive, headers: { ...request_headers }, ...fetch_options };
        const response = await send(url, init);
        status = response.status | 0;
        // The browser takes the request for one in flight, and refuses the next, until its answer is read to the end.
        report(status, await response.text());
      } catch {
        // The status says what is known.
      }
      answered(id, status);
    },

    beacon(body) {
      try {
        return !config().disable_beacon && navigator.sendBeacon(address(0), body);
      } catch {
        return false;
      }
    },
  };
}

function sendByXhr(url, { body, headers }) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.onloadend = () => resolve({ status: request.status, text: () => request.responseText });
    request.send(body);
  });
}
