import { fillOptions, optionsOf } from '../options.js';

/** Builds a choice of a property that `of` names: its type, the type of its group, and the event that has it. */
export function propertyChoice(form, at, label, of, value, update, { anew = false, first = [] } = {}) {
  const start = [['', 'Property…'], ...first];
  const select = optionsOf(start, value ?? '', { 'data-at': at, 'aria-label': label });
  select.addEventListener('change', () => form.set((query) => update(query, select.value), { anew }));
  form.vocabulary.properties(of).then((names) => fillOptions(select, [...start, ...names.map((name) => [name, name])], select.value));
  return select;
}

/** The kinds of properties that there are, as entries of a choice; values are read by `readKind`. */
export function kindsOfProperties(form, { hasEvents = true, hasCohorts = false } = {}) {
  return [
    ...(hasEvents ? [['event', 'Event']] : []),
    ['person', 'Person'],
    ...form.page.groupTypes.map((type) => [`group ${type}`, type[0].toUpperCase() + type.slice(1)]),
    ...(hasCohorts ? [['cohort', 'Cohort']] : []),
  ];
}

/** Reads a value of `kindsOfProperties`. */
export function readKind(text) {
  return text.startsWith('group ') ? { type: 'group', group_type: text.slice('group '.length) } : { type: text };
}
