import { el } from '../../shared/dom.js';
import { bordersOf, kindOfProperty, rangesOf } from '../query.js';
import { kindsOfProperties, propertyChoice, readKind } from './property.js';

const LIMIT = 10;

/** Builds the part that breaks an answer down by a property, or by persons or groups themselves. `ofProfiles`: by one of their own. */
export function breakdownPart(form, { ofProfiles = false } = {}) {
  const { breakdown } = form.query;
  if (ofProfiles) return form.part('Broken down by', propertyChoice(form, 'breakdown.key', 'Property', profileOf(form.query), breakdown?.key, chooseOwn, { anew: true, first: [] }), breakdown?.key && details(form, breakdown));
  const kind = form.choice('breakdown.type', 'Broken down by', [['', 'Nothing'], ...kindsOfProperties(form)], breakdown ? kindOfProperty(breakdown) : '', (query, value) => {
    query.breakdown = value ? { ...readKind(value), limit: breakdown?.limit ?? LIMIT } : undefined;
  }, { anew: true });
  if (!breakdown) return form.part('Broken down by', kind);
  const itself = breakdown.type === 'event' ? [] : [['$itself', 'itself']];
  const key = propertyChoice(form, 'breakdown.key', 'Property', breakdown, breakdown.type === 'event' || breakdown.key ? breakdown.key : '$itself', (query, value) => {
    query.breakdown.key = value === '$itself' || value === '' ? undefined : value;
  }, { anew: true, first: itself });
  return form.part('Broken down by', el('div', { class: 'builder-line' }, kind, key), details(form, breakdown));
}

function details(form, breakdown) {
  const ranges = form.text('breakdown.ranges', 'Borders of ranges', bordersOf(breakdown.ranges), (query, text) => {
    query.breakdown.ranges = rangesOf(text) ?? undefined;
  }, { isShown: true, placeholder: '9, 20, 50', inputmode: 'decimal' });
  const limit = form.text('breakdown.limit', 'How many', String(breakdown.limit ?? ''), (query, text) => {
    query.breakdown.limit = Number(text) || undefined;
  }, { isShown: true, type: 'number', min: 1, max: 100 });
  return el('div', { class: 'pair' }, breakdown.key && ranges, limit);
}

function chooseOwn(query, value) {
  query.breakdown = value ? { key: value, limit: LIMIT } : undefined;
}

function profileOf({ of }) {
  return of ? { type: 'group', group_type: of.group_type } : { type: 'person' };
}
