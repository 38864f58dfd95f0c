import { readValue, shownValue } from '../../features/filter-row.js';
import { needsNoValue, OPERATORS } from '../../features/words.js';
import { el } from '../../shared/dom.js';
import { fillOptions } from '../options.js';
import { kindOfProperty } from '../query.js';
import { find } from './form.js';
import { kindsOfProperties, propertyChoice, readKind } from './property.js';

const COMPARISONS = Object.entries(OPERATORS).map(([kind, operators]) => [kind, Object.entries(operators)]);
let lists = 0;

/** Builds the filters that stand at `path` of the query, such as `series[0].filters`, and the button that adds one. */
export function filterList(form, path, { label = 'Add a filter', ...kinds } = {}) {
  const filters = find(form.query, path) ?? [];
  const holder = path.split('.').slice(0, -1).join('.');
  const add = (query) => {
    const place = holder ? find(query, holder) : query;
    place.filters = [...(place.filters ?? []), { type: kinds.hasEvents === false ? 'person' : 'event', key: '', operator: 'exact', value: '' }];
  };
  return [
    filters.length > 0 && el('ul', { class: 'builder-filters', role: 'list' }, filters.map((filter, at) => filterRow(form, path, filter, at, kinds))),
    form.adder(`${path}.add`, label, add, `${path}[${filters.length}].type`),
  ];
}

function filterRow(form, path, filter, at, kinds) {
  const here = `${path}[${at}]`;
  const change = (key) => (query, value) => Object.assign(find(query, here), { [key]: value });
  const kind = form.choice(`${here}.type`, 'Property of', kindsOfProperties(form, { ...kinds, hasCohorts: true }), kindOfProperty(filter), (query, text) => {
    const list = find(query, path);
    const { type, group_type } = readKind(text);
    list[at] = type === 'cohort' ? { type, value: '', operator: 'in' } : { type, group_type, key: '', operator: filter.operator === 'in' || filter.operator === 'not_in' ? 'exact' : filter.operator, value: '' };
  }, { anew: true });
  const remove = form.remover('Remove this filter', (query) => find(query, path).splice(at, 1), `${path}.add`);
  if (filter.type === 'cohort') return el('li', { class: 'builder-filter' }, kind, form.choice(`${here}.operator`, 'Comparison', [['in', 'is in'], ['not_in', 'is not in']], filter.operator, change('operator')), remove, cohortChoice(form, here, filter));
  const key = propertyChoice(form, `${here}.key`, 'Property', filter, filter.key, change('key'), { anew: true });
  const operator = form.choice(`${here}.operator`, 'Comparison', COMPARISONS, filter.operator, change('operator'), { anew: true });
  return el('li', { class: 'builder-filter' }, kind, key, remove, operator, !needsNoValue(filter.operator) && valueField(form, here, filter));
}

function valueField(form, here, filter) {
  lists += 1;
  const list = el('datalist', { id: `values-${lists}` });
  const input = form.text(`${here}.value`, 'Value', shownValue(filter.value), (query, text) => Object.assign(find(query, here), { value: valueOf(text, filter.operator) }), { list: list.id, placeholder: 'value' });
  if (filter.key) form.vocabulary.values(filter).then((values) => list.replaceChildren(...values.map((value) => el('option', { value }))));
  return [input, list];
}

/** Several values are a list; one is itself. */
function valueOf(text, operator) {
  const value = readValue(text, operator);
  return Array.isArray(value) && value.length < 2 ? (value[0] ?? '') : value;
}

function cohortChoice(form, here, { value }) {
  const select = form.choice(`${here}.value`, 'Cohort', [['', 'Cohort…']], value, (query, id) => Object.assign(find(query, here), { value: id === '' ? '' : Number(id) }));
  const made = el('p', { class: 'quiet small', hidden: true }, 'There is none yet: ', el('a', { href: '/features/#cohorts' }, 'make a cohort'), '.');
  form.vocabulary.cohorts().then((cohorts) => {
    fillOptions(select, [['', 'Cohort…'], ...cohorts], select.value);
    made.hidden = cohorts.length > 0;
  });
  return el('div', { class: 'builder-wide' }, select, made);
}
