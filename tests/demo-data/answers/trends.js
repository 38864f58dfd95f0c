// Figures over time.

import { valueOf, split } from './breakdown.js';
import { actorOf, isStep } from './filters.js';
import { figureNamed, numberOf, tally } from './numbers.js';

const TRAILING = { weekly_active: 7, monthly_active: 30 };

export function trends(query, context) {
  const { calendar, now, ledger } = context;
  const { interval = 'day', breakdown, formula, compare } = query;
  const range = calendar.range(query.range, now, ledger.events[0].at);
  const before = calendar.before(range, interval);
  const matching = query.series.map((series) => ledger.events.filter((event) => isStep(event, series, query, context)));
  const valueIn = (event) => (breakdown ? valueOf(event, breakdown, context) : null);

  /** The figures of one series over a range, of the events with these values of the breakdown. */
  const figures = (index, { from, to }, values) => {
    const series = query.series[index];
    const events = matching[index].filter((event) => !values || values.includes(valueIn(event)));
    const starts = calendar.starts({ from, to }, interval);
    const inside = (first, last) => events.filter(({ at }) => at >= Math.max(first, from) && at < Math.min(last, to));
    const ofInterval = (start) => {
      const end = calendar.after(start, interval, 1);
      const days = trailingDays(series.math, interval);
      if (!days) return figure(inside(start, end), series, query);
      const lastDay = calendar.startOf(Math.min(end, to) - 1, 'day');
      const first = calendar.after(lastDay, 'day', 1 - days);
      return figure(events.filter(({ at }) => at >= first && at < Math.min(end, to)), series, query);
    };
    return { values: starts.map(ofInterval), total: figure(inside(from, to), series, query) };
  };

  let shown = [{ values: undefined }];
  if (breakdown) {
    const ranges = compare ? [range, before] : [range];
    const inRange = ({ at }) => ranges.some(({ from, to }) => at >= from && at < to);
    const counts = (event, index) => inRange(event) && isCounted(event, query.series[index], query);
    const values = new Set(matching.flatMap((events, index) => events.filter((event) => counts(event, index)).map(valueIn)));
    values.delete(undefined);
    const sizeIn = (range, value) => {
      const totals = query.series.map((_, index) => figures(index, range, [value]).total);
      return formula ? evaluate(formula, totals) : totals.find((total) => total !== 0) ?? 0;
    };
    const sizes = new Map([...values].map((value) => [value, ranges.map((range) => sizeIn(range, value))]));
    shown = split(values, (value) => sizes.get(value), breakdown);
  }

  const lines = formula ? [null] : query.series.map((_, index) => index);
  return {
    buckets: calendar.starts(range, interval).map((at) => new Date(at).toISOString()),
    series: lines.flatMap((index) =>
      shown.map(({ label, values }) => {
        const over = (range) => (index === null ? formulaOf(query, (at) => figures(at, range, values)) : figures(index, range, values));
        return {
          index,
          label: index === null ? formula : query.series[index].label ?? query.series[index].event ?? 'all events',
          ...(breakdown && { breakdown: label }),
          ...over(range),
          ...(compare && { previous: over(before) }),
        };
      })),
  };
}

/** Of a week or more, a trailing week is no more than those who were there; neither is a trailing month of a month. */
function trailingDays(math, interval) {
  const days = TRAILING[math];
  return interval === 'month' || (interval === 'week' && days === 7) ? undefined : days;
}

/** Whether an event counts for a figure at all. */
function isCounted(event, { math = 'total', property, group_type: groupType }, query) {
  if (figureNamed(math)) return numberOf(event.properties[property]) !== undefined;
  if (math === 'unique_group' || (math.endsWith('_per_actor') && groupType)) return event.company !== undefined;
  return actorOf(event, query) !== undefined;
}

/** One figure of events. */
function figure(events, series, query) {
  const { math = 'total', property, group_type: groupType } = series;
  const counted = events.filter((event) => isCounted(event, series, query));
  if (math === 'total') return counted.length;
  if (math === 'dau' || TRAILING[math]) return new Set(counted.map((event) => actorOf(event, query))).size;
  if (math === 'unique_session') return new Set(counted.map(({ session }) => session)).size;
  if (math === 'unique_group') return new Set(counted.map(({ company }) => company)).size;
  if (math.endsWith('_count_per_actor')) {
    const actors = counted.map((event) => (groupType ? event.company : actorOf(event, query)));
    return figureNamed(math.replace('_count_per_actor', ''))([...tally(actors).values()]);
  }
  return figureNamed(math)(counted.map(({ properties }) => numberOf(properties[property])));
}

function formulaOf({ formula, series }, figures) {
  const all = series.map((_, index) => figures(index));
  const at = (place) => evaluate(formula, all.map(({ values }) => values[place]));
  return { values: all[0].values.map((_, place) => at(place)), total: evaluate(formula, all.map(({ total }) => total)) };
}

/** The arithmetic of a formula; what is divided by zero is 0. */
function evaluate(formula, values) {
  const names = values.map((_, index) => String.fromCharCode(65 + index));
  const result = new Function(...names, `return ${formula};`)(...values);
  return Number.isFinite(result) ? result : 0;
}
