import { count, valueText } from '../live/format.js';

/** The operators of a filter, by kind, each with how a sentence says it. */
export const OPERATORS = {
  Text: {
    exact: 'is',
    is_not: 'is not',
    icontains: 'contains',
    not_icontains: 'does not contain',
    starts_with: 'begins with',
    not_starts_with: 'does not begin with',
    ends_with: 'ends with',
    not_ends_with: 'does not end with',
    icontains_multi: 'contains one of',
    not_icontains_multi: 'contains none of',
    regex: 'matches the pattern',
    not_regex: 'does not match the pattern',
  },
  Presence: { is_set: 'is known', is_not_set: 'is not known' },
  Number: { gt: 'is over', gte: 'is at least', lt: 'is under', lte: 'is at most' },
  Date: { is_date_before: 'is before', is_date_after: 'is after', is_date_exact: 'is exactly at' },
  Version: {
    semver_eq: 'is version',
    semver_neq: 'is not version',
    semver_gt: 'is newer than version',
    semver_gte: 'is at least version',
    semver_lt: 'is older than version',
    semver_lte: 'is at most version',
    semver_tilde: 'is about version',
    semver_caret: 'is compatible with version',
    semver_wildcard: 'is like version',
  },
};

const SAID = Object.assign({}, ...Object.values(OPERATORS));
const LISTS = ['exact', 'is_not', 'icontains_multi', 'not_icontains_multi'];

/** Says whether an operator needs no value. */
export function needsNoValue(operator) {
  return operator in OPERATORS.Presence;
}

/** Says whether an operator takes several values. */
export function takesList(operator) {
  return LISTS.includes(operator);
}

/** Prints a share of a hundred. */
export function percent(share) {
  return `${new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 }).format(share)} %`;
}

/** Says who gets a flag in one sentence a condition; `types` are the names of the project's types of groups. */
export function conditionsInWords(filters, types) {
  const conditions = filters.groups ?? [];
  return conditions.length > 0 ? conditions.map((condition) => conditionInWords(condition, filters, types)) : ['Nobody'];
}

/** Says what is asked of a property. */
export function filterInWords({ type, key, operator = type === 'cohort' ? 'in' : 'exact', value }) {
  if (type === 'cohort') return `${operator === 'not_in' ? 'not in' : 'in'} cohort ${valueText(value)}`;
  if (type === 'flag') return `flag ${key} is ${value === true ? 'on' : value === false ? 'off' : valueText(value)}`;
  const said = SAID[operator] ?? operator;
  const name = key === '$group_key' ? 'its key' : key;
  return needsNoValue(operator) ? `${name} ${said}` : `${name} ${said} ${listInWords(value, operator)}`;
}

/** Names whom a flag is decided for: `persons`, or the name of a type of groups. */
export function unitInWords(index, types) {
  return index === undefined || index === null ? 'person' : (types[index] ?? `group of type ${index}`);
}

/** Says which variants there are; null where there are none. */
export function variantsInWords(filters) {
  const variants = filters.multivariate?.variants ?? [];
  return variants.length > 0 ? variants.map(({ key, rollout_percentage }) => `${key} ${percent(rollout_percentage)}`).join(', ') : null;
}

function conditionInWords(condition, filters, types) {
  const own = condition.aggregation_group_type_index;
  const unit = unitInWords(own === undefined ? filters.aggregation_group_type_index : own, types);
  const share = condition.rollout_percentage ?? 100;
  const properties = condition.properties ?? [];
  const asked = properties.map(filterInWords).join(' and ');
  const variant = condition.variant ? `, always ${condition.variant}` : '';
  if (properties.length === 0 && share === 100) return `Every ${unit}${variant}`;
  const whom = share === 100 ? `Every ${unit}` : `${percent(share)} of ${unit === 'person' ? 'persons' : `${unit} groups`}`;
  return `${whom}${asked && ` where ${asked}`}${variant}`;
}

function listInWords(value, operator) {
  const values = Array.isArray(value) ? value : [value];
  const negated = operator === 'is_not' || operator.startsWith('not_');
  const list = new Intl.ListFormat('en', { type: negated ? 'conjunction' : 'disjunction' });
  const shown = values.slice(0, 5).map(valueText);
  if (values.length > shown.length) shown.push(`${count(values.length - shown.length)} more`);
  return values.length > 0 ? list.format(shown) : 'one of nothing';
}
