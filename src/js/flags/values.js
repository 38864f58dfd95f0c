// Flags as they were answered, and what takes their place (posthog-autocapture §10.2, §10.6).

import { attempt } from '../attempt.js';

/** Flags of one answer, or of the page, in the shape in which they are kept. */
export const NONE = { flags: {}, payloads: {}, details: {} };

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

const fromEntries = (entries) => ({ __proto__: null, ...Object.fromEntries(entries) });

/** Those members of an object that `test(value, name)` is true for. */
export const where = (object, test) => fromEntries(Object.entries(object).filter(([name, value]) => test(value, name)));

/** An object's members, each with what `map(value)` makes of it. */
const mapped = (object, map) => fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));

/** Events carry every flag, so that what is no value of a flag must not become one. */
const MAX_VALUE = 1000;
const isValue = (value) => value === true || value === false || (typeof value === 'string' && value.length <= MAX_VALUE);

/** Names as flags that are on; of an object, what are values of flags; nothing for anything else. */
export const asFlags = (given) => {
  if (Array.isArray(given)) return fromEntries(given.filter((key) => typeof key === 'string').map((key) => [key, true]));
  return isObject(given) ? where(given, isValue) : undefined;
};

/** What an answer says, over `known` where it is not the whole; `undefined` where it says nothing of flags. */
export function answered(answer, known) {
  const { flags, featureFlags, featureFlagPayloads, errorsWhileComputingFlags, requestId, evaluatedAt } = answer;
  let told;
  if (isObject(flags)) {
    // What could not be decided stays as it was.
    const details = where(flags, (flag) => isObject(flag) && !(errorsWhileComputingFlags && flag.failed));
    told = {
      flags: asFlags(mapped(details, ({ variant, enabled }) => variant ?? enabled)),
      payloads: where(mapped(details, ({ enabled, metadata }) => enabled && metadata?.payload), Boolean),
      details,
    };
  } else if (asFlags(featureFlags)) {
    told = { flags: asFlags(featureFlags), payloads: featureFlagPayloads ?? {}, details: {} };
  } else return;
  const isPart = errorsWhileComputingFlags || answer.isPart;
  return { ...(isPart ? merged(known, told) : told), requestId, evaluatedAt };
}

/** Flags, payloads and details, with those of `others` in the place of their own. */
export const merged = (known, others) => ({
  flags: { ...known.flags, ...others.flags },
  payloads: { ...where(known.payloads, (_, key) => !(key in others.flags)), ...others.payloads },
  details: { ...known.details, ...others.details },
});

/** A payload's value: servers send JSON text. */
export const parsed = (payload) =>
  typeof payload === 'string' ? attempt(() => JSON.parse(payload), payload) : payload;
