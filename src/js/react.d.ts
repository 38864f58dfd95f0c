import type { FunctionComponent, ReactNode } from 'react';
import type { Config, FeatureFlagResult, Hoofprint, JsonType } from './index.js';

/** See `PostHogProvider`. */
export interface PostHogProviderProps {
  /** The tracker; the package's own where there is none. */
  client?: Hoofprint;
  /** The project's token. With it the provider begins the tracker, once. */
  apiKey?: string;
  /** The options of `init`. Those that are others later are set, as by `set_config`. */
  options?: Partial<Config>;
  children?: ReactNode;
}

/** Gives the components below it a tracker. They render at once. */
export const PostHogProvider: FunctionComponent<PostHogProviderProps>;
/** The tracker of the provider above, or the package's own. */
export function usePostHog(): Hoofprint;
/** Whether a flag is on; `undefined` while that is not known. */
export function useFeatureFlagEnabled(flag: string): boolean | undefined;
/** Whether a flag is on; `defaultValue` while that is not known. */
export function useFeatureFlagEnabled(flag: string, defaultValue: boolean): boolean;
/** A flag's variant, or whether it is on; `undefined` while that is not known. */
export function useFeatureFlagVariantKey(flag: string): string | boolean | undefined;
/** A flag's payload: the same object as long as it says the same. */
export function useFeatureFlagPayload(flag: string): JsonType;
/** All that is known of a flag. */
export function useFeatureFlagResult(flag: string): FeatureFlagResult | undefined;
/** The names of all flags that are on; none on a server. */
export function useActiveFeatureFlags(): string[];
