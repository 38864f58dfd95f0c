import { el } from '../../shared/dom.js';
import { formatValue } from '../answers/numbers.js';
import { tableOf } from '../answers/table-data.js';

/** Shows the figures of an answer as a plain table, which scrolls sideways by itself where it is wide. */
export function dataTable(query, answer, display, name) {
  const { first, columns, rows, hasTotal } = tableOf(query, answer, display);
  const head = el('tr', {}, el('th', { scope: 'col' }, first), columns.map(({ name: title, isText }) => el('th', { scope: 'col', class: isText ? 'wordy' : 'figure' }, title)));
  const body = rows.map(([title, ...values], at) =>
    el('tr', { class: hasTotal && at === rows.length - 1 ? 'data-total' : null }, el('th', { scope: 'row' }, title), values.map((value, column) => cell(value, columns[column]))),
  );
  const table = el('table', { class: 'data' }, el('caption', { class: 'hidden-text' }, name), el('thead', {}, head), el('tbody', {}, body));
  return { node: el('div', { class: 'table-box data-box', tabindex: 0, role: 'region', 'aria-label': `${name}, as a table` }, table) };
}

function cell(value, { unit, isText }) {
  return isText ? el('td', { class: 'wordy' }, value) : el('td', { class: 'figure' }, formatValue(value, unit));
}
