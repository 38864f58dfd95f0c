import type { FunctionComponent, ReactNode } from 'react';
import type { Config, Hoofprint, JsonType } from './index.js';

/** See `PostHogProvider`. */
export interface PostHogProviderProps {
  /** The tracker; the package's own where there is none. */
  client?: Hoofprint;
  /** The project's token. With it the provider begins the tracker, once. */
  apiKey?: string;
  /** The options of `init`. */
  options?: Partial<Config>;
  children?: ReactNode;
}

/** Gives the components below it a tracker. They render at once. */
export const PostHogProvider: FunctionComponent<PostHogProviderProps>;
/** The tracker of the provider above, or the package's own. */
export function usePostHog(): Hoofprint;
/** Whether a flag is on; `undefined` while that is not known. */
export function useFeatureFlagEnabled(flag: string): boolean | undefined;
/** A flag's variant, or whether it is on; `undefined` while that is not known. */
export function useFeatureFlagVariantKey(flag: string): string | boolean | undefined;
/** A flag's payload. */
export function useFeatureFlagPayload(flag: string): JsonType;
/** The names of all flags that are on; `undefined` on a server. */
export function useActiveFeatureFlags(): string[] | undefined;
