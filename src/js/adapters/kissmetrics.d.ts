// The types of `hoofprint/kissmetrics`. Nothing is imported here, so that they go with posthog-js, too.

/** An item of the queue: a command with its arguments, or a function to run once the tracker has loaded. */
export type KissmetricsItem = readonly [command: string | (() => void), ...args: unknown[]] | (() => void);

/** `window._kmq`, the queue that the page pushes into. */
export interface KissmetricsQueue {
  push(...items: KissmetricsItem[]): unknown;
}

/** What the tracker has to have. */
export interface KissmetricsTracker {
  capture(event: string, properties?: any, options?: { timestamp?: Date }): unknown;
  identify(id: string): unknown;
  alias(alias: string, original?: string): unknown;
  reset(): unknown;
  people: { set(properties: any): unknown };
}

/** `window.KM`, Kissmetrics' object of functions, as far as it is there. */
export interface KissmetricsFunctions {
  /** The visitor's id; `undefined` before the tracker has loaded. */
  i(): string | undefined;
  identify(id: string): void;
  record(event: string, properties?: object, callback?: () => void): void;
  set(properties: object, callback?: () => void): void;
  set(name: string, value: unknown, callback?: () => void): void;
  alias(one: string, other?: string): void;
  clearIdentity(): void;
  trackClick(target: string | Element, event: string, properties?: object): void;
  trackClickOnOutboundLink(target: string | Element, event: string, properties?: object): void;
  trackSubmit(target: string | Element, event: string, properties?: object): void;
}

/**
 * Has a tracker capture what the page pushes into `window._kmq`, and what it has pushed there. Give a function where the tracker
 * may be replaced, as the asynchronous snippet's is: `() => window.posthog`. Once a page; outside of a page it does nothing.
 */
export function followKissmetrics(
  tracker: KissmetricsTracker | (() => KissmetricsTracker | undefined),
): void;
