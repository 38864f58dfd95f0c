import { wellShaped } from './shape.js';
import { concernsGroups, KINDS, needsProperty } from './words.js';

const COMMON = ['token', 'range', 'filters', 'timezone', 'week_start'];
const MOST_SERIES = 10;

/** Letters name series in formulas. */
export const LETTERS = 'ABCDEFGHIJ'.slice(0, MOST_SERIES);

/** A query of a kind, to begin with. It keeps what it can of the query before, `events` are the names of those that there are. */
export function startQuery(kind, before = {}, events = []) {
  const common = Object.fromEntries(COMMON.filter((key) => before[key] !== undefined).map((key) => [key, before[key]]));
  const steps = stepsOf(before).map(({ event, filters }) => ({ event, ...(filters?.length ? { filters } : {}) }));
  const own = events.filter((event) => !event.startsWith('$'));
  const first = steps[0] ?? { event: own[0] ?? null };
  const range = before.range ?? { from: kind === 'retention' ? '-90d' : '-30d', to: null };
  const base = { kind, ...common, range };
  switch (kind) {
    case 'trends':
      return { ...base, interval: 'day', series: (steps.length > 0 ? steps : [first]).map((step) => ({ ...step, math: 'total' })) };
    case 'profiles':
      return { kind, token: before.token, math: 'count', filters: (before.filters ?? []).filter(({ type }) => type !== 'event') };
    case 'funnel': {
      const second = own.find((event) => event !== first.event) ?? null;
      return { ...base, steps: steps.length > 1 ? steps : [first, { event: second }], window: { value: 14, unit: 'day' }, order: 'ordered' };
    }
    case 'retention':
      return { ...base, start: first, return: steps[1] ?? { event: null }, period: 'week', periods: 8, mode: 'recurring' };
    case 'stickiness':
      return { ...base, interval: 'day', series: [first] };
    case 'lifecycle':
      return { ...base, interval: 'week', event: first };
    default:
      return { ...base, start: null, end: null, steps: 5, limit: 50 };
  }
}

/** A query from elsewhere, such as an address, with all that the form needs; one of no kind is a new one. */
export function wholeQuery(query, events = []) {
  return Object.hasOwn(KINDS, query.kind) ? { ...startQuery(query.kind, {}, events), ...wellShaped(query) } : startQuery('trends', {}, events);
}

/**
 * The query as it can be sent: without what is empty or only half filled in. `missing` says what has to be chosen before it can be
 * asked, or is null.
 */
export function readyQuery(query) {
  const ready = { ...query, filters: wholeFilters(query.filters) };
  for (const part of ['series', 'steps', 'exclusions']) {
    if (Array.isArray(ready[part])) ready[part] = ready[part].map(readyStep);
  }
  for (const part of ['start', 'return', 'event']) {
    if (typeof ready[part] === 'object' && ready[part] !== null) ready[part] = readyStep(ready[part]);
  }
  if (!ready.formula?.trim()) delete ready.formula;
  if (ready.breakdown && !isWhole(ready.breakdown)) delete ready.breakdown;
  if (!ready.compare) delete ready.compare;
  // The form has exclusions count on the whole way, however many steps that has by now.
  if (ready.exclusions?.length > 0) ready.exclusions = ready.exclusions.map((exclusion) => ({ ...exclusion, to: Math.min(exclusion.to, query.steps.length - 1) }));
  else delete ready.exclusions;
  if (!ready.breakdown) for (const key of ['attribution', 'attribution_step']) delete ready[key];
  for (const key of ['actor', 'timezone', 'week_start', 'of', 'on_or_after', 'filters']) if (!ready[key]) delete ready[key];
  return { query: ready, missing: missingOf(query) };
}

/** Reads the borders between bins, such as `9, 20, 50`, into ranges that leave nothing out; null where they are no numbers. */
export function rangesOf(text) {
  const borders = text.split(/[,;\s]+/).filter(Boolean).map(Number);
  if (borders.length === 0 || borders.some((border) => !Number.isFinite(border))) return null;
  const sorted = [...new Set(borders)].sort((one, other) => one - other);
  return [null, ...sorted].map((low, at) => [low, sorted[at] ?? null]);
}

/** Prints ranges as the borders between them, the reverse of `rangesOf`. */
export function bordersOf(ranges) {
  return [...new Set((ranges ?? []).flat().filter((border) => border !== null))].join(', ');
}

/** Whose property a filter or a breakdown is of, as one text: `event`, `person`, or `group` and the type of groups. */
export function kindOfProperty({ type = 'event', group_type }) {
  return type === 'group' ? `group ${group_type}` : type;
}

function stepsOf(query) {
  const steps = Array.isArray(query.steps) ? query.steps : [];
  return [...(query.series ?? []), ...steps, ...[query.start, query.return, query.event].filter((step) => typeof step === 'object' && step !== null)];
}

function readyStep(step) {
  const { filters, label, property, group_type, ...rest } = step;
  const whole = wholeFilters(filters);
  return {
    ...rest,
    ...(whole ? { filters: whole } : {}),
    ...(label ? { label } : {}),
    ...(property && needsProperty(step.math) ? { property } : {}),
    ...(group_type && concernsGroups(step.math) ? { group_type } : {}),
  };
}

function wholeFilters(filters = []) {
  const whole = filters.filter(({ type, key, operator, value }) => {
    if (type === 'cohort') return value !== undefined && value !== '';
    return key && (['is_set', 'is_not_set'].includes(operator) || (value !== undefined && value !== ''));
  });
  return whole.length > 0 ? whole : undefined;
}

/** A breakdown by persons or groups themselves has no key; one by a property of an event needs one. */
function isWhole({ type, key }) {
  return type !== 'event' || Boolean(key);
}

function missingOf(query) {
  if (query.series?.some(({ math, property }) => needsProperty(math) && !property)) return 'Choose the property to compute with.';
  if (query.series?.some(({ math, group_type }) => math === 'unique_group' && !group_type)) return 'Choose the type of the groups to count.';
  if (query.kind === 'profiles' && (query.math ?? 'count') !== 'count' && !query.property) return 'Choose the property to compute with.';
  return null;
}
