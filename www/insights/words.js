import { filterInWords } from '../features/words.js';
import { rangeInWords } from './ranges.js';

/** The kinds of insights, each with its name and what it answers. */
export const KINDS = {
  trends: ['Trends', 'How often does something happen, and how does that change?'],
  funnel: ['Funnel', 'How many get from one step to the next?'],
  retention: ['Retention', 'How many come back?'],
  stickiness: ['Stickiness', 'On how many days do they come?'],
  lifecycle: ['Lifecycle', 'Who is new, stays, comes back, leaves?'],
  paths: ['Paths', 'From which page to which do they go?'],
  profiles: ['Profiles', 'Who is there now?'],
};

/** What is computed of the events of a series: values with their names, in groups. */
export const MATHS = [
  ['Count', [['total', 'Total count'], ['dau', 'Unique actors'], ['weekly_active', 'Active in 7 days'], ['monthly_active', 'Active in 30 days'], ['unique_session', 'Unique sessions'], ['unique_group', 'Unique groups']]],
  ['Of a property', [['sum', 'Sum'], ['avg', 'Average'], ['min', 'Minimum'], ['max', 'Maximum'], ['median', 'Median'], ['p75', '75th percentile'], ['p90', '90th percentile'], ['p95', '95th percentile'], ['p99', '99th percentile']]],
  ['Count of each actor', [['avg_count_per_actor', 'Average count'], ['min_count_per_actor', 'Least count'], ['max_count_per_actor', 'Most count'], ['median_count_per_actor', 'Median count'], ['p90_count_per_actor', '90th percentile of the count']]],
];

/** What is computed of profiles. */
export const PROFILE_MATHS = [['count', 'Number'], ['sum', 'Sum'], ['avg', 'Average'], ['min', 'Minimum'], ['max', 'Maximum'], ['median', 'Median'], ['p90', '90th percentile']];

const MATH_NAMES = Object.fromEntries([...MATHS.flatMap(([, maths]) => maths), ...PROFILE_MATHS]);
const OF_PROPERTY = MATHS[1][1].map(([math]) => math);

/** Names what is computed of a series. */
export function mathInWords(math = 'total') {
  return (MATH_NAMES[math] ?? math).toLowerCase();
}

/** Whether a computation is one of a property's values. */
export function needsProperty(math) {
  return OF_PROPERTY.includes(math);
}

/** Whether a computation can be, or has to be, one of groups. */
export function concernsGroups(math = 'total') {
  return math === 'unique_group' || math.endsWith('_per_actor');
}

/** Names an event; any event has no name of its own. */
export function eventInWords(step) {
  return step?.event ?? 'any event';
}

/** Says in a sentence what a query asks. */
export function queryInWords(query) {
  const parts = [subject(query)];
  if (query.breakdown) parts.push(`by ${query.breakdown.key || query.breakdown.group_type || 'person'}`);
  if (query.filters?.length > 0) parts.push(`where ${query.filters.map(filterInWords).join(' and ')}`);
  if (query.kind !== 'profiles') parts.push(rangeInWords(query.range).toLowerCase());
  return `${parts.join(', ')}.`;
}

function subject(query) {
  const actor = query.actor?.group_type ?? 'person';
  switch (query.kind) {
    case 'trends':
      return query.formula ? `Trend of ${query.formula}, of ${list(query.series.map(seriesInWords))}` : `Trend of ${list(query.series.map(seriesInWords))}`;
    case 'profiles':
      return `${MATH_NAMES[query.math ?? 'count']} of ${query.property ? `${query.property} of ` : ''}every ${query.of?.group_type ?? 'person'}`;
    case 'funnel':
      return `Funnel of each ${actor}: ${query.steps.map(eventInWords).join(' → ')}`;
    case 'retention':
      return `Retention of each ${actor}: ${eventInWords(query.start)}, then ${eventInWords(query.return)}`;
    case 'stickiness':
      return `Stickiness of ${list(query.series.map(eventInWords))}`;
    case 'lifecycle':
      return `Lifecycle of ${eventInWords(query.event)}`;
    default:
      return `Paths${query.start ? ` from ${query.start}` : ''}${query.end ? ` to ${query.end}` : ''}`;
  }
}

function seriesInWords(series) {
  const { math = 'total', property } = series;
  if (math === 'total') return eventInWords(series);
  return `${eventInWords(series)} (${mathInWords(math)}${property ? ` of ${property}` : ''})`;
}

function list(items) {
  return new Intl.ListFormat('en').format(items);
}
