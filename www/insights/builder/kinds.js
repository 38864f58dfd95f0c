import { el } from '../../shared/dom.js';
import { PROFILE_MATHS } from '../words.js';
import { breakdownPart } from './breakdown.js';
import { propertyChoice } from './property.js';
import { seriesPart, stepCard, stepsPart } from './steps.js';

const UNITS = ['minute', 'hour', 'day', 'week', 'month'].map((unit) => [unit, `${unit}s`]);
const PERIODS = [['day', 'Day by day'], ['week', 'Week by week'], ['month', 'Month by month']];

/** The parts of the form that only one kind of query has, by kind. */
export const PARTS = { trends, funnel, retention, stickiness, lifecycle, paths, profiles };

function trends(form) {
  const formula = form.text('formula', 'Formula', form.query.formula, (query, text) => Object.assign(query, { formula: text }), { isShown: true, hint: 'Letters are series: A / B', placeholder: 'A / B', autocapitalize: 'characters' });
  return [seriesPart(form, true), (form.query.series.length > 1 || form.query.formula) && form.part('Computed of them', formula), breakdownPart(form)];
}

function funnel(form) {
  const { window, order = 'ordered', exclusions = [], breakdown, attribution, attribution_step } = form.query;
  const time = el(
    'div',
    { class: 'pair' },
    form.text('window.value', 'All within', String(window.value), (query, text) => Object.assign(query.window, { value: Number(text) || 1 }), { isShown: true, type: 'number', min: 1 }),
    form.choice('window.unit', 'Unit', UNITS, window.unit, (query, unit) => Object.assign(query.window, { unit }), { isShown: true }),
  );
  const orders = [['ordered', 'One after the other'], ['strict', 'With nothing between'], ['unordered', 'In any order']];
  const attributions = [['first_touch', 'at the first step taken'], ['last_touch', 'at the last step taken'], ...form.query.steps.map((_, at) => [`step ${at}`, `at step ${at + 1}`])];
  const attributed = attribution === 'step' ? `step ${attribution_step ?? 0}` : (attribution ?? 'first_touch');
  const attribute = (query, value) => {
    const [name, step] = value.split(' ');
    query.attribution = name;
    query.attribution_step = step === undefined ? undefined : Number(step);
  };
  const last = form.query.steps.length - 1;
  const left = exclusions.map((exclusion, at) =>
    stepCard(form, `exclusions[${at}]`, { label: 'Exclusion', badge: '−', remove: form.remover('Remove this exclusion', (query) => query.exclusions.splice(at, 1), 'exclusions.add') }),
  );
  return [
    stepsPart(form),
    form.part('Order and time', form.choice('order', 'Order', orders, order, (query, value) => Object.assign(query, { order: value })), time),
    form.part('Left out: who does this on the way', left, form.adder('exclusions.add', 'Add an exclusion', (query) => (query.exclusions = [...exclusions, { event: null, from: 0, to: last }]), `exclusions[${exclusions.length}].event`)),
    breakdownPart(form),
    breakdown && form.part('By the value', form.choice('attribution', 'Attribution', attributions, attributed, attribute)),
  ];
}

function retention(form) {
  const { period, periods, mode, on_or_after } = form.query;
  const modes = [['recurring', 'Whenever they did it'], ['first_time', 'Only the first time ever']];
  const times = el(
    'div',
    { class: 'pair' },
    form.choice('period', 'Periods', PERIODS, period, (query, value) => Object.assign(query, { period: value }), { isShown: true }),
    form.text('periods', 'How many', String(periods), (query, text) => Object.assign(query, { periods: Number(text) || 8 }), { isShown: true, type: 'number', min: 2, max: 31 }),
  );
  return [
    form.part('They began with', stepCard(form, 'start', { label: 'First event' }), form.choice('mode', 'Which beginnings', modes, mode, (query, value) => Object.assign(query, { mode: value }))),
    form.part('And came back for', stepCard(form, 'return', { label: 'Return event' }), times, form.check('on_or_after', 'In this period or any later one', on_or_after, (query, isOn) => Object.assign(query, { on_or_after: isOn }))),
  ];
}

function stickiness(form) {
  return [seriesPart(form, false)];
}

function lifecycle(form) {
  return [form.part('Active means', stepCard(form, 'event', { label: 'Event' }))];
}

function paths(form) {
  const page = (at, label) => form.text(at, label, form.query[at] ?? '', (query, text) => Object.assign(query, { [at]: text.trim() || null }), { isShown: true, placeholder: '/pricing', autocapitalize: 'none' });
  const number = (at, label, most) => form.text(at, label, String(form.query[at]), (query, text) => Object.assign(query, { [at]: Number(text) || undefined }), { isShown: true, type: 'number', min: 2, max: most });
  return [form.part('Pages', el('div', { class: 'pair' }, page('start', 'From'), page('end', 'To')), el('div', { class: 'pair' }, number('steps', 'Pages in a row', 20), number('limit', 'Ways', 500)))];
}

function profiles(form) {
  const { of, math = 'count', property } = form.query;
  const kinds = [['', 'Persons'], ...form.page.groupTypes.map((type) => [type, `${type[0].toUpperCase()}${type.slice(1)} groups`])];
  const who = form.choice('of', 'Of which profiles', kinds, of?.group_type ?? '', (query, type) => {
    query.of = type ? { group_type: type } : undefined;
    query.breakdown = undefined;
    query.property = undefined;
    query.filters = [];
  }, { anew: true });
  const first = [...(of ? [['$members', 'Number of members']] : []), ['$events', 'Number of events']];
  return [
    form.part(
      'Of whom',
      who,
      el(
        'div',
        { class: 'builder-line' },
        form.choice('math', 'Computation', PROFILE_MATHS, math, (query, value) => Object.assign(query, { math: value }), { anew: true }),
        math !== 'count' && propertyChoice(form, 'property', 'Property', of ? { type: 'group', group_type: of.group_type } : { type: 'person' }, property, (query, value) => Object.assign(query, { property: value || undefined }), { first }),
      ),
    ),
    breakdownPart(form, { ofProfiles: true }),
  ];
}
