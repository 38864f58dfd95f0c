import { el } from '../../shared/dom.js';
import { formatValue } from '../answers/numbers.js';
import { retentionOf } from '../answers/retention.js';
import { bucketFull, bucketShort, lastIsOpen, periodAfter } from '../answers/times.js';

/** Shows retention as a heat map: a row for each cohort since the first that anybody is in, a column for each period after it began. */
export function heatView({ period = 'day', timezone }, answer) {
  const { cohorts, periods: columns, average: mean } = retentionOf(answer);
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
    const isOpen = (at) => at > 0 && lastIsOpen([periodAfter(start, period, at)], period, answer.computed_at);
    return row(nameOf(start, period, timezone), size, shares, values, isOpen);
  });
  const average = row('On average', cohorts.reduce((sum, { size }) => sum + size, 0), mean);
  average.classList.add('heat-mean');
  return { node: el('div', { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': 'Heat map' }, el('table', { class: 'heat' }, el('thead', {}, head), el('tbody', {}, average, rows))) };
}

function row(name, size, shares, counts, isOpen = () => false) {
  return el('tr', {}, el('th', { scope: 'row' }, name), el('td', { class: 'figure quiet' }, formatValue(size)), shares.map((share, at) => cell(share, counts?.[at], isOpen(at))));
}

function cell(share, count, isOpen) {
  if (share === undefined) return el('td', { class: 'heat-cell heat-open' });
  if (share === null) return el('td', { class: 'heat-cell heat-open quiet' }, el('span', { 'aria-hidden': 'true' }, '–'), el('span', { class: 'hidden-text' }, 'nobody yet'));
  const said = [count !== undefined && formatValue(count), isOpen && 'so far'].filter(Boolean).join(' ');
  const node = el('td', { class: isOpen ? 'heat-cell heat-going' : 'heat-cell', title: said || null }, formatValue(share, 'percent'), isOpen && el('span', { class: 'hidden-text' }, ' so far'));
  node.style.setProperty('--share', Math.min(share, 1));
  return node;
}
