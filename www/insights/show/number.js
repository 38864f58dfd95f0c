import { el } from '../../shared/dom.js';
import { nameOfSeries, unitOfSeries } from '../answers/names.js';
import { formatBig, formatValue } from '../answers/numbers.js';
import { bucketFull, bucketShort, lastIsOpen } from '../answers/times.js';
import { rangeInWords } from '../ranges.js';
import { changeMark } from './change.js';
import { sparkline } from './sparkline.js';

const ADDS_UP = ['total', 'sum', undefined];

/** Shows an answer as one big number, or as one for each series, with how it changes where that is known. */
export function numberView(query, answer, { unit }) {
  const isSeveral = answer.kind === 'trends' && answer.series.length > 1;
  const numbers = answer.kind === 'profiles' ? [big(answer.rows[0]?.value ?? 0, unit)] : answer.series.map((series) => ofSeries(query, answer, series, unit, isSeveral));
  return { node: el('div', { class: isSeveral ? 'numbers numbers-several' : 'numbers' }, numbers) };
}

function ofSeries(query, answer, series, unit, isSeveral) {
  const number = big(series.total, unitOfSeries(series, query, unit));
  if (isSeveral) return el('div', { class: 'number-part' }, el('p', { class: 'quiet small' }, nameOfSeries(series, query)), number);
  return [number, comparison(query, answer, series, unit), series.values.length > 2 && sparkline(closed(series.values, query, answer))];
}

function big(value, unit) {
  return el('p', { class: 'number' }, formatBig(value, unit));
}

function comparison(query, answer, series, unit) {
  const { previous } = series;
  if (previous) {
    const before = `${rangeInWords(query.range).replace(/^Last/, 'the')} before: ${formatValue(previous.total, unit)}`;
    return el('p', { class: 'number-more' }, previous.total > 0 && changeMark(series.total / previous.total - 1), el('span', { class: 'quiet small' }, before));
  }
  return addsUp(query, series) && newest(query, answer, series, unit);
}

/** What the newest bucket that is over brought, against the one before it. */
function newest({ interval, timezone, range }, { buckets, computed_at }, { values }, unit) {
  const at = values.length - (lastIsOpen(buckets, interval, computed_at) ? 2 : 1);
  if (at < 1 || !range) return false;
  const name = interval === 'month' ? bucketShort(buckets[at], interval, timezone) : bucketFull(buckets[at], interval, timezone);
  const text = `${formatValue(values[at], unit)} in ${name}`;
  return el('p', { class: 'number-more' }, values[at - 1] > 0 && changeMark(values[at] / values[at - 1] - 1), el('span', { class: 'quiet small' }, text));
}

/** The values without that of a bucket that is not over yet, which would look like a fall. */
function closed(values, { interval }, { buckets, computed_at }) {
  return lastIsOpen(buckets, interval, computed_at) && values.length > 2 ? values.slice(0, -1) : values;
}

function addsUp(query, { index }) {
  return !query.formula && ADDS_UP.includes(query.series[index ?? 0]?.math);
}
