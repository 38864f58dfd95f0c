import { growthOf } from './growth.js';
import { nameOfBreakdown, nameOfSeries, unitOfSeries } from './names.js';
import { lastIsOpen } from './times.js';

/**
 * An answer as a ranking, the largest first: `columns` with a name and a unit, and `rows` with a name, their values, the first
 * value's share of the largest, and, where time is known, the values over it and their growth.
 */
export function rankingOf(query, answer, { unit, result = 'Result' }) {
  if (answer.kind === 'profiles') return ofProfiles(query, answer, unit);
  const isBroken = Boolean(query.breakdown);
  const columns = isBroken
    ? firstOfEach(answer.series, ({ index }) => index).map((series) => ({ name: series.index === null ? result : nameOfSeries(series, { ...query, breakdown: undefined }), unit: unitOfSeries(series, query, unit), index: series.index }))
    : [{ name: 'Total', unit, index: undefined }];
  const rows = isBroken ? ofBreakdown(query, answer.series, columns) : answer.series.map((series) => ({ name: nameOfSeries(series, query), values: [series.total], over: series.values, isLast: false }));
  const isOpen = lastIsOpen(answer.buckets, query.interval, answer.computed_at);
  return { columns, rows: ranked(rows, query.breakdown?.ranges).map((row) => ({ ...row, growth: growthOf(row.over, isOpen), over: isOpen ? row.over.slice(0, -1) : row.over })), hasTime: answer.buckets.length > 2 };
}

function ofBreakdown(query, series, columns) {
  return firstOfEach(series, ({ breakdown }) => JSON.stringify(breakdown)).map(({ breakdown }) => {
    const same = series.filter((other) => JSON.stringify(other.breakdown) === JSON.stringify(breakdown));
    const found = columns.map(({ index }) => same.find((one) => one.index === index));
    return {
      name: nameOfBreakdown(breakdown, query.breakdown),
      breakdown,
      values: found.map((one) => one?.total ?? 0),
      over: found[0]?.values ?? [],
      isLast: breakdown === '$other' || breakdown === null,
    };
  });
}

function ofProfiles(query, { rows }, unit) {
  const isCount = (query.math ?? 'count') === 'count';
  const columns = isCount ? [{ name: 'Number' }] : [{ name: 'Value', unit }, { name: 'Number' }];
  const found = rows.map(({ breakdown, value, count }) => ({
    name: nameOfBreakdown(breakdown, query.breakdown),
    breakdown,
    values: isCount ? [value] : [value, count],
    over: [],
    isLast: breakdown === '$other' || breakdown === null,
  }));
  return { columns, rows: ranked(found, query.breakdown?.ranges), hasTime: false };
}

/** Ranges keep their order, from the lowest; what is named by no value of its own comes last. */
function ranked(rows, ranges) {
  const sorted = ranges ? rows.toSorted((one, other) => lowest(one.breakdown) - lowest(other.breakdown)) : rows.toSorted((one, other) => one.isLast - other.isLast || other.values[0] - one.values[0]);
  const most = Math.max(...rows.filter(({ isLast }) => !isLast).map(({ values }) => values[0]), 0);
  return sorted.map((row) => ({ ...row, share: most > 0 ? Math.min(1, Math.max(0, row.values[0] / most)) : 0 }));
}

/** Where a range begins, as the collector names it: `< 9`, `9 – 20`, `≥ 20`. */
function lowest(name) {
  return name?.startsWith('<') ? -Infinity : Number.parseFloat(String(name).replace(/^≥\s*/, ''));
}

function firstOfEach(list, keyOf) {
  return [...new Map(list.toReversed().map((item) => [keyOf(item), item])).values()].toReversed();
}
