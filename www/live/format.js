const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'long' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
const number = new Intl.NumberFormat();
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** Reads a time, given as an ISO text or as milliseconds since 1970, into a Date; null where it is neither. */
export function readTime(value) {
  if (value === undefined || value === null || value === '') return null;
  const date = new Date(typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Prints the time of day, or the date for a time that is not of today. */
export function shortTime(date) {
  return date.toDateString() === new Date().toDateString() ? clock.format(date) : day.format(date);
}

/** Prints a time with its date, its seconds and its zone. */
export function fullTime(date) {
  return full.format(date);
}

/** Prints how long ago a time was, such as “3 min. ago”. */
export function timeAgo(date, now = Date.now()) {
  const seconds = Math.min(0, Math.round((date.getTime() - now) / 1000));
  const [unit, size] = UNITS.find(([, length]) => -seconds >= length) ?? UNITS.at(-1);
  return relative.format(Math.trunc(seconds / size), unit);
}

/** Prints a span of milliseconds as a person would say it. */
export function duration(milliseconds) {
  if (Math.abs(milliseconds) < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length);
  const digits = unit === 'second' ? 1 : 0;
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: digits,
  }).format(seconds / size);
}

/** Prints a count with the reader's own separators. */
export function count(value) {
  return number.format(value);
}

/** Prints a count with its noun, which takes an s unless there is exactly one. */
export function counted(value, noun) {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Prints a message of the collector as people write: with a capital letter and a stop. */
export function sentence(message) {
  const text = message.replaceAll('`', '');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** Prints any property value as text: strings as they are, everything else as JSON. */
export function valueText(value) {
  if (typeof value === 'string') return value;
  return value !== null && typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
}

/** Prints an address without the part that every row has in common: path, query and fragment. */
export function pagePath(address) {
  try {
    const { pathname, search, hash } = new URL(address);
    return pathname + search + hash;
  } catch {
    return String(address);
  }
}
