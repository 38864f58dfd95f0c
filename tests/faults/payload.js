// What the three trackers put on the wire, read the way their servers read it.

import { gunzipSync } from 'node:zlib';

/** The events in a request's body that have a number, each with the id by which its server knows it again. */
export function readEvents(body) {
  return eventsOf(parse(body))
    .map((event) => ({ id: event.uuid ?? event.properties?.$insert_id, number: event.properties?.number, time: event.properties?.time }))
    .filter(({ number }) => number !== undefined);
}

/** The list of events: an envelope's batch, the body itself, or the one event that it is. */
function eventsOf(content) {
  const list = content?.batch ?? content;
  return Array.isArray(list) ? list : [list ?? {}];
}

/** JSON: plain, compressed, or as `data` of a form, there plain or in base64. Nothing where it is something else. */
function parse(body) {
  const isGzip = body[0] === 0x1f && body[1] === 0x8b;
  const text = (isGzip ? gunzipSync(body) : body).toString();
  try {
    return JSON.parse(/^[[{]/.test(text) ? text : fromForm(text));
  } catch {
    return undefined;
  }
}

function fromForm(text) {
  const data = new URLSearchParams(text).get('data') ?? '';
  return /^[[{]/.test(data) ? data : Buffer.from(data, 'base64').toString();
}
