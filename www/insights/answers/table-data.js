import { chartOf } from './chart-data.js';
import { nameOfBreakdown } from './names.js';
import { retentionOf } from './retention.js';
import { bucketFull } from './times.js';

/**
 * An answer as a table: the first column names a row, and each of `columns` has a name and a unit. `rows` are lists of a name and
 * values, in the order of the columns.
 */
export function tableOf(query, answer, display) {
  switch (answer.kind) {
    case 'funnel':
      return funnel(query, answer);
    case 'retention':
      return retention(query, answer);
    case 'paths':
      return paths(answer);
    case 'profiles':
      return profiles(query, answer, display.unit);
    default:
      return chart(query, answer, display);
  }
}

function chart(query, answer, display) {
  const { titles, sets } = chartOf(query, answer, display);
  const rows = titles.map((title, at) => [title, ...sets.map(({ values }) => values[at])]);
  if (answer.kind === 'trends') rows.push(['Whole range', ...sets.map(({ total }) => total)]);
  const first = answer.kind === 'stickiness' && display.show !== 'line' ? 'Active on' : answer.kind === 'profiles' ? 'Of' : 'Time';
  return { first, columns: sets.map(({ name, unit }) => ({ name, unit })), rows, hasTotal: answer.kind === 'trends' };
}

function funnel(query, { groups }) {
  const columns = [{ name: 'Reached it' }, { name: 'Of the first', unit: 'percent' }, { name: 'Of the step before', unit: 'percent' }, { name: 'Median time', unit: 'seconds' }, { name: 'Average time', unit: 'seconds' }];
  const rows = groups.flatMap(({ breakdown, steps }) =>
    steps.map((step, at) => [
      `${groups.length > 1 ? `${nameOfBreakdown(breakdown, query.breakdown)}: ` : ''}${at + 1}. ${step.label}`,
      step.count,
      step.from_first,
      step.from_previous,
      step.median_seconds,
      step.average_seconds,
    ]),
  );
  return { first: 'Step', columns, rows };
}

function retention(query, answer) {
  const { cohorts, periods, average } = retentionOf(answer);
  const unit = query.period ?? 'day';
  const columns = [{ name: 'Size' }, ...periods.map((at) => ({ name: `${unit} ${at}`, unit: 'percent' }))];
  const rows = cohorts.map(({ start, size, values }) => [bucketFull(start, unit, query.timezone), size, ...periods.map((at) => (at in values && size > 0 ? values[at] / size : null))]);
  const size = cohorts.reduce((sum, cohort) => sum + cohort.size, 0);
  return { first: 'Began in', columns, rows: [...rows, ['On average', size, ...average]], hasTotal: true };
}

function paths({ edges }) {
  const columns = [{ name: 'To', isText: true }, { name: 'Step' }, { name: 'Times' }, { name: 'Average time', unit: 'seconds' }];
  return {
    first: 'From',
    columns,
    rows: edges.map(({ from, to, count, average_seconds }) => [nodeName(from), nodeName(to), nodeStep(from), count, average_seconds]),
  };
}

function profiles(query, { rows }, unit) {
  const isCount = (query.math ?? 'count') === 'count';
  const columns = isCount ? [{ name: 'Number' }] : [{ name: 'Value', unit }, { name: 'Number' }];
  return { first: query.breakdown?.key ?? 'Of', columns, rows: rows.map(({ breakdown, value, count }) => [query.breakdown ? nameOfBreakdown(breakdown, query.breakdown) : 'All', value, ...(isCount ? [] : [count])]) };
}

/** The page that a node of a path stands for: `2_/pricing` is the page `/pricing` as the second. */
export function nodeName(node) {
  return node.replace(/^\d+_/, '');
}

/** The place of a node in its paths, from 1. */
export function nodeStep(node) {
  return Number.parseInt(node, 10);
}
