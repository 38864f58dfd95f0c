// Feature flags (posthog-api §2.4).

import * as Call from 'hoofprint-calls';
import { createCalled } from '../flags/called.js';
import { earlyAccessMethods } from '../flags/early_access.js';
import { parsed } from '../flags/values.js';

/** As long as the collector takes them. */
const MAX_KEY = 400;

export function flagMethods(inside) {
  const { flags, listeners, network, log } = inside;
  const called = createCalled(inside);
  const read = (key, options) => {
    if (typeof key !== 'string' || key.length > MAX_KEY) return log('flags: this is no name, ignored:', key);
    const { send_event = true, fresh } = options ?? {};
    const value = flags.value(key, fresh);
    // Not before there is an answer: it would be captured as missing.
    if (send_event && (value !== undefined || flags.isGiven())) called(key, value);
    return value;
  };

  return {
    ...earlyAccessMethods(inside, network),
    getFeatureFlag: (key, options) => read(key, options),
    isFeatureEnabled: (key, options) => {
      const value = read(key, options);
      return value === undefined ? options?.defaultValue : !!value;
    },
    getFeatureFlagResult: (key, options) => flags.result(key, read(key, options)),
    getFeatureFlagPayload: (key) => (flags.want(), parsed(flags.payload(key))),
    getAllFeatureFlags: () => (flags.want(), Object.entries(flags.all()).map(([key, value]) => flags.result(key, value))),
    reloadFeatureFlags: () => (flags.isWanted() ? flags.loader.load() : flags.want(true)),
    updateFlags: (values, payloads, options) => flags.update(values, payloads, options?.merge),

    onFeatureFlags(listener) {
      const stop = listeners.add('flags', listener);
      flags.want();
      if (flags.isGiven()) inside.guarded('onFeatureFlags', listener)(...flags.told());
      return stop;
    },

    setPersonPropertiesForFlags: ({ $set, $set_once, ...others }, reload) =>
      $set || $set_once ? flags.describePerson($set, $set_once, reload) : flags.describePerson(others, {}, reload),
    resetPersonPropertiesForFlags: (reload) => flags.forgetPerson(undefined, reload),
    setGroupPropertiesForFlags: (properties, reload) => flags.describeGroups(properties, reload),
    resetGroupPropertiesForFlags: (type) => flags.forgetGroups(type),
  };
}

/** What `posthog.featureFlags` has beside these. */
export const flagInsides = ({ tracker, core, flags, network, guarded }) => ({
  getFlags: () => Object.keys(flags.all()),
  getFlagVariants: () => flags.all(),
  getFlagPayloads: () => flags.payloads(),
  getFlagsWithDetails: () => flags.known().details,
  getFeatureFlagDetails: (key) => flags.known().details[key],
  setReloadingPaused: (isPaused) => void (flags.loader.isPaused = !!isPaused),
  ensureFlagsLoaded: () => flags.want(),
  receivedFeatureFlags: (answer, errorsLoading) => flags.received(answer, errorsLoading),
  unsetPersonPropertiesForFlags: (names, reload) => flags.forgetPerson(names, reload),
  setAnonymousDistinctId: (id) => flags.nameAnonymous(id),
  resetFlagCallReported: () => flags.forgetCalled(),
  override: (given) => flags.override(given),
  overrideFeatureFlags: (given) =>
    given && !Array.isArray(given) && ('flags' in given || 'payloads' in given)
      ? flags.override(given.flags, given.payloads)
      : flags.override(given, given === false ? false : undefined),
  getRemoteConfigPayload(key, callback) {
    const { config } = tracker;
    if (!core.is(Call.IsCapturing)) return;
    const asked = JSON.stringify({
      token: config.token,
      distinct_id: tracker.get_distinct_id(),
      person_properties: { $lib: 'web', $lib_version: VERSION },
      flag_keys: [String(key)],
      sent_at: new Date(),
    });
    const received = guarded('getRemoteConfigPayload', ([, answer]) => callback(answer?.featureFlagPayloads?.[key]));
    network.ask('/flags/?v=1', asked, config.feature_flag_request_timeout_ms).then(received);
  },
});
