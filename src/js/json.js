// The caller's objects as JSON text, whatever they hold.

import { attempt } from './attempt.js';

const DEEPEST = 50;
const MOST_VALUES = 1000;
const LONGEST_STRING = 65535;

/**
 * The JSON text of an object; empty for anything else. Never throws: what JSON cannot say is said in the nearest way
 * (BigInt as text, a cycle as "[Circular]"), and a property that cannot be read is left out. Strings are cut to the
 * `longest` number of characters (posthog-api §2.1).
 */
export function toJson(value, longest = LONGEST_STRING) {
  if (value === null || typeof value !== 'object') return '';
  const cut = (_key, value) => (typeof value === 'string' ? value.slice(0, longest) : value);
  let text;
  try {
    text = JSON.stringify(value);
    if (text?.length > longest) text = JSON.stringify(value, cut);
    // A text without so many brackets need not be read.
    if (text?.match(/[[{]/g)?.length > DEEPEST && isDeep(JSON.parse(text), DEEPEST)) throw text;
  } catch {
    text = attempt(() => JSON.stringify(copy(value, [], { left: MOST_VALUES }), cut), '{}');
  }
  if (text === undefined) return '';
  // Half a surrogate pair comes as an escape, which strict parsers refuse with all that stands around it.
  return text.includes('\\ud') ? text.replace(/\\(?:ud[89a-f]..|.)/g, wellFormed) : text;
}

/** The value that a JSON text says; `undefined` for no text. */
export const fromJson = (text) => (text === undefined ? undefined : JSON.parse(text));

const wellFormed = (escape) => (escape.length > 2 ? '\\ufffd' : escape);

/** Whether a value nests deeper than so many levels. */
const isDeep = (value, levels) =>
  value !== null && typeof value === 'object' && (!levels || Object.values(value).some((inner) => isDeep(inner, levels - 1)));

/** `above` holds the objects around the value, `budget` how many values may still be copied. */
function copy(value, above, budget) {
  if (typeof value === 'bigint') return String(value);
  if (value === null || typeof value !== 'object') return value;
  if (above.includes(value)) return '[Circular]';
  if (above.length === DEEPEST) return '[Too deep]';
  const path = [...above, value];
  const plain = typeof value.toJSON === 'function' ? value.toJSON() : value;
  if (plain !== value) return copy(plain, path, budget);
  const result = Array.isArray(value) ? [] : Object.create(null);
  for (const key of Object.keys(value)) {
    if (budget.left-- <= 0) break;
    // A getter that throws has nothing to tell.
    attempt(() => (result[key] = copy(value[key], path, budget)));
  }
  return result;
}
