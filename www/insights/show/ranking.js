import { groupAddress } from '../../people/route.js';
import { el } from '../../shared/dom.js';
import { formatValue } from '../answers/numbers.js';
import { rankingOf } from '../answers/ranking.js';
import { growthMark } from './change.js';
import { sparkline } from './sparkline.js';

/** Shows an answer as a ranking: names with bars, values, and how each went over time. */
export function rankingView(query, answer, display) {
  const { columns, rows, hasTime } = rankingOf(query, answer, display);
  const buckets = Math.max(...rows.map(({ growth }) => growth?.buckets ?? 0), 0);
  const span = `last ${buckets} ${query.interval ?? 'day'}s against the ${buckets} before`;
  const head = el(
    'tr',
    {},
    el('th', { scope: 'col' }, firstColumn(query)),
    columns.map(({ name }) => el('th', { scope: 'col', class: 'figure' }, name)),
    hasTime && el('th', { scope: 'col', class: 'trend-column', title: span }, 'Trend', el('span', { class: 'hidden-text' }, `, ${span}`)),
  );
  const body = rows.map((row) => rowOf(row, columns, hasTime, addressOf(query, row)));
  return { node: el('div', { class: 'table-box' }, el('table', { class: 'ranking' }, el('thead', {}, head), el('tbody', {}, body))) };
}

function rowOf({ name, values, share, over, growth, isLast }, columns, hasTime, href) {
  const bar = el('span', { class: 'meter', 'aria-hidden': 'true' });
  bar.style.setProperty('--share', share);
  return el(
    'tr',
    { class: isLast ? 'ranking-rest' : null },
    el('th', { scope: 'row' }, el(href ? 'a' : 'span', { class: 'cut', title: name, href }, name), !isLast && bar),
    values.map((value, at) => el('td', { class: 'figure' }, formatValue(value, columns[at].unit))),
    hasTime && el('td', { class: 'trend-column' }, el('span', { class: 'trend' }, sparkline(over), el('span', { class: 'trend-mark' }, growthMark(growth)))),
  );
}

/** The page of the group that a row is of; null where it is of none. */
function addressOf({ breakdown, token }, { breakdown: key, isLast }) {
  const isOfGroup = breakdown?.type === 'group' && !breakdown.key && !isLast;
  return isOfGroup ? `/people/${groupAddress({ type: breakdown.group_type, key }, token)}` : null;
}

function firstColumn({ breakdown }) {
  if (!breakdown) return 'What';
  const text = breakdown.key || breakdown.group_type || 'person';
  return text[0].toUpperCase() + text.slice(1).replaceAll('_', ' ');
}
