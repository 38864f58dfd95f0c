// The caller's objects as JSON text, whatever they hold.

const DEEPEST = 50;

/**
 * The JSON text of an object; empty for anything else. Never throws: what JSON cannot say is said in the nearest way
 * (BigInt as text, a cycle as "[Circular]"), and a property that cannot be read is left out.
 */
export function toJson(value) {
  if (value === null || typeof value !== 'object') return '';
  let text;
  try {
    text = JSON.stringify(value);
  } catch {
    try {
      text = JSON.stringify(copy(value, []));
    } catch {
      return '{}';
    }
  }
  if (text === undefined) return '';
  // Half a surrogate pair comes as an escape, which strict parsers refuse with all that stands around it.
  return text.includes('\\ud') ? text.replace(/\\(?:ud[89a-f]..|.)/g, wellFormed) : text;
}

/** The value that a JSON text says; `undefined` for no text. */
export const fromJson = (text) => (text === undefined ? undefined : JSON.parse(text));

const wellFormed = (escape) => (escape.length > 2 ? '\\ufffd' : escape);

function copy(value, above) {
  if (typeof value === 'bigint') return String(value);
  if (value === null || typeof value !== 'object') return value;
  if (above.includes(value)) return '[Circular]';
  if (above.length === DEEPEST) return '[Too deep]';
  const plain = typeof value.toJSON === 'function' ? value.toJSON() : value;
  if (plain !== value) return copy(plain, [...above, value]);
  const result = Array.isArray(value) ? [] : Object.create(null);
  for (const key of Object.keys(value)) {
    try {
      result[key] = copy(value[key], [...above, value]);
    } catch {
      // A getter that throws has nothing to tell.
    }
  }
  return result;
}
