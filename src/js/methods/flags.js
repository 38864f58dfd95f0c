// Feature flags (posthog-api §2.4), which are not there yet: the page learns that there are none.

import { noops } from './noops.js';

export const flagMethods = () => ({
  ...noops(
    'getFeatureFlag getFeatureFlagResult getFeatureFlagPayload reloadFeatureFlags updateFlags setPersonPropertiesForFlags ' +
      'resetPersonPropertiesForFlags setGroupPropertiesForFlags resetGroupPropertiesForFlags ' +
      'updateEarlyAccessFeatureEnrollment getEarlyAccessFeatures',
  ),
  isFeatureEnabled: (_key, options) => options?.defaultValue,
  getAllFeatureFlags: () => [],
  onFeatureFlags(listener) {
    listener([], {}, { errorsLoading: true });
    return () => {};
  },
});

/** What `posthog.featureFlags` has beside these. */
export const flagInsides = () => ({
  ...noops(
    'getFeatureFlagDetails getRemoteConfigPayload overrideFeatureFlags override setReloadingPaused ensureFlagsLoaded ' +
      'receivedFeatureFlags unsetPersonPropertiesForFlags setAnonymousDistinctId resetFlagCallReported',
  ),
  getFlags: () => [],
  getFlagVariants: () => ({}),
  getFlagPayloads: () => ({}),
  getFlagsWithDetails: () => ({}),
});
