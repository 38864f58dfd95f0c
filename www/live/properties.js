import { el } from '../shared/dom.js';
import { count, valueText } from './format.js';

/** Builds a table in which the properties that the tracker adds by itself, and the empty ones, are folded away. */
export function foldedTable(properties) {
  const entries = Object.entries(properties);
  const minor = entries.filter(isMinor);
  return [
    propertyTable(Object.fromEntries(entries.filter((entry) => !isMinor(entry)))),
    minor.length > 0 &&
      el(
        'details',
        { class: 'fold' },
        el('summary', {}, minorLabel(minor.length)),
        propertyTable(Object.fromEntries(minor)),
      ),
  ];
}

function propertyTable(properties) {
  const entries = Object.entries(properties).sort(([a], [b]) => a.localeCompare(b));
  if (entries.length === 0) return null;
  return el(
    'dl',
    { class: 'properties' },
    entries.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, valueNode(value)))),
  );
}

function isMinor([name, value]) {
  return value === null || name.startsWith('$') || name === 'token' || name === 'distinct_id';
}

function valueNode(value) {
  if (value !== null && typeof value === 'object') return el('pre', {}, valueText(value));
  return el(
    'span',
    { class: typeof value === 'string' ? 'value' : 'value value-plain' },
    value === '' ? '(empty)' : valueText(value),
  );
}

function minorLabel(number) {
  return number === 1 ? 'One automatic or empty property' : `${count(number)} automatic or empty properties`;
}
