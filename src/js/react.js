// `hoofprint/react`: the tracker for React's components. Children render at once, whatever the tracker does.

import {
  createContext,
  createElement,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { posthog } from 'hoofprint';

const Context = createContext(posthog);

/**
 * Gives the components below it a tracker: `client`, or the package's own, which is begun with `apiKey` and `options` while the
 * provider renders for the first time, so that what children capture comes after that. To begin it twice (StrictMode, hot reload,
 * several providers) begins it once. Options that are others later are set.
 */
export function PostHogProvider({ client, apiKey, options, children }) {
  const tracker = client ?? posthog;
  const known = useRef(options);
  useState(() => void (apiKey && tracker.init(apiKey, options)));
  useEffect(() => {
    const isNew = ([name, value]) => !Object.is(value, known.current?.[name]);
    const changed = Object.entries(options ?? {}).filter(isNew);
    known.current = options;
    if (apiKey && changed.length) tracker.set_config(Object.fromEntries(changed));
  });
  return createElement(Context.Provider, { value: tracker }, children);
}

/** The tracker of the provider above, or the package's own. */
export const usePostHog = () => useContext(Context);

/** What `read(tracker)` gives, again whenever flags come; `unknown` where a server renders, and where its page comes to life. */
function useFlags(read, unknown) {
  const client = usePostHog();
  const subscribe = useCallback((changed) => client.onFeatureFlags(() => changed()), [client]);
  return useSyncExternalStore(subscribe, () => read(client), () => unknown);
}

/** The same for what is no single value: it is another one only when something in it has changed. */
function useFlagsAsJson(read, unknown) {
  const text = useFlags((client) => JSON.stringify(read(client)), unknown);
  return useMemo(() => (text === undefined ? undefined : JSON.parse(text)), [text]);
}

/** Whether a flag is on; while that is not known, `defaultValue`. */
export const useFeatureFlagEnabled = (flag, defaultValue) =>
  useFlags((client) => client.isFeatureEnabled(flag)) ?? defaultValue;

/** A flag's variant, or whether it is on; `undefined` while that is not known. */
export const useFeatureFlagVariantKey = (flag) => useFlags((client) => client.getFeatureFlag(flag));

/** A flag's payload. */
export const useFeatureFlagPayload = (flag) => useFlagsAsJson((client) => client.getFeatureFlagPayload(flag));

/** All that is known of a flag. */
export const useFeatureFlagResult = (flag) => useFlagsAsJson((client) => client.getFeatureFlagResult(flag));

/** The names of all flags that are on. */
export const useActiveFeatureFlags = () => useFlagsAsJson(activeFlags, '[]');

const activeFlags = (client) => (client.getAllFeatureFlags() ?? []).filter(({ enabled }) => enabled).map(({ key }) => key);
