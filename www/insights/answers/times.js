const UTC = 'UTC';
const kept = new Map();

const SHORT = {
  hour: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  week: { day: 'numeric', month: 'short' },
  month: { month: 'short' },
};
const FULL = {
  hour: { dateStyle: 'medium', timeStyle: 'short' },
  day: { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' },
  week: { day: 'numeric', month: 'long', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
};
const LENGTHS = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/** Names a bucket by its start, in little room. */
export function bucketShort(start, interval = 'day', timezone = UTC) {
  return print(start, SHORT[interval], timezone);
}

/** Names a bucket in full. */
export function bucketFull(start, interval = 'day', timezone = UTC) {
  const text = print(start, FULL[interval], timezone);
  return interval === 'week' ? `Week of ${text}` : text;
}

/** Names each of a list of buckets in little room. The first, and each January of a list of months, say their year. */
export function bucketLabels(starts, interval = 'day', timezone = UTC) {
  if (interval !== 'month' || starts.length < 2) return starts.map((start) => bucketShort(start, interval, timezone));
  const year = (start) => print(start, { year: 'numeric' }, timezone);
  return starts.map((start, at) => {
    const isFirst = at === 0 || year(start) !== year(starts[at - 1]);
    return print(start, isFirst ? { month: 'short', year: 'numeric' } : SHORT.month, timezone);
  });
}

/** Whether the last of these buckets was not over when the answer was computed. */
export function lastIsOpen(buckets, interval = 'day', computedAt = new Date().toISOString()) {
  if (buckets.length === 0) return false;
  const start = new Date(buckets.at(-1));
  const end = LENGTHS[interval] ? new Date(start.getTime() + LENGTHS[interval]) : new Date(start);
  if (interval === 'month') end.setUTCMonth(end.getUTCMonth() + 1);
  return end > new Date(computedAt);
}

/** The start of the period that is `count` periods after the one that starts at `start`. */
export function periodAfter(start, period, count) {
  const date = new Date(start);
  if (period === 'month') date.setUTCMonth(date.getUTCMonth() + count);
  else date.setTime(date.getTime() + count * LENGTHS[period]);
  return date.toISOString();
}

function print(time, options, timeZone) {
  const key = JSON.stringify([options, timeZone]);
  if (!kept.has(key)) kept.set(key, new Intl.DateTimeFormat(undefined, { ...options, timeZone }));
  return kept.get(key).format(new Date(time));
}
