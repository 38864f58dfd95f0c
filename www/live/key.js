import { readText, writeText } from '../shared/store.js';

const KEPT_AS = 'hoofprint.read_key';
const IN_HASH = /^#key=(.+)$/;

/** Takes a read key out of the address (`#key=…`), keeps it, and removes it from the address and the history. */
export function adoptKeyFromAddress() {
  const found = IN_HASH.exec(location.hash);
  if (!found) return false;
  keepKey(decoded(found[1]));
  history.replaceState(null, '', location.pathname + location.search);
  return true;
}

/** Returns the read key that this browser keeps, or null. */
export function keptKey() {
  return readText(KEPT_AS);
}

/** Keeps the read key in this browser until `forgetKey` is called. */
export function keepKey(key) {
  writeText(KEPT_AS, key.trim());
}

/** Removes the read key from this browser. */
export function forgetKey() {
  writeText(KEPT_AS, null);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
