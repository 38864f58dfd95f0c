/** A value that JSON can say. */
export type JsonValue = string | number | boolean | null | undefined | Date | JsonValue[] | { [key: string]: JsonValue };

/** Properties of an event, a person or the session. What JSON cannot say is sent in the nearest way, never thrown at. */
export type Properties = Record<string, unknown>;

/** What `init` can be told. */
export interface Config {
  /** The collector's address. Default: where the script came from; with npm, the page's own origin. */
  api_host: string;
  /** Send a `$pageview` for the page itself. Default: `true`. */
  capture_pageview: boolean | 'history_change';
  /** When events count towards a person: always, once there is something to know of them, or never. Default: `'identified_only'`. */
  person_profiles: 'always' | 'identified_only' | 'never';
  /** Capture and store nothing until the visitor opts in. Default: `false`. */
  opt_out_capturing_by_default: boolean;
  /** Capture also where the user agent looks like a bot's. Default: `false`. */
  opt_out_useragent_filter: boolean;
  /** Keep everything in memory. Default: `false`. */
  disable_persistence: boolean;
  /** Takes the token's place in the names of stored keys. */
  persistence_name: string;
  /** How long an event waits for others, in milliseconds, from 250 to 5000. Default: 3000. */
  request_queue_config: { flush_interval_ms?: number };
  /** Seconds without an event after which the next one opens a new session, from 60 to 36000. Default: 1800. */
  session_idle_timeout_seconds: number;
  /** Keep the campaign parameters of the session. Default: `true`. */
  save_campaign_params: boolean;
  /** Keep the first referrer of the session. Default: `true`. */
  save_referrer: boolean;
  /** Do not ask the browser for the device's model. Default: `false`. */
  disableDeviceModel: boolean;
  /** Say on the console what happens. Default: `false`. */
  debug: boolean;
  /** Sent with every event as `$config_defaults`. */
  defaults: string;
  /** Called once the tracker is ready, before the calls that waited for it are served. */
  loaded: (posthog: Hoofprint) => void;
}

/** How one event is captured. With any of these the event is sent at once. */
export interface CaptureOptions {
  /** Properties of the person to overwrite. */
  $set?: Properties;
  /** Properties of the person to write where there is none yet. */
  $set_once?: Properties;
  /** Names of properties of the person to delete. */
  $unset?: string[];
  /** When it happened, if not now. */
  timestamp?: Date;
  /** The event's id, if it has one already. Events with the same id are stored once. */
  uuid?: string;
  /** Send it at once. */
  send_instantly?: boolean;
}

/** An event as it will be sent. */
export interface CaptureResult {
  readonly uuid: string;
  readonly event: string;
  readonly properties: Properties;
  readonly $set?: Properties;
  readonly $set_once?: Properties;
  readonly $unset?: string[];
  /** ISO 8601 in UTC. */
  readonly timestamp: string;
}

/** Properties of the person behind the visitor. */
export interface People {
  set(properties: Properties): void;
  set(property: string, value: unknown): void;
  set_once(properties: Properties): void;
  set_once(property: string, value: unknown): void;
}

/** A tracker. No method throws. Calls made before the tracker is ready are kept, with their time, and served in order. */
export interface Hoofprint {
  /** Starts the tracker, or with `name` another one, which is then `posthog[name]` too. */
  init(token: string, config?: Partial<Config>, name?: string): Hoofprint;
  /** Captures an event. `undefined` where it was not captured, or has to wait for the tracker to be ready. */
  capture(event: string, properties?: Properties | null, options?: CaptureOptions): CaptureResult | undefined;
  /** Names the visitor. What they did before, anonymously, becomes theirs. */
  identify(id: string | number, set?: Properties, set_once?: Properties): void;
  /** Sets properties of the person. */
  setPersonProperties(set?: Properties, set_once?: Properties): void;
  /** Properties of the person behind the visitor. */
  readonly people: People;
  /** Adds properties to every event from now on, in all tabs and over reloads. */
  register(properties: Properties): void;
  /** Adds those that are missing, or have the value `missing` (default: `'None'`). */
  register_once(properties: Properties, missing?: unknown): void;
  /** Takes one of them away. */
  unregister(property: string): void;
  /** Forgets the visitor: the next event is somebody else's. With `true` the device gets a new id too. */
  reset(options?: boolean | { resetDeviceID?: boolean }): void;
  /** The id under which events are sent; `undefined` until the tracker is ready. */
  get_distinct_id(): string | undefined;
  /** The session's id; empty until the tracker is ready. */
  get_session_id(): string;
  /** One of the properties of every event, or one of the tracker's own. */
  get_property(property: string): unknown;
  /** The visitor agrees. */
  opt_in_capturing(options?: { captureEventName?: string | null | false; captureProperties?: Properties }): void;
  /** The visitor refuses: what is stored is deleted, what waits is not sent. */
  opt_out_capturing(): void;
  /** The visitor has not decided. */
  clear_opt_in_out_capturing(): void;
  /** Whether events are captured. */
  has_opted_in_capturing(): boolean;
  /** Whether they are not. */
  has_opted_out_capturing(): boolean;
  /** Whether events are captured. */
  is_capturing(): boolean;
  /** What the visitor decided. */
  get_explicit_consent_status(): 'granted' | 'denied' | 'pending';
  /** Says on the console what happens, or no longer. */
  debug(on?: boolean): void;
  /** Changes options. In effect at once: `debug`. */
  set_config(config: Partial<Config>): void;
  /** Makes a call by its name: `['capture', 'signed_up']`. */
  push(call: [method: string, ...args: unknown[]]): unknown;
  /** The options, with `token` and `api_host`. */
  readonly config: Partial<Config> & { token?: string };
  /** Whether the tracker is ready. */
  readonly __loaded: boolean;
  /** The version of the package. */
  readonly version: string;
}

/** The tracker. */
export const posthog: Hoofprint;
export default posthog;
