// Feature flags (posthog-api §2.4), which are not there yet: the page learns that there are none.

const nothing = () => {};

export function flagMethods() {
  const noFlags = () => ({});
  return {
    getFeatureFlag: nothing,
    getFeatureFlagResult: nothing,
    getFeatureFlagPayload: nothing,
    isFeatureEnabled: (_key, options) => options?.defaultValue,
    getAllFeatureFlags: noFlags,
    reloadFeatureFlags: nothing,
    updateFlags: nothing,
    onFeatureFlags(listener) {
      listener([], {}, { errorsLoading: true });
      return nothing;
    },
    setPersonPropertiesForFlags: nothing,
    resetPersonPropertiesForFlags: nothing,
    setGroupPropertiesForFlags: nothing,
    resetGroupPropertiesForFlags: nothing,
    updateEarlyAccessFeatureEnrollment: nothing,
    getEarlyAccessFeatures: (listener) => listener([], { isLoaded: false, error: 'not there yet' }),
  };
}

/** `posthog.featureFlags`. */
export const noFeatureFlags = () => ({
  ...flagMethods(),
  hasLoadedFlags: false,
  getFlags: () => [],
  getFlagVariants: () => ({}),
  getFlagPayloads: () => ({}),
  getFlagsWithDetails: () => ({}),
  getFeatureFlagDetails: nothing,
  getRemoteConfigPayload: (_key, listener) => listener(undefined),
  overrideFeatureFlags: nothing,
  override: nothing,
  setReloadingPaused: nothing,
  ensureFlagsLoaded: nothing,
  receivedFeatureFlags: nothing,
  unsetPersonPropertiesForFlags: nothing,
  setAnonymousDistinctId: nothing,
  resetFlagCallReported: nothing,
});
