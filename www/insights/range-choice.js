import { choice, textInput } from '../features/fields.js';
import { el } from '../shared/dom.js';
import { RANGES, rangeInWords, rangeOf } from './ranges.js';

const DATES = 'dates';

/**
 * Builds a choice of a range, with fields for two dates once “Dates…” is chosen. `onChange` is called with the text of the range.
 * `first` are options above all ranges, by value.
 */
export function rangeChoice(value, onChange, { first = {}, label = 'Range', at } = {}) {
  const [from, to] = value.split('..');
  const isDates = Boolean(to) || /^\d{4}-/.test(from);
  const known = value === '' || value in RANGES || isDates ? {} : { [value]: rangeInWords(rangeOf(value)) };
  const select = choice({ ...first, ...RANGES, ...known, [DATES]: 'Dates…' }, isDates ? DATES : value, { 'aria-label': label, 'data-at': at });
  const start = textInput(isDates ? from.slice(0, 10) : '', { type: 'date', 'aria-label': 'First day', 'data-at': at && `${at}.from` });
  const end = textInput(to?.slice(0, 10), { type: 'date', 'aria-label': 'Last day', 'data-at': at && `${at}.to` });
  const dates = el('div', { class: 'dates', hidden: !isDates }, start, el('span', { class: 'quiet', 'aria-hidden': 'true' }, '–'), end);
  select.addEventListener('change', () => {
    dates.hidden = select.value !== DATES;
    if (select.value !== DATES) onChange(select.value);
    else start.focus();
  });
  for (const input of [start, end]) {
    input.addEventListener('change', () => {
      if (start.value && (!end.value || start.value <= end.value)) onChange(end.value ? `${start.value}..${end.value}` : start.value);
    });
  }
  return el('div', { class: 'range-choice' }, select, dates);
}
