// The types of `hoofprint/segment`. Nothing is imported here, so that they go with posthog-js, too.

/** What the tracker has to have. */
export interface SegmentTracker {
  capture(event: string, properties?: any, options?: { timestamp?: Date }): unknown;
  identify(id: string, set?: any): unknown;
  alias(alias: string, original?: string): unknown;
  group(type: string, key: string, properties?: any): unknown;
  reset(): unknown;
  debug(on?: boolean): unknown;
  people: { set(properties: any): unknown };
}

/** How the adapter works. */
export interface AnalyticsOptions {
  /** The type of the groups that `analytics.group` names. Default: `'company'`. */
  groupType?: string;
}

/** Options of one call. Others are taken, and have no effect. */
export interface CallOptions {
  /** When it happened, if not now: of `track`, `page` and `screen`. */
  timestamp?: Date | string | number;
  [option: string]: unknown;
}

/** What a call gives in the end. */
export interface Context {
  event: { type: string };
}

export type Callback = (context: Context) => void;
/** Properties and traits. `object`, so that values of an interface fit, too. */
export type Values = object;
export type Id = string | number | null | undefined;

/** How a call ends: with properties, options and a callback, each of which may be left out. */
export type CallEnd = [properties?: Values | Callback | null, options?: CallOptions | Callback | null, callback?: Callback];

/** A visitor, or a group. */
export interface Known {
  /** The id; `null` where there is none. */
  id(): string | null;
  /** What this page has said of it. */
  traits(): Record<string, any>;
}

export interface User extends Known {
  /** The id of the device; `null` before the tracker has loaded. */
  anonymousId(): string | null;
}

/** The methods of Segment's `analytics`, served by the tracker. None of them throws. */
export interface Analytics {
  identify(id: Id, traits?: Values | null, options?: CallOptions | Callback, callback?: Callback): Promise<Context>;
  identify(id: Id, callback: Callback): Promise<Context>;
  identify(traits?: Values, options?: CallOptions | Callback, callback?: Callback): Promise<Context>;

  track(event: string, ...properties: CallEnd): Promise<Context>;
  track(event: { event: string; properties?: Values }, options?: CallOptions | Callback, callback?: Callback): Promise<Context>;

  page(category: string, name: string, ...properties: CallEnd): Promise<Context>;
  page(name: string, ...properties: CallEnd): Promise<Context>;
  page(...properties: CallEnd): Promise<Context>;
  screen: Analytics['page'];
  /** `page` with a path. */
  pageview(path: string): Promise<Context>;

  group(): Known;
  group(id: Id, traits?: Values | null, options?: CallOptions | Callback, callback?: Callback): Promise<Context>;

  alias(
    id: string,
    previousId?: string | CallOptions | Callback,
    options?: CallOptions | Callback,
    callback?: Callback,
  ): Promise<Context>;

  reset(): void;
  /** Waits until the tracker has loaded. */
  ready(callback?: (results: unknown[]) => void): Promise<unknown[]>;
  user(): User;
  debug(on?: boolean): Analytics;

  /** Listens to calls of a method, by its name: `track`, `identify`, `page`, `screen`, `group`, `alias`, `reset`. */
  on(method: string, listener: (...news: any[]) => void): Analytics;
  once(method: string, listener: (...news: any[]) => void): Analytics;
  off(method: string, listener: (...news: any[]) => void): Analytics;

  /** Tracks clicks on an element, or on several. `event` and `properties` may be functions of it. */
  trackLink(elements: unknown, event: string | ((element: Element) => string), properties?: Values): Promise<Analytics>;
  trackClick: Analytics['trackLink'];
  /** The same for forms that are submitted. What is in them is not read. */
  trackForm: Analytics['trackLink'];
  trackSubmit: Analytics['trackLink'];

  /** Serves an item of the snippet's queue. */
  push(item: unknown[]): void;

  // They have nothing to do here.
  load(...args: unknown[]): Promise<Analytics>;
  initialize(...args: unknown[]): Promise<Analytics>;
  use(...args: unknown[]): Promise<Analytics>;
  register(...args: unknown[]): Promise<Analytics>;
  deregister(...args: unknown[]): Promise<Analytics>;
  addSourceMiddleware(...args: unknown[]): Promise<Analytics>;
  addIntegrationMiddleware(...args: unknown[]): Promise<Analytics>;
  addDestinationMiddleware(...args: unknown[]): Promise<Analytics>;
  setAnonymousId(...args: unknown[]): Promise<Analytics>;
  timeout(...args: unknown[]): Promise<Analytics>;
  readonly invoked: true;
  readonly initialized: true;
}

/**
 * Makes Segment's `analytics` for a tracker. Give a function where the tracker may be replaced, as the asynchronous snippet's is:
 * `() => window.posthog`. The object takes the place of `window.analytics`, where that is missing or the stub of Segment's
 * snippet, whose queue it serves. Outside of a page it does nothing.
 */
export function createAnalytics(
  tracker: SegmentTracker | (() => SegmentTracker | undefined),
  options?: AnalyticsOptions,
): Analytics;
