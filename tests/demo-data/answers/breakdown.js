// Which value of a breakdown an event or a profile has: a text, null where there is none; undefined for one that lies in no range.

import { numberOf } from './numbers.js';

const nameOf = ([from, to]) => (from === null ? `< ${to}` : to === null ? `≥ ${from}` : `${from} – ${to}`);

/** The value among those of a property. */
export function labelOf(value, { ranges }) {
  if (ranges) {
    const number = numberOf(value);
    const range = number === undefined ? undefined : ranges.find(([from, to]) => (from ?? -Infinity) <= number && number < (to ?? Infinity));
    return range && nameOf(range);
  }
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The value of an event. */
export function valueOf(event, breakdown, { ledger }) {
  const { type = 'event', key } = breakdown;
  if (type === 'event') return labelOf(event.properties[key], breakdown);
  if (type === 'person') return labelOf(key ? event.person.properties[key] : event.person.name, breakdown);
  return labelOf(key ? ledger.groups.get(event.company)?.properties[key] : event.company, breakdown);
}

/**
 * The largest values, by their `sizes` (where the first ones are the same, by the next), and those beyond the limit together; each
 * with all that belongs to it.
 */
export function split(values, sizes, { limit = 25 }) {
  const larger = (a, b) => sizes(a).map((size, at) => sizes(b)[at] - size).find((difference) => difference !== 0);
  const compare = (a, b) => larger(a, b) ?? (a === null ? -1 : b === null ? 1 : a < b ? -1 : 1);
  const sorted = [...values].sort(compare);
  const shown = sorted.slice(0, limit).map((value) => ({ label: value, values: [value] }));
  const others = sorted.slice(limit);
  return others.length === 0 ? shown : [...shown, { label: '$other', values: others }];
}
