/** The ranges that a choice offers, with how it names them. */
export const RANGES = {
  '-24h': 'Last 24 hours',
  '-7d': 'Last 7 days',
  '-30d': 'Last 30 days',
  '-90d': 'Last 90 days',
  '-12m': 'Last 12 months',
  all: 'All time',
};

const DAYS = { h: 1 / 24, d: 1, w: 7, m: 30.4, y: 365 };
const DAY = 86_400_000;

/** Reads the text of a choice, `-30d` or `2026-01-01..2026-03-31`, into a range. */
export function rangeOf(text) {
  const [from, to] = text.split('..');
  return { from, to: to || null };
}

/** Prints a range as the text that `rangeOf` reads. */
export function textOf({ from, to } = {}) {
  return to ? `${from}..${to}` : (from ?? '-7d');
}

/** Names a range. */
export function rangeInWords({ from = '-7d', to } = {}) {
  if (to) return `${dateOf(from)} to ${dateOf(to)}`;
  if (RANGES[from]) return RANGES[from];
  const relative = /^-(\d+)([hdwmy])$/.exec(from);
  if (!relative) return `Since ${dateOf(from)}`;
  const unit = { h: 'hour', d: 'day', w: 'week', m: 'month', y: 'year' }[relative[2]];
  return relative[1] === '1' ? `Last ${unit}` : `Last ${relative[1]} ${unit}s`;
}

/** How many days a range is long, about; null where that depends on the events. */
export function daysOf({ from = '-7d', to } = {}, now = new Date()) {
  const relative = /^-(\d+)([hdwmy])$/.exec(from);
  if (relative && !to) return Number(relative[1]) * DAYS[relative[2]];
  if (from === 'all') return null;
  const days = ((to ? new Date(to) : now) - new Date(from)) / DAY;
  return Number.isFinite(days) ? Math.max(days, 0) : null;
}

/** The interval that gives a readable number of buckets for a range: `wanted`, or the nearest that does. */
export function intervalFor(range, wanted = 'day', now = new Date()) {
  const days = daysOf(range, now);
  if (days === null) return wanted === 'hour' || wanted === 'day' ? 'week' : wanted;
  const buckets = { hour: days * 24, day: days, week: days / 7, month: days / 30.4 };
  const suits = (interval) => buckets[interval] >= 4 && buckets[interval] <= 100;
  if (suits(wanted)) return wanted;
  return ['hour', 'day', 'week', 'month'].find((interval) => buckets[interval] <= 100) ?? 'month';
}

/** The query for another range, with an interval that suits it. Profiles are as they are now, whatever the range. */
export function inRange(query, text) {
  if (!text || query.kind === 'profiles') return query;
  const range = rangeOf(text);
  const isCounted = query.kind === 'trends' || query.kind === 'lifecycle';
  const compare = range.from === 'all' ? undefined : query.compare; // Nothing was before all time.
  return { ...query, range, compare, ...(isCounted ? { interval: intervalFor(range, query.interval) } : {}) };
}

function dateOf(text) {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' }).format(date);
}
