// Ranges and their intervals, in any time zone.

import { Temporal } from 'temporal-polyfill';

const QUARTER = 15 * 60_000;
const UNITS = { h: 'hours', d: 'days', w: 'weeks', m: 'months', y: 'years' };

export function calendarOf({ timezone = 'UTC', week_start: weekStart = 'sunday' }) {
  const zoned = (at) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
  // No interval begins within a quarter of an hour, in whichever zone; to look it up anew for every event would take minutes.
  const known = new Map();
  const startOf = (at, interval) => {
    const key = `${interval} ${Math.floor(at / QUARTER)}`;
    if (!known.has(key)) known.set(key, findStart(at, interval));
    return known.get(key);
  };
  const findStart = (at, interval) => {
    const there = zoned(at);
    const day = there.startOfDay();
    const start = {
      hour: () => there.round({ smallestUnit: 'hour', roundingMode: 'floor' }),
      day: () => day,
      week: () => day.subtract({ days: weekStart === 'monday' ? day.dayOfWeek - 1 : day.dayOfWeek % 7 }).startOfDay(),
      month: () => day.with({ day: 1 }).startOfDay(),
    }[interval]();
    return start.epochMilliseconds;
  };
  /** The start of the interval so many after the one that begins at `at`. */
  const after = (at, interval, count) => {
    if (interval === 'hour') return at + count * 3_600_000;
    return zoned(at).add({ [`${interval}s`]: count }).startOfDay().epochMilliseconds;
  };

  const ago = (text, now) => {
    const [, count, unit] = /^-(\d+)([hdwmy])$/.exec(text) ?? [];
    if (!unit) return undefined;
    const interval = unit === 'h' ? 'hour' : 'day';
    const start = startOf(zoned(now).subtract({ [UNITS[unit]]: Number(count) }).epochMilliseconds, interval);
    return { start, end: after(start, interval, 1) };
  };
  const moment = (text, now) => {
    if (text.startsWith('-')) return ago(text, now);
    if (/^\d{4}-\d\d-\d\d$/.test(text)) {
      const start = Temporal.PlainDate.from(text).toZonedDateTime(timezone).epochMilliseconds;
      return { start, end: after(start, 'day', 1) };
    }
    const at = Temporal.Instant.from(text).epochMilliseconds;
    return { start: at, end: at };
  };

  /** The starts of the intervals that a range touches. */
  const starts = ({ from, to }, interval) => {
    const found = [];
    for (let at = startOf(from, interval); at < to; at = after(at, interval, 1)) found.push(at);
    return found;
  };

  return {
    startOf,
    after,
    starts,
    /** The range as many intervals earlier as it has. */
    before(range, interval) {
      const count = { [`${interval}s`]: starts(range, interval).length };
      const [from, to] = [range.from, range.to].map((at) => zoned(at).subtract(count).epochMilliseconds);
      return { from, to: Math.max(from, to) };
    },
    /** From the first millisecond up to, and without, the last; `now` itself belongs to a range up to now. */
    range({ from = '-30d', to = null } = {}, now, earliest) {
      return {
        from: from === 'all' ? startOf(earliest, 'day') : moment(from, now).start,
        to: to === null ? now + 1 : moment(to, now).end,
      };
    },
  };
}
