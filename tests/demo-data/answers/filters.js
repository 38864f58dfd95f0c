// Which events, persons and groups pass which filters: PostHog's operators, as its documents define them.

import { numberOf } from './numbers.js';

const textOf = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
const lower = (value) => textOf(value).toLowerCase();
const listOf = (value) => (Array.isArray(value) ? value : [value]);
const isTrue = (value) => listOf(value).every((one) => one === true || lower(one) === 'true');
const isBoolean = (value) => listOf(value).every((one) => ['true', 'false'].includes(lower(one)));

const equals = (there, wanted) => (isBoolean(wanted) ? isTrue(there) === isTrue(wanted) : listOf(wanted).some((one) => lower(there) === lower(one)));
const contains = (there, wanted) => lower(there).includes(lower(wanted));
const compares = (compare) => (there, wanted) => {
  const [one, other] = [numberOf(there), numberOf(wanted)];
  return one !== undefined && other !== undefined && compare(one, other);
};

/** By operator: what it says of a value that is there, and of one that is not. */
const OPERATORS = {
  exact: [equals, false],
  is_not: [(there, wanted) => !equals(there, wanted), true],
  icontains: [contains, false],
  not_icontains: [(there, wanted) => !contains(there, wanted), true],
  regex: [(there, wanted) => new RegExp(wanted).test(textOf(there)), false],
  not_regex: [(there, wanted) => !new RegExp(wanted).test(textOf(there)), true],
  gt: [compares((one, other) => one > other), false],
  gte: [compares((one, other) => one >= other), false],
  lt: [compares((one, other) => one < other), false],
  lte: [compares((one, other) => one <= other), false],
  is_set: [() => true, false],
  is_not_set: [() => false, true],
};

function holds({ key, operator = 'exact', value = null }, properties) {
  const [ofValue, ofNone] = OPERATORS[operator];
  if (value === null && !['is_set', 'is_not_set'].includes(operator)) return false;
  return Object.hasOwn(properties, key) ? ofValue(properties[key], value) : ofNone;
}

const HOURS = { hour: 1, day: 24, week: 168 };
const TIMES = {
  gte: (times, wanted) => times >= wanted,
  gt: (times, wanted) => times > wanted,
  lte: (times, wanted) => times <= wanted,
  lt: (times, wanted) => times < wanted,
  exact: (times, wanted) => times === wanted,
};

/** Whether a person is in a cohort, by the cohort's definition. */
function isInCohort(person, cohort, context) {
  if (cohort.distinct_ids) return cohort.distinct_ids.some((id) => person.ids.has(id));
  const isIn = (member) => {
    if (member.values) return member.type === 'OR' ? member.values.some(isIn) : member.values.every(isIn);
    return meets(person, member, context) !== (member.negation ?? false);
  };
  return isIn(cohort.filters.properties);
}

function meets(person, member, context) {
  if (member.type === 'cohort') return isInCohort(person, context.cohorts.get(member.value), context);
  if (member.type === 'group') {
    return [...context.ledger.groups.values()].some((group) => group.members.has(person) && holds(member, group.properties));
  }
  if (member.type !== 'behavioral') return holds(member, person.properties);
  // Did something at least, at most or exactly so often within so many days.
  const since = member.time_value ? context.now - member.time_value * HOURS[member.time_interval] * 3_600_000 : -Infinity;
  const did = ({ person: who, event, at, properties }) =>
    who === person && event === member.key && at >= since && (member.event_filters ?? []).every((filter) => holds(filter, properties));
  const times = context.ledger.events.filter(did).length;
  if (member.value === 'performed_event') return times > 0;
  return TIMES[member.operator ?? 'gte'](times, member.operator_value);
}

/** Whether a person passes a filter by cohort. To look through the events anew for each event of theirs would take hours. */
function passesCohort(person, { value: id, operator }, context) {
  if (!context.members.has(id)) context.members.set(id, new Map());
  const members = context.members.get(id);
  if (!members.has(person)) members.set(person, isInCohort(person, context.cohorts.get(id), context));
  return members.get(person) === (operator !== 'not_in');
}

const groupOf = (event, context) => context.ledger.groups.get(event.company);

/** Whether an event passes all filters. */
export const eventPasses = (event, filters = [], context) =>
  filters.every((filter) => {
    switch (filter.type ?? 'event') {
      case 'event':
        return holds(filter, event.properties);
      case 'person':
        return holds(filter, event.person.properties);
      case 'group':
        return holds(filter, groupOf(event, context)?.properties ?? {});
      default:
        return passesCohort(event.person, filter, context);
    }
  });

/** Whether a person or a group passes filters of its own properties. */
export const profilePasses = (profile, filters = [], context) =>
  filters.every((filter) =>
    filter.type === 'cohort' ? passesCohort(profile, filter, context) : holds(filter, profile.properties));

/** Whether an event is what a step asks for: of its name, if it has one, and passing its filters and those of the whole question. */
export const isStep = (event, step, query, context) =>
  (step.event ?? event.event) === event.event && eventPasses(event, query.filters, context) && eventPasses(event, step.filters, context);

/** Who an event counts for: a person, or a company; undefined where it names none. */
export const actorOf = (event, query) => (query.actor ? event.company : event.person);
