import { counted } from '../live/format.js';
import { filterInWords } from './words.js';

/** How often something was done, by operator. */
export const TIMES = { gte: 'at least', lte: 'at most', exact: 'exactly' };
/** Units of the time in which it was done. */
export const UNITS = { hour: 'hours', day: 'days', week: 'weeks', month: 'months', year: 'years' };

const MORE_TIMES = { gt: 'more than', lt: 'fewer than', eq: 'exactly' };

/** Says who is in a cohort, one sentence a condition; `nameOf(id)` names another cohort. */
export function cohortInWords({ filters, listed }, nameOf) {
  if (!filters) return [`Whoever has one of ${counted(listed, 'distinct id')}`];
  const { type, values } = filters.properties;
  if (values.length === 0) return [type === 'OR' ? 'Nobody' : 'Everybody'];
  return values.map((member) => memberInWords(member, nameOf));
}

/** Says what one condition of a cohort asks for. */
export function memberInWords(member, nameOf) {
  if (member.values) return groupInWords(member, nameOf);
  const { type, value, negation } = member;
  const not = negation ? 'not: ' : '';
  if (type === 'behavioral') return `${not}did ${deedInWords(member)}`;
  if (type === 'group') return `${not}acts for a ${member.group_type ?? 'group'} where ${filterInWords(member)}`;
  if (type !== 'cohort') return `${not}${filterInWords(member)}`;
  const isOut = (member.operator === 'not_in') !== Boolean(negation);
  return `is ${isOut ? 'not ' : ''}in “${nameOf(value) ?? `cohort ${value}`}”`;
}

function groupInWords({ type, values }, nameOf) {
  return `(${values.map((member) => memberInWords(member, nameOf)).join(type === 'OR' ? ' or ' : ' and ')})`;
}

function deedInWords({ key, value, operator = 'gte', operator_value, event_filters = [], time_value, time_interval, explicit_datetime }) {
  const where = event_filters.length > 0 ? ` where ${event_filters.map(filterInWords).join(' and ')}` : '';
  const times = value === 'performed_event_multiple' ? ` ${TIMES[operator] ?? MORE_TIMES[operator] ?? operator} ${counted(Number(operator_value), 'time')}` : '';
  if (explicit_datetime) return `${key}${where}${times} since ${explicit_datetime}`;
  return `${key}${where}${times}${time_value ? ` in the last ${counted(Number(time_value), time_interval)}` : ''}`;
}
