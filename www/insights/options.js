import { el } from '../shared/dom.js';

/**
 * Builds a choice. `entries` are pairs of a value and its text, or of a title and a list of such pairs; unlike the keys of an object
 * they keep their order. A value that is not among them is added.
 */
export function optionsOf(entries, value, attributes = {}) {
  const select = el('select', { class: 'input', ...attributes });
  fillOptions(select, entries, value);
  return select;
}

/** Fills a choice anew. */
export function fillOptions(select, entries, value = select.value) {
  const build = ([key, text]) => (Array.isArray(text) ? el('optgroup', { label: key }, text.map(build)) : el('option', { value: key }, text));
  const values = entries.flatMap(([key, text]) => (Array.isArray(text) ? text.map(([inner]) => inner) : [key]));
  const missing = value !== undefined && value !== null && !values.includes(String(value)) ? [el('option', { value }, String(value))] : [];
  select.replaceChildren(...entries.map(build), ...missing);
  if (value !== undefined && value !== null) select.value = value;
}
