import { el } from '../../shared/dom.js';
import { startQuery } from '../query.js';
import { rangeChoice } from '../range-choice.js';
import { rangeOf, textOf } from '../ranges.js';
import { KINDS } from '../words.js';
import { filterList } from './filters.js';
import { PARTS } from './kinds.js';

const INTERVALS = [['hour', 'Hours'], ['day', 'Days'], ['week', 'Weeks'], ['month', 'Months']];
const BUCKETED = ['trends', 'stickiness', 'lifecycle'];

/** Builds all parts of the form of a query. */
export function build(form) {
  const { query } = form;
  const isProfiles = query.kind === 'profiles';
  return [
    kindPart(form),
    !isProfiles && timePart(form),
    PARTS[query.kind](form),
    form.part('Only where', filterList(form, 'filters', { hasEvents: !isProfiles })),
    !isProfiles && morePart(form),
  ];
}

function kindPart(form) {
  const options = Object.entries(KINDS).map(([kind, [name, question]]) => {
    const input = el('input', { type: 'radio', name: 'kind', value: kind, checked: form.query.kind === kind, 'data-at': `kind.${kind}` });
    input.addEventListener('change', () => form.set((query) => replace(query, startQuery(kind, query, form.page.events() ?? [])), { anew: true }));
    return el('label', { class: 'kind-choice', title: question }, input, el('span', {}, name));
  });
  return el('fieldset', { class: 'builder-part builder-kinds' }, el('legend', { class: 'hidden-text' }, 'Kind of insight'), el('div', { class: 'kinds' }, options), el('p', { class: 'quiet small' }, KINDS[form.query.kind][1]));
}

function timePart(form) {
  const { kind, range, interval = 'day', compare } = form.query;
  const times = rangeChoice(textOf(range), (text) => form.set((query) => Object.assign(query, { range: rangeOf(text) })), { at: 'range' });
  return form.part(
    'Time',
    times,
    BUCKETED.includes(kind) && form.choice('interval', 'By', INTERVALS, interval, (query, value) => Object.assign(query, { interval: value })),
    kind === 'trends' && form.check('compare', 'Compare with the time before', compare, (query, isOn) => Object.assign(query, { compare: isOn })),
  );
}

function morePart(form) {
  const { actor, timezone, week_start } = form.query;
  const actors = [['', 'Persons'], ...form.page.groupTypes.map((type) => [type, `${type[0].toUpperCase()}${type.slice(1)} groups`])];
  const zones = [['', 'UTC'], ...Intl.supportedValuesOf('timeZone').map((zone) => [zone, zone])];
  const content = [
    form.page.groupTypes.length > 0 && form.choice('actor', 'Counted are', actors, actor?.group_type ?? '', (query, type) => Object.assign(query, { actor: type ? { group_type: type } : undefined }), { isShown: true }),
    form.choice('timezone', 'Time zone', zones, timezone ?? '', (query, zone) => Object.assign(query, { timezone: zone || undefined }), { isShown: true }),
    form.choice('week_start', 'A week begins on', [['sunday', 'Sunday'], ['monday', 'Monday']], week_start ?? 'sunday', (query, day) => Object.assign(query, { week_start: day }), { isShown: true }),
  ];
  return el('details', { class: 'builder-part builder-more', open: Boolean(actor || timezone || week_start) }, el('summary', {}, 'More'), content);
}

/** Makes `query` be `other`, in place. */
function replace(query, other) {
  for (const key of Object.keys(query)) delete query[key];
  Object.assign(query, other);
}
