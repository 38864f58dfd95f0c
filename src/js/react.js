// `hoofprint/react`: the tracker for React's components. Children render at once, whatever the tracker does.

import { createContext, createElement, useCallback, useContext, useState, useSyncExternalStore } from 'react';
import { posthog } from 'hoofprint';

const Context = createContext(posthog);

/**
 * Gives the components below it a tracker: `client`, or the package's own, which is begun with `apiKey` and `options` while the
 * provider renders for the first time, so that what children capture comes after that. To begin it twice (StrictMode, hot reload,
 * several providers) begins it once.
 */
export function PostHogProvider({ client = posthog, apiKey, options, children }) {
  useState(() => void (apiKey && client.init(apiKey, options)));
  return createElement(Context.Provider, { value: client }, children);
}

/** The tracker of the provider above, or the package's own. */
export const usePostHog = () => useContext(Context);

/** What `read(tracker)` gives, again whenever flags come. On a server, and before the first flags, it is `undefined`. */
function useFlags(read) {
  const client = usePostHog();
  const subscribe = useCallback((changed) => client.onFeatureFlags(changed), [client]);
  return useSyncExternalStore(subscribe, () => read(client), () => undefined);
}

/** Whether a flag is on; `undefined` while that is not known. */
export const useFeatureFlagEnabled = (flag) => useFlags((client) => client.isFeatureEnabled(flag));

/** A flag's variant, or whether it is on; `undefined` while that is not known. */
export const useFeatureFlagVariantKey = (flag) => useFlags((client) => client.getFeatureFlag(flag));

/** A flag's payload. */
export const useFeatureFlagPayload = (flag) => parsed(useFlags((client) => JSON.stringify(client.getFeatureFlagPayload(flag))));

/** The names of all flags that are on. */
export const useActiveFeatureFlags = () => parsed(useFlags((client) => JSON.stringify(client.featureFlags.getFlags())));

// Snapshots have to be the same value while nothing changes, which text is and objects are not.
const parsed = (text) => (text === undefined ? undefined : JSON.parse(text));
