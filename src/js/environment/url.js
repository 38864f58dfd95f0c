// The parts of an address that events need. `location.href` and `document.referrer` come normalised from the engine, so cutting at
// the separators is enough (URL Standard, "URL writing"), and addresses that were stored need not be whole.

import { attempt } from '../attempt.js';

/** Host with port of an absolute address; empty where it has none. */
export const host = (url) => /:\/\/(?:[^/?#@]*@)?([^/?#]*)/.exec(url)?.[1] ?? '';

/** Path of an absolute address. */
export const pathname = (url) => /^[^:]*:(?:\/\/[^/?#]*)?([^?#]*)/.exec(url)?.[1] ?? '';

/** `decodeURIComponent`; the text itself where that would throw. */
export const decoded = (text) => attempt(() => decodeURIComponent(text), text);

/**
 * A query parameter's value: the first one with that very key; `undefined` where it is missing or empty (posthog-state §6, "query
 * parsing").
 */
export function parameter(url, key) {
  const [, query = ''] = /^[^?#]*\?([^#]*)/.exec(url) ?? [];
  const pair = query.split('&').find((pair) => pair.split('=')[0] === key);
  return decoded(pair?.split('=')[1] ?? '').replace(/\+/g, ' ') || undefined;
}

/**
 * The address with the values of some query parameters replaced by `<masked>`. Of a second `?` or `#` and what follows nothing is
 * kept (posthog-state §6).
 */
export function masked(url, isMasked) {
  const [page, hash] = url.split('#');
  const [path, query] = page.split('?');
  const mask = (pair) => pair.replace(/^([^=]*)=[^]*/, (whole, name) => (isMasked(name) ? `${name}=<masked>` : whole));
  const search = query ? `?${query.split('&').map(mask).join('&')}` : '';
  return path + search + (hash === undefined ? '' : `#${hash}`);
}
