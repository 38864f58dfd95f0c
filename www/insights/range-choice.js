import { choice, clearFaults, textInput } from '../features/fields.js';
import { el } from '../shared/dom.js';
import { RANGES, rangeInWords, rangeOf } from './ranges.js';

const DATES = 'dates';
const EARLIEST = '1970-01-01';

/**
 * Builds a choice of a range, with fields for two dates once “Dates…” is chosen. `onChange` is called with the text of the range: of
 * dates only once the focus leaves them or Enter is pressed, as half a date that is being typed is one, too.
 * `first` are options above all ranges, by value.
 */
export function rangeChoice(value, onChange, { first = {}, label = 'Range', at } = {}) {
  const [from, to] = value.split('..');
  const isDates = Boolean(to) || /^\d{4}-/.test(from);
  const known = value === '' || value in RANGES || isDates ? {} : { [value]: rangeInWords(rangeOf(value)) };
  const select = choice({ ...first, ...RANGES, ...known, [DATES]: 'Dates…' }, isDates ? DATES : value, { 'aria-label': label, 'data-at': at });
  const start = textInput(isDates ? from.slice(0, 10) : '', { type: 'date', min: EARLIEST, 'aria-label': 'First day', 'data-at': at && `${at}.from` });
  const end = textInput(to?.slice(0, 10), { type: 'date', min: EARLIEST, 'aria-label': 'Last day', 'data-at': at && `${at}.to` });
  const apply = el('button', { class: 'button button-small', type: 'button', onclick: () => take() }, 'Apply');
  const dates = el('div', { class: 'dates', hidden: !isDates }, start, el('span', { class: 'quiet', 'aria-hidden': 'true' }, '–'), end, apply);
  const text = () => (end.value ? `${start.value}..${end.value}` : start.value);
  let taken = isDates ? text() : value;

  const take = () => {
    clearFaults(dates);
    if (text() === taken) return;
    const fault = faultOf(start.value, end.value);
    if (fault) return point(dates, fault);
    taken = text();
    onChange(taken);
  };
  select.addEventListener('change', () => {
    dates.hidden = select.value !== DATES;
    if (select.value === DATES) return; // The focus stays: arrow keys pass here on their way.
    taken = select.value;
    onChange(taken);
  });
  dates.addEventListener('focusout', ({ relatedTarget }) => {
    if (start.value && !dates.contains(relatedTarget)) take();
  });
  dates.addEventListener('keydown', ({ key, target }) => {
    if (key === 'Enter' && target !== apply) take();
  });
  return el('div', { class: 'range-choice' }, select, dates);
}

function faultOf(start, end) {
  if (!start) return 'Choose the first day.';
  if (start < EARLIEST || (end && end < EARLIEST)) return 'Choose days since 1970.';
  return end && start > end ? 'The first day is after the last.' : null;
}

function point(dates, fault) {
  for (const input of dates.querySelectorAll('input')) input.setAttribute('aria-invalid', 'true');
  dates.append(el('p', { class: 'fault', role: 'alert' }, fault));
}
