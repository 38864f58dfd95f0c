import { valueText } from '../live/format.js';
import { el, icon } from '../shared/dom.js';
import { choice, standsFor, textInput } from './fields.js';
import { offerNames } from './property-names.js';
import { removeRow } from './rows.js';
import { OPERATORS, filterInWords, needsNoValue, takesList } from './words.js';

/**
 * A filter on a property, as a line of a form. What the form cannot change, such as a cohort, is shown in words and kept as it
 * is.
 */
export class FilterRow {
  /** `onRemove` is called with this row when it is to go; `whose()`, if given, says whose properties are offered. */
  constructor(filter, onRemove, whose) {
    this.given = filter;
    const remove = el(
      'button',
      { class: 'button button-plain button-icon', type: 'button', 'aria-label': 'Remove this filter', onclick: () => onRemove(this) },
      icon('close'),
    );
    if (filter.type === 'cohort' || filter.type === 'flag') {
      this.node = el('div', { class: 'filter' }, el('p', { class: 'filter-fixed' }, filterInWords(filter)), remove);
      return;
    }
    this.key = textInput(filter.key, { 'aria-label': 'Property', placeholder: 'property' });
    this.operator = choice(OPERATORS, filter.operator ?? 'exact', { 'aria-label': 'Comparison' });
    this.shown = shownValue(filter.value);
    this.value = textInput(this.shown, { 'aria-label': 'Value' });
    this.operator.addEventListener('change', () => this.#suit());
    this.#suit();
    this.node = el('div', { class: 'filter' }, this.key, this.operator, this.value, remove);
    if (whose) offerNames(this.key, whose);
  }

  /** Reads the filter, which goes to `path`. `kind` says what kind of property is meant; without one it stays. */
  read(path, kind) {
    if (!this.key) return this.given;
    standsFor(this.key, `${path}.key`);
    standsFor(this.operator, `${path}.operator`);
    standsFor(this.value, `${path}.value`);
    const operator = this.operator.value;
    const { type, group_type_index, value, ...kept } = this.given;
    const filter = { ...kept, key: this.key.value.trim(), operator, ...(kind ?? { type, group_type_index }) };
    if (needsNoValue(operator)) return filter;
    const isUntouched = this.value.value === this.shown && value !== undefined && operator === (this.given.operator ?? 'exact');
    return { ...filter, value: isUntouched ? value : readValue(this.value.value, operator) };
  }

  #suit() {
    const operator = this.operator.value;
    this.value.hidden = needsNoValue(operator);
    this.value.placeholder = takesList(operator) ? 'a value, or several, with commas' : operator.startsWith('is_date') ? '2026-01-31, or 7d' : 'value';
  }
}

/** Filters, as lines of a form. */
export class FilterRows {
  /** `whose` as in a `FilterRow`. */
  constructor(filters = [], whose) {
    this.whose = whose;
    this.rows = [];
    this.node = el('div', { class: 'filters' });
    for (const filter of filters) this.add(filter);
  }

  /** Adds a line, and gives it. */
  add(filter = {}) {
    const remove = (gone) => {
      this.rows = this.rows.filter((other) => other !== gone);
      removeRow(gone.node);
    };
    const row = new FilterRow(filter, remove, this.whose);
    this.rows.push(row);
    this.node.append(row.node);
    return row;
  }

  /** Reads all filters, which go to `path`, as `FilterRow` does. */
  read(path, kind) {
    return this.rows.map((row, at) => row.read(`${path}[${at}]`, kind));
  }
}

/** The text of a filter's value. Lists that a comma would tear apart are JSON. */
export function shownValue(value) {
  if (value === undefined || value === null) return '';
  if (!Array.isArray(value)) return valueText(value);
  const isPlain = value.every((item) => typeof item === 'string' && item === item.trim() && item !== '' && !/^\[|,/.test(item));
  return isPlain ? value.join(', ') : JSON.stringify(value);
}

/** The value that a text stands for, the reverse of `shownValue`. */
export function readValue(text, operator) {
  const trimmed = text.trim();
  if (!takesList(operator)) return trimmed;
  try {
    const list = JSON.parse(trimmed);
    if (Array.isArray(list)) return list;
  } catch {
    // It is no JSON, but a text with commas.
  }
  return trimmed.split(',').map((item) => item.trim()).filter(Boolean);
}
