import { nameOfBreakdown, nameOfSeries, unitOfSeries } from './names.js';
import { bucketFull, bucketLabels, lastIsOpen } from './times.js';

const LIFECYCLE = { new: 'New', returning: 'Stayed', resurrecting: 'Came back', dormant: 'Left' };

/**
 * What a chart of lines or bars shows of an answer: `labels` and `titles` of the buckets, `sets` of values, each with a name and
 * its place among the series, whether bars are stacked, whether the last bucket goes on, and the unit.
 */
export function chartOf(query, answer, { show, unit }) {
  if (answer.kind === 'lifecycle') return lifecycle(query, answer);
  if (answer.kind === 'stickiness') return show === 'line' ? activity(query, answer) : stickiness(query, answer);
  if (answer.kind === 'profiles') return profiles(query, answer, unit);
  return trends(query, answer, show, unit);
}

function trends(query, answer, show, unit) {
  const sets = answer.series.flatMap((series, place) => {
    const name = nameOfSeries(series, query);
    const isOther = series.breakdown === '$other' || (query.breakdown && series.breakdown === null);
    const own = { name, place, values: series.values, total: series.total, isOther, unit: unitOfSeries(series, query, unit) };
    return series.previous ? [own, { ...own, name: `${name}, before`, beforeOf: name, values: series.previous.values, total: series.previous.total, isBefore: true }] : [own];
  });
  const isStacked = show === 'bar' && Boolean(query.breakdown) && !query.compare && query.series.length === 1;
  const isOfOneUnit = sets.every((set) => set.unit === sets[0].unit);
  return { ...timesOf(query, answer), sets, isStacked, unit: isOfOneUnit ? sets[0]?.unit : undefined };
}

function lifecycle(query, answer) {
  const times = timesOf(query, answer);
  const sets = Object.entries(LIFECYCLE).map(([part, name], place) => ({ name, place, part, values: answer[part] }));
  // Who did not come yet in an interval that goes on has not left.
  if (times.isOpen) sets.at(-1).values = answer.dormant.with(-1, null);
  return { ...times, sets, isStacked: true };
}

function activity(query, { activity: { buckets, dau_mau: values }, computed_at }) {
  return { ...timesOf({ ...query, interval: 'day' }, { buckets, computed_at }), sets: [{ name: 'DAU / MAU', place: 0, values, unit: 'percent' }], unit: 'percent' };
}

function stickiness({ interval = 'day' }, { series }) {
  const counts = series.flatMap(({ values }) => values.map(({ intervals }) => intervals));
  const labels = Array.from({ length: Math.max(0, ...counts) }, (_, at) => String(at + 1));
  const sets = series.map(({ label, values }, place) => {
    const found = new Map(values.map(({ intervals, count }) => [intervals, count]));
    return { name: label, place, values: labels.map((_, at) => found.get(at + 1) ?? 0) };
  });
  return { labels, titles: labels.map((count) => (count === '1' ? `1 ${interval}` : `${count} ${interval}s`)), sets, isOpen: false };
}

function profiles(query, { rows }, unit) {
  const labels = rows.map(({ breakdown }) => (query.breakdown ? nameOfBreakdown(breakdown, query.breakdown) : 'All'));
  return { labels, titles: labels, sets: [{ name: 'Value', place: 0, values: rows.map(({ value }) => value), unit }], isOpen: false, unit };
}

function timesOf({ interval, timezone }, { buckets, computed_at }) {
  return {
    labels: bucketLabels(buckets, interval, timezone),
    titles: buckets.map((start) => bucketFull(start, interval, timezone)),
    isOpen: lastIsOpen(buckets, interval, computed_at),
  };
}
