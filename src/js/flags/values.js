// Flags as they were answered, and what takes their place (posthog-autocapture §10.2, §10.6).

import { attempt } from '../attempt.js';

/** Flags of one answer, or of the page, in the shape in which they are kept. */
export const NONE = { flags: {}, payloads: {}, details: {} };

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

const fromEntries = (entries) => ({ __proto__: null, ...Object.fromEntries(entries) });

/** Events carry every flag, so that what is no value of a flag must not become one. */
const MAX_VALUE = 1000;
const isValue = (value) => value === true || value === false || (typeof value === 'string' && value.length <= MAX_VALUE);

/** Names as flags that are on; of an object, what are values of flags; nothing for anything else. */
export const asFlags = (given) => {
  if (Array.isArray(given)) return fromEntries(given.filter((key) => typeof key === 'string').map((key) => [key, true]));
  return isObject(given) ? fromEntries(Object.entries(given).filter(([, value]) => isValue(value))) : undefined;
};

/** What an answer says, over `known` where it is not the whole; `undefined` where it says nothing of flags. */
export function answered(answer, known) {
  const { flags, featureFlags, featureFlagPayloads, errorsWhileComputingFlags, requestId, evaluatedAt } = answer;
  let told;
  if (isObject(flags)) {
    // What could not be decided stays as it was.
    const details = Object.entries(flags).filter(([, flag]) => isObject(flag) && !(errorsWhileComputingFlags && flag.failed));
    const payloads = details.filter(([, { enabled, metadata }]) => enabled && metadata?.payload);
    told = {
      flags: asFlags(fromEntries(details.map(([key, { variant, enabled }]) => [key, variant ?? enabled]))),
      payloads: fromEntries(payloads.map(([key, { metadata }]) => [key, metadata.payload])),
      details: fromEntries(details),
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
  payloads: { ...without(known.payloads, others.flags), ...others.payloads },
  details: { ...known.details, ...others.details },
});

const without = (object, keys) => fromEntries(Object.entries(object).filter(([key]) => !(key in keys)));

/** A payload's value: servers send JSON text. */
export const parsed = (payload) =>
  typeof payload === 'string' ? attempt(() => JSON.parse(payload), payload) : payload;
