import { el } from '../../shared/dom.js';
import { LETTERS } from '../query.js';
import { concernsGroups, MATHS, needsProperty } from '../words.js';
import { filterList } from './filters.js';
import { find } from './form.js';
import { propertyChoice } from './property.js';

/** Builds the choice of the event that stands at `path`, with its filters. `badge` names its place, `more` are other controls of it. */
export function stepCard(form, path, { badge, remove, more, label = 'Event' } = {}) {
  return el(
    'div',
    { class: 'builder-step', role: 'group', 'aria-label': badge ? `${label} ${badge}` : label },
    el('div', { class: 'builder-line' }, badge && el('span', { class: 'builder-badge', 'aria-hidden': 'true' }, badge), eventChoice(form, path, label), remove),
    more,
    filterList(form, `${path}.filters`, { label: 'Filter' }),
  );
}

/** Builds the list of series at `series`; `hasMath` says whether each computes something of its own. */
export function seriesPart(form, hasMath) {
  const { series } = form.query;
  const cards = series.map((one, at) =>
    stepCard(form, `series[${at}]`, { badge: LETTERS[at], label: 'Series', remove: series.length > 1 && form.remover(`Remove series ${LETTERS[at]}`, (query) => query.series.splice(at, 1), 'series.add'), more: hasMath && mathLine(form, at, one) }),
  );
  const next = { event: form.page.events()?.find((event) => !event.startsWith('$')) ?? null, ...(hasMath ? { math: 'total' } : {}) };
  const more = series.length < LETTERS.length && form.adder('series.add', 'Add a series', (query) => query.series.push(next), `series[${series.length}].event`);
  return form.part('What to count', cards, more);
}

/** Builds the list of steps of a funnel. */
export function stepsPart(form) {
  const { steps } = form.query;
  const cards = steps.map((_, at) => {
    const remove = steps.length > 2 && form.remover(`Remove step ${at + 1}`, (query) => query.steps.splice(at, 1), 'steps.add');
    return stepCard(form, `steps[${at}]`, { badge: String(at + 1), label: 'Step', remove });
  });
  return form.part('Steps', cards, steps.length < 20 && form.adder('steps.add', 'Add a step', (query) => query.steps.push({ event: null }), `steps[${steps.length}].event`));
}

/** Builds a choice of an event. */
export function eventChoice(form, path, label = 'Event') {
  const known = form.page.events() ?? [];
  const own = known.filter((event) => !event.startsWith('$'));
  const entries = [['', 'Any event'], ['Events', own.map((event) => [event, event])], ['Of the snippet', known.filter((event) => event.startsWith('$')).map((event) => [event, event])]];
  return form.choice(`${path}.event`, label, entries.filter(([, text]) => text.length > 0), find(form.query, path).event ?? '', (query, value) => {
    const step = find(query, path);
    step.event = value === '' ? null : value;
    delete step.label;
  }, { anew: true });
}

function mathLine(form, at, { event, math = 'total', property, group_type }) {
  const here = `series[${at}]`;
  const types = form.page.groupTypes.map((type) => [type, type]);
  return el(
    'div',
    { class: 'builder-line' },
    form.choice(`${here}.math`, 'Computation', MATHS, math, (query, value) => {
      query.series[at].math = value;
      delete query.series[at].label;
      if (value === 'unique_group') query.series[at].group_type ??= form.page.groupTypes[0];
    }, { anew: true }),
    needsProperty(math) && propertyChoice(form, `${here}.property`, 'Property to compute with', { type: 'event', event }, property, (query, value) => Object.assign(query.series[at], { property: value })),
    concernsGroups(math) && form.choice(`${here}.group_type`, 'Of each', [...(math === 'unique_group' ? [] : [['', 'of each person']]), ...types], group_type, (query, value) => Object.assign(query.series[at], { group_type: value || undefined })),
  );
}
