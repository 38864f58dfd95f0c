import { Refused } from '../live/api.js';

const HEADER_SAFE = /^[\x21-\x7e]+$/;

/** The key may read, and not change anything. */
export class Forbidden extends Error {}

/** The collector refused a change, or could not answer: `field` says what of it is wrong. */
export class Fault extends Error {
  constructor(field, message) {
    super(message);
    this.field = field;
  }
}

/** Sends a request of the collector's API and decodes the answer; without a body it reads. */
export async function send(method, path, key, body) {
  if (!HEADER_SAFE.test(key)) throw new Refused();
  const response = await reach(path, {
    method,
    headers: { Authorization: `Bearer ${key}` },
    cache: 'no-store',
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.status === 401 && (await field(response.clone())) === 'authorization') throw new Refused();
  if (response.status === 403) throw new Forbidden();
  return answer(response);
}

/** Asks, as a tracker does, which answer a visitor gets of one flag. */
export async function askFlag(flag, distinctId, groups) {
  const body = { token: flag.token, distinct_id: distinctId, groups, flag_keys: [flag.key] };
  const response = await reach('/flags/?v=2', { method: 'POST', cache: 'no-store', body: JSON.stringify(body) });
  return (await answer(response)).flags[flag.key];
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Fault('', 'The collector cannot be reached. Try again in a moment.');
  }
}

async function answer(response) {
  if (response.status === 204) return null;
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  throw new Fault(body?.field ?? '', body?.message ?? `The collector answered ${response.status}.`);
}

async function field(response) {
  return (await response.json().catch(() => null))?.field;
}
