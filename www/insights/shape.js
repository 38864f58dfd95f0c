const isText = (value) => typeof value === 'string';
const isNumber = (value) => Number.isFinite(value);
const isTruth = (value) => typeof value === 'boolean';
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const perhaps = (fits) => (value) => value === undefined || value === null || fits(value);
const listOf = (fits) => (value) => Array.isArray(value) && value.every(fits);
const someOf = (fits) => (value) => listOf(fits)(value) && value.length > 0;
const object = (parts) => (value) => isObject(value) && Object.entries(parts).every(([key, fits]) => fits(value[key]));

const isFilter = object({ type: perhaps(isText), key: perhaps(isText), operator: perhaps(isText), group_type: perhaps(isText) });
const step = { event: perhaps(isText), label: perhaps(isText), math: perhaps(isText), property: perhaps(isText), group_type: perhaps(isText), filters: perhaps(listOf(isFilter)) };
const isStep = object(step);
const isGroupType = object({ group_type: isText });

const SHAPES = {
  range: object({ from: isText, to: perhaps(isText) }),
  filters: listOf(isFilter),
  series: someOf(isStep),
  steps: someOf(isStep),
  start: isStep,
  return: isStep,
  event: isStep,
  exclusions: listOf(object({ ...step, from: isNumber, to: isNumber })),
  window: object({ value: isNumber, unit: isText }),
  breakdown: object({ type: perhaps(isText), key: perhaps(isText), group_type: perhaps(isText), limit: perhaps(isNumber), ranges: perhaps(listOf(Array.isArray)) }),
  actor: isGroupType,
  of: isGroupType,
  compare: isTruth,
  on_or_after: isTruth,
  periods: isNumber,
  attribution_step: isNumber,
  limit: isNumber,
};
const OF_PATHS = { ...SHAPES, start: isText, end: isText, steps: isNumber };

/** The parts of a query that look as the form expects them: an address can hold anything. */
export function wellShaped(query) {
  const shapes = query.kind === 'paths' ? OF_PATHS : SHAPES;
  return Object.fromEntries(Object.entries(query).filter(([key, value]) => (Object.hasOwn(shapes, key) ? shapes[key] : isText)(value)));
}
