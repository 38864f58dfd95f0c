// src/lib/flags.ts
import posthog from 'hoofprint';
import { readable } from 'svelte/store';

/** A flag's value: whether it is on, or its variant; `undefined` until that is known. */
export const featureFlag = (key: string) =>
  readable<string | boolean | undefined>(undefined, (set) => posthog.onFeatureFlags(() => set(posthog.getFeatureFlag(key))));
