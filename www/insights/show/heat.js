import { el } from '../../shared/dom.js';
import { formatValue } from '../answers/numbers.js';
import { bucketFull, bucketShort, lastIsOpen, periodAfter } from '../answers/times.js';

/** Shows retention as a heat map: a row for each cohort since the first that anybody is in, a column for each period after it began. */
export function heatView({ period = 'day', timezone }, { cohorts: all, mean, computed_at }) {
  const cohorts = all.slice(all.findIndex(({ size }) => size > 0));
  const columns = Array.from({ length: Math.max(mean.length, ...cohorts.map(({ values }) => values.length)) }, (_, at) => at);
  const name = `${period[0].toUpperCase()}${period.slice(1)}`;
  const head = el(
    'tr',
    {},
    el('th', { scope: 'col' }, 'Began in'),
    el('th', { scope: 'col', class: 'figure' }, 'Size'),
    columns.map((at) => el('th', { scope: 'col', class: 'heat-column' }, el('span', { class: 'hidden-text' }, `${name} `), String(at))),
  );
  const nameOf = period === 'month' ? bucketFull : bucketShort;
  const rows = cohorts.map(({ start, size, values }) => {
    const shares = columns.map((at) => (at in values && size > 0 ? values[at] / size : undefined));
    const isOpen = (at) => at > 0 && lastIsOpen([periodAfter(start, period, at)], period, computed_at);
    return row(nameOf(start, period, timezone), size, shares, values, isOpen);
  });
  const average = row('On average', cohorts.reduce((sum, { size }) => sum + size, 0), columns.map((at) => mean[at] ?? undefined));
  average.classList.add('heat-mean');
  return { node: el('div', { class: 'table-box' }, el('table', { class: 'heat' }, el('thead', {}, head), el('tbody', {}, average, rows))) };
}

function row(name, size, shares, counts, isOpen = () => false) {
  return el('tr', {}, el('th', { scope: 'row' }, name), el('td', { class: 'figure quiet' }, formatValue(size)), shares.map((share, at) => cell(share, counts?.[at], isOpen(at))));
}

function cell(share, count, isOpen) {
  if (share === undefined) return el('td', { class: 'heat-cell heat-open' });
  const said = [count !== undefined && formatValue(count), isOpen && 'so far'].filter(Boolean).join(' ');
  const node = el('td', { class: isOpen ? 'heat-cell heat-going' : 'heat-cell', title: said || null }, formatValue(share, 'percent'), isOpen && el('span', { class: 'hidden-text' }, ' so far'));
  node.style.setProperty('--share', Math.min(share, 1));
  return node;
}
