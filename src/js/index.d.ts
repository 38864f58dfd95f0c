// The public types, in this order: values, events, options, people, flags, sessions and storage, what is not there, the
// tracker. Types that posthog-js has too carry its names and fit wherever its own are expected (tests/types/compat.ts).

// ---- Values ---------------------------------------------------------------------------------------------------------

/** What a page stores under a name of its own. `any`, since code written for posthog-js relies on it. */
export type Property = any;

/**
 * Properties of an event, a person, a group or the session. What JSON cannot say is sent in the nearest way, never
 * thrown at. Values of an interface fit too.
 */
export type Properties = Record<string, Property>;

/** A value that JSON can say. */
export type JsonType = string | number | boolean | null | undefined | JsonRecord | JsonType[];

/** An object that JSON can say. */
export interface JsonRecord {
  [key: string]: JsonType;
}

// ---- Events ---------------------------------------------------------------------------------------------------------

/** The events of a tracker without a type argument: any name, any properties. */
export type AnyEvents = Record<string, Properties>;

/** Properties with a meaning of their own, such as `$set`. They may go with any event. */
export interface SystemProperties {
  [name: `$${string}`]: Property;
}

/** What the map says of an event's properties. PostHog's own events take any, where the map does not name them. */
export type EventProperties<Events extends object, Name extends string> = Name extends keyof Events
  ? Events[Name]
  : Properties;

/** What follows the event's name in `capture`. Properties can be left out where none of them is required. */
export type CaptureArguments<P> = string extends keyof P
  ? [properties?: Properties | null, options?: CaptureOptions]
  : [P] extends [null | undefined | void]
    ? [properties?: SystemProperties | null, options?: CaptureOptions]
    : {} extends P
      ? [properties?: P | (P & SystemProperties) | null, options?: CaptureOptions]
      : [properties: P | (P & SystemProperties), options?: CaptureOptions];

/** The organisations, projects or teams that an event is for, key by type: `{company: 'acme'}`. */
export type Groups = Record<string, string | number>;

/** How one event is captured. With options, even with none in them, the event is sent at once; not so with `groups` alone. */
export interface CaptureOptions {
  /** The groups of this event, instead of those that the visitor acts for. */
  groups?: Groups;
  /** Properties of the person to overwrite. */
  $set?: Properties;
  /** Properties of the person to write where there is none yet. */
  $set_once?: Properties;
  /** Names of properties of the person to delete. */
  $unset?: string[];
  /** When it happened, if not now. Sessions go by it, too: a time far from the session's opens another one. */
  timestamp?: Date;
  /** The event's id, if it has one already: 8-4-4-4-12 hex digits. Events with the same id are stored once. */
  uuid?: string;
  /** Send it at once. */
  send_instantly?: boolean;
  /** Does nothing: the event is sent at once, as `api_transport` says. */
  transport?: 'XHR' | 'fetch' | 'sendBeacon';
  /** Capture it beyond the rate that `rate_limiting` permits. Default: `false`. */
  skip_client_rate_limiting?: boolean;
  /** Leave long strings as they are. For integrations. */
  _noTruncate?: boolean;
  /** Does nothing: all events go to one address. */
  _url?: string;
  /** Send it together with events of the same key, options or not. For integrations. */
  _batchKey?: string;
}

/** An event as it will be sent. */
export interface CaptureResult {
  /** The event's id. Events with the same id are stored once. */
  uuid: string;
  /** The event's name. */
  event: string;
  /** What the page said, and what the tracker added. */
  properties: Properties;
  /** Properties of the person to overwrite. */
  $set?: Properties;
  /** Properties of the person to write where there is none yet. */
  $set_once?: Properties;
  /** Names of properties of the person to delete. */
  $unset?: string[];
  /** When it happened. Always there, unless a `before_send` took it away. */
  timestamp?: Date;
}

/** Looks at an event before it is sent: gives it back, changed or not, or `null` to drop it. */
export type BeforeSendFn = (event: CaptureResult) => CaptureResult | null;

// ---- Options --------------------------------------------------------------------------------------------------------

/** Dates of PostHog's sets of defaults. Each has the changes of those before it; `'latest'` has all. */
export type ConfigDefaults =
  | 'unset'
  | '2025-05-24'
  | '2025-11-30'
  | '2026-01-30'
  | '2026-05-30'
  | '2026-06-25'
  | '2026-08-29'
  | '2026-08-30'
  | 'latest';

/** Where properties are kept. */
export type PersistenceMode = 'localStorage+cookie' | 'localStorage' | 'cookie' | 'sessionStorage' | 'memory';

/** When events count towards a person. */
export type PersonProfiles = 'always' | 'identified_only' | 'never';

/** The answer to a request that failed. */
export interface RequestResponse {
  /** The status of HTTP; 0 where there was no answer. */
  statusCode: number;
  text?: string;
  json?: unknown;
  error?: unknown;
}

/** What the page knows of the visitor already. */
export interface BootstrapConfig {
  /** The visitor's id. */
  distinctID?: string | null;
  /** The id is a person's, not an anonymous one. Default: `false`. */
  isIdentifiedID?: boolean | null;
  /** Flags and their values, for the time until others are loaded. */
  featureFlags?: Record<string, boolean | string> | null;
  /** Payloads of these flags. */
  featureFlagPayloads?: Record<string, JsonType> | null;
  /** The session to go on with: a UUIDv7. */
  sessionID?: string | null;
}

/** Which clicks, changes and submits are captured. Lists that are not there let everything pass. */
export interface AutocaptureConfig {
  /** Only on pages whose address matches one of them. Strings are read as regular expressions. */
  url_allowlist?: (string | RegExp)[];
  /** Not on pages whose address matches one of them. */
  url_ignorelist?: (string | RegExp)[];
  /** Only these events. */
  dom_event_allowlist?: ('click' | 'change' | 'submit')[];
  /** Only on, or inside of, these elements. */
  element_allowlist?: ('a' | 'button' | 'form' | 'input' | 'select' | 'textarea' | 'label')[];
  /** Only on, or inside of, elements that match one of these selectors. */
  css_selector_allowlist?: string[];
  /** Not on, nor inside of, elements that match one. Default: `['.ph-no-autocapture', '[data-ph-no-autocapture]']`. */
  css_selector_ignorelist?: string[];
  /** Attributes that are not captured. */
  element_attribute_ignorelist?: string[];
  /** Capture text that is copied or cut, as `$copy_autocapture`. Default: `false`. */
  capture_copied_text?: boolean;
}

/** What counts as a rage click. */
export interface RageclickConfig {
  /** Not on, nor inside of, elements that match one of these selectors. */
  css_selector_ignorelist?: string[];
  /** Not on elements with one of these texts; `true`: "next" and others that people click often on purpose. */
  content_ignorelist?: boolean | string[];
  /** Not where the clicks select text. Default: `false`. */
  ignore_text_selection?: boolean;
  /** How far a click may be from the one before, in pixels. Default: 30. */
  threshold_px?: number;
  /** How many clicks it takes. Default: 3. */
  click_count?: number;
  /** How long after the one before a click may come, in milliseconds. Default: 1000. */
  timeout_ms?: number;
}

/** Which parts of the address make another page of it when they change. */
export interface CapturePageviewOptions {
  path?: boolean;
  search?: boolean;
  /** Not with `disable_capture_url_hashes`. */
  hash?: boolean;
}

/** Which errors are captured by themselves. */
export interface ExceptionAutoCaptureConfig {
  /** Errors that nobody caught. */
  capture_unhandled_errors?: boolean;
  /** Rejections that nobody handled. */
  capture_unhandled_rejections?: boolean;
  /** What is said with `console.error`. */
  capture_console_errors?: boolean;
}

/** How errors are reported. */
export interface ErrorTrackingOptions {
  /** Report errors of browser extensions as well. Default: `false`. */
  captureExtensionExceptions?: boolean;
  /** How many errors of one type may be reported every ten seconds, in the long run. Default: 1. */
  exceptionRateLimiterRefillRate?: number;
  /** How many errors of one type may be reported in a row. Default: 10. */
  exceptionRateLimiterBucketSize?: number;
  /** The steps that led to an error. By default they are kept, up to 32,768 bytes. */
  exception_steps?: { enabled?: boolean; max_bytes?: number };
  /** Report errors of the tracker's own, too. Default: `false`. */
  __capturePostHogExceptions?: boolean;
}

/** What of the page's speed is captured. */
export interface PerformanceCaptureConfig {
  /** Timing of requests, for session replay. */
  network_timing?: boolean;
  /** Capture `$web_vitals`. */
  web_vitals?: boolean;
  /** Only these. Default: all four. */
  web_vitals_allowed_metrics?: ('LCP' | 'CLS' | 'FCP' | 'INP')[];
  /** How long values wait for others, in milliseconds. Default: 5000. */
  web_vitals_delayed_flush_ms?: number;
  /** Say which element it was. Default: `false`. */
  web_vitals_attribution?: boolean | ('LCP' | 'CLS' | 'FCP' | 'INP')[];
}

/** What counts as a dead click. Times are in milliseconds. */
export interface DeadClicksAutoCaptureConfig {
  /** A page that scrolls within this time is alive. Default: 100. */
  scroll_threshold_ms?: number;
  /** A page whose selection changes within this time is alive. Default: 100. */
  selection_change_threshold_ms?: number;
  /** A page that changes within this time is alive. Default: 2500. */
  mutation_threshold_ms?: number;
  /** Also where a modifier key is held. Default: `false`. */
  capture_clicks_with_modifier_keys?: boolean;
  /** Swipes, too. Default: `true`. */
  capture_dead_swipes?: boolean;
  /** How long a swipe is at least, in pixels. Default: 30. */
  swipe_threshold_px?: number;
  /** Default: 10. */
  max_dead_swipes_per_page_load?: number;
  /** Not on, nor inside of, elements that match one. Default: `['.ph-no-deadclick', '.ph-no-capture']`. */
  css_selector_ignorelist?: string[];
  /** Attributes that are not captured. */
  element_attribute_ignorelist?: string[];
}

/** Segment's library, as far as the tracker asks it who the visitor is. */
export interface SegmentAnalytics {
  user: () => SegmentUser | Promise<SegmentUser>;
  register: (integration: Property) => Promise<Property>;
}

/** A visitor as Segment knows them. */
export interface SegmentUser {
  anonymousId(): string | null | undefined;
  id(): string | null | undefined;
}

/** What `init` can be told. Everything may be left out. */
export interface Config {
  // Where to, and how.

  /** The collector's address. Default: where the script came from; with npm, the page's own origin. */
  api_host: string;
  /** Where flags are asked for. Default: `null`, `api_host`. */
  flags_api_host?: string | null;
  /** Where people look at what was collected; links to a session lead there. Default: `null`, made of `api_host`. */
  ui_host: string | null;
  /** Where further scripts come from. Default: `null`, `api_host`. */
  asset_host: string | null;
  /** Changes the address of each request. Default: unset. */
  rewriteRequestPath?: (url: URL) => URL;
  /** What requests are made with. Default: unset, `'fetch'` where there is one. */
  api_transport?: 'XHR' | 'fetch';
  /** Sent with every request. Default: `{}`. */
  request_headers: Record<string, string>;
  /** Let events travel together. Default: `true`. */
  request_batching: boolean;
  /**
   * How long an event waits for others, in milliseconds, from 250 to 5000; how many waiting events are sent at once (default:
   * any number waits); how often an event is sent again before it is dropped (default: until it is taken). Default:
   * `{flush_interval_ms: 3000}`.
   */
  request_queue_config?: { flush_interval_ms?: number; flush_at?: number; max_retries?: number };
  /** Send events as they are, never compressed. Default: `false`. */
  disable_compression: boolean;
  /** Never send with `sendBeacon`, the last resort of a page that goes. Default: unset, which is `false`. */
  disable_beacon?: boolean;
  /** Said to `fetch` with each request. Default: unset. */
  fetch_options?: { cache?: RequestCache; next_options?: { revalidate: false | 0 | number; tags: string[] } };
  /** Called where an answer's status is 400 or above. Default: says so on the console, with `debug`. */
  on_request_error?: (error: RequestResponse) => void;
  /**
   * How many events a second are captured, in the long run, and how many at once (default: ten times as many). What is
   * beyond is dropped. Default: unset, 50 and 5,000.
   */
  rate_limiting?: { events_per_second?: number; events_burst_limit?: number };
  /** How long an answer about flags may take, in milliseconds. Default: 3000. */
  feature_flag_request_timeout_ms: number;
  /** How often a request for flags that failed is made again. Default: 1. */
  feature_flag_request_max_retries: number;
  /** How long an answer about surveys may take, in milliseconds. Default: 10000. */
  surveys_request_timeout_ms: number;
  /** How long until flags are asked for again, in milliseconds; 0: never. Default: unset, 300000. */
  remote_config_refresh_interval_ms?: number;
  /** Ask for further scripts by version; `'fallback'`: without one where that fails. Default: `'fallback'`. */
  strict_script_versioning: boolean | 'fallback';
  /** Where in the page further scripts are put. Default: `'body'`; `'head'` with `defaults` from 2026-01-30. */
  external_scripts_inject_target?: 'body' | 'head';
  /** Sees each further script before it is put into the page; `null` keeps it out. Default: unset. */
  prepare_external_dependency_script?: (script: HTMLScriptElement) => HTMLScriptElement | null;
  /** Sees each style sheet before it is put into the page; `null` keeps it out. Default: unset. */
  prepare_external_dependency_stylesheet?: (stylesheet: HTMLStyleElement) => HTMLStyleElement | null;
  /** Load no further script. Default: `false`. */
  disable_external_dependency_loading: boolean;

  // Storage and identity.

  /** Where properties are kept. Default: `'localStorage+cookie'`. */
  persistence: PersistenceMode;
  /** Takes the token's place in the names of stored keys. Default: `''`, the token. */
  persistence_name: string;
  /** How long cookies last, in days; 0: until the browser is closed. Default: 365. */
  cookie_expiration: number;
  /** Share cookies with the site's other subdomains. Default: `true`; `false` on `vercel.app` and the like. */
  cross_subdomain_cookie: boolean;
  /** Cookies by https only. Default: `true` on a page that came by https. */
  secure_cookie: boolean;
  /** Further properties that go into the cookie, and so to other subdomains. Default: `[]`. */
  cookie_persisted_properties?: readonly string[];
  /** The cookie is right where localStorage differs. Default: `false`; `true` with `defaults` from 2026-08-29. */
  cookieWinsOnConflict: boolean;
  /** Keep everything in memory. Default: `false`. */
  disable_persistence: boolean;
  /** How long a change waits to be stored, in milliseconds. Default: 0; 250 with `defaults` from 2026-05-30. */
  persistence_save_debounce_ms?: number;
  /** Store flags and surveys under keys of their own. Default: `false`; `true` with `defaults` from 2026-05-30. */
  split_storage?: boolean;
  /** Makes the id of a new device; is given one that would do. Default: gives that one back. */
  get_device_id: (uuid: string) => string;
  /** What the page knows of the visitor already. Default: `{}`. */
  bootstrap: BootstrapConfig;
  /**
   * When events count towards a person: always, once there is something to know of them, or never. Default:
   * `'identified_only'`.
   */
  person_profiles?: PersonProfiles;
  /** Seconds without an event after which the next one opens a new session, from 60 to 36000. Default: 1800. */
  session_idle_timeout_seconds: number;
  /** The visitor's id, as your server vouches for it. Default: unset. */
  identity_distinct_id?: string;
  /** Your server's signature of that id. Default: unset. */
  identity_hash?: string;
  /** Do not ask the browser for the device's model. Default: `false`. */
  disableDeviceModel?: boolean;
  /**
   * In a named instance, make the visitor anonymous under the id that the main instance, started before, has for them. Meant
   * for two projects; in one project an anonymous visitor can become one person only. Default: `false`.
   */
  shareAnonymousId: boolean;
  /** Take the visitor's ids from Segment's library. Default: unset. */
  segment?: SegmentAnalytics | { analytics: SegmentAnalytics; filterProperties?: SegmentFilter | SegmentFilter[] };
  /**
   * On this host visitors are your own people; `null`: on none. Default: unset; `localhost` and `127.0.0.1` with
   * `defaults` from 2026-01-30.
   */
  internal_or_test_user_hostname?: string | RegExp | null;

  // Consent and privacy.

  /** Capture and store nothing until the visitor opts in. Default: `false`. */
  opt_out_capturing_by_default: boolean;
  /** Does nothing: while the visitor is opted out nothing is stored anyway. Default: `false`. */
  opt_out_persistence_by_default?: boolean;
  /** Where the visitor's decision is kept. Default: `'localStorage'`. */
  opt_out_capturing_persistence_type: 'localStorage' | 'cookie';
  /** The name under which the decision is kept. Default: `null`, made of the token. */
  consent_persistence_name: string | null;
  /** Take the browser's "do not track" for a refusal. Default: `false`. */
  respect_dnt: boolean;
  /** Capture without any id or storage: always, or where the visitor refuses. Default: unset, never. */
  cookieless_mode?: 'always' | 'on_reject';
  /** Capture also where the user agent looks like a bot's. Default: `false`. */
  opt_out_useragent_filter: boolean;
  /** Parts of further user agents to take for bots. Default: `[]`. */
  custom_blocked_useragents: string[];
  /** Keep bots' pageviews, as `$bot_pageview`. Default: unset, which is `false`. */
  __preview_capture_bot_pageviews?: boolean;
  /** Properties that are never sent. Default: `[]`. */
  property_denylist: string[];
  /** Put `<masked>` in place of click ids and the like in addresses. Default: `false`. */
  mask_personal_data_properties: boolean;
  /** Further parameters of addresses to mask then. Default: `[]`. */
  custom_personal_data_properties: string[];
  /** Capture no text of elements. Default: `false`. */
  mask_all_text: boolean;
  /** Capture no attributes of elements. Default: `false`. */
  mask_all_element_attributes: boolean;
  /** Leave out of addresses what follows the `#`. Default: `false`; `true` with `defaults` from 2026-06-25. */
  disable_capture_url_hashes: boolean;
  /** Cut strings to so many UTF-16 units. Default: 65535. */
  properties_string_max_length: number;
  /**
   * Looks at each event before it is sent; of several, each gets what the one before gave. One that throws drops the
   * event. Default: unset.
   */
  before_send?: BeforeSendFn | BeforeSendFn[];

  // What is captured by itself.

  /** Capture clicks, changes and submits. Default: `true`. */
  autocapture: boolean | AutocaptureConfig;
  /**
   * Capture `$rageclick` where somebody clicks again and again. Default: `true`; with `defaults` from 2025-11-30 not on
   * "next" and the like.
   */
  rageclick: boolean | RageclickConfig;
  /**
   * Capture a `$pageview` for the page itself (`true`), and where its path changes (`'history_change'`) or the given
   * parts of its address do. Default: `true`; `'history_change'` with `defaults` from 2025-05-24.
   */
  capture_pageview: boolean | 'history_change' | CapturePageviewOptions;
  /** Capture a `$pageleave` when the page goes away. Default: `'if_capture_pageview'`. */
  capture_pageleave: boolean | 'if_capture_pageview';
  /** Capture where on the page people click. Default: unset, `false` unless the server says otherwise. */
  capture_heatmaps?: boolean | { flush_interval_milliseconds: number };
  /** Capture clicks after which nothing happens. Default: unset, `false` unless the server says otherwise. */
  capture_dead_clicks?: boolean | DeadClicksAutoCaptureConfig;
  /** Capture errors; `true`: those that nobody handled. Default: unset, `false` unless the server says otherwise. */
  capture_exceptions?: boolean | ExceptionAutoCaptureConfig;
  /** How errors are reported. Default: `{}`. */
  error_tracking: ErrorTrackingOptions;
  /** Capture the page's speed. Default: unset, `false` unless the server says otherwise. */
  capture_performance?: boolean | PerformanceCaptureConfig;
  /** Do not say how far a page was scrolled. Default: unset, which is `false`. */
  disable_scroll_properties?: boolean;
  /** Selectors of what scrolls; the first that is there counts. Default: unset, the document. */
  scroll_root_selector?: string | string[];
  /** Hosts to which the page's own requests say the session. Default: unset, none. */
  tracing_headers?: string[];
  /** Gives the address that lists of addresses are compared with. Default: unset, the page's. */
  get_current_url?: (address: string) => string;
  /** Keep the campaign parameters of the session. Default: `true`. */
  save_campaign_params: boolean;
  /** Further campaign parameters. Default: `[]`. */
  custom_campaign_params: string[];
  /** Keep the first referrer of the session. Default: `true`. */
  save_referrer: boolean;
  /** Tell Google's app from a browser. Default: `false`; `true` with `defaults` from 2026-05-30. */
  detect_google_search_app?: boolean;

  // Feature flags.

  /** Ask for neither flags nor remote configuration. Default: `false`. */
  advanced_disable_flags?: boolean;
  /** Do not ask for flags. Default: `false`. */
  advanced_disable_feature_flags: boolean;
  /** Do not ask for flags when the page is loaded, only later. Default: `false`. */
  advanced_disable_feature_flags_on_first_load: boolean;
  /** Ask for the flags of surveys only. Default: `false`. */
  advanced_only_evaluate_survey_feature_flags: boolean;
  /** Capture that a flag was read once a session, not once a visitor. Default: `false`. */
  advanced_feature_flags_dedup_per_session: boolean;
  /** Milliseconds after which stored flags count no more; 0: never. Default: unset, 0. */
  feature_flag_cache_ttl_ms?: number;
  /** Ask only for flags of these contexts. Default: unset, all. */
  evaluation_contexts?: readonly string[];
  /** Ask only for these flags. Default: unset, all. */
  flag_keys?: readonly string[];
  /** Do not count what the toolbar does. Default: `false`. */
  advanced_disable_toolbar_metrics: boolean;

  // The rest. Options of what is not there, such as surveys and replay, are kept in `posthog.config` and do nothing.

  /** Called once the tracker is ready, before the calls that waited for it are served. Default: does nothing. */
  loaded: (posthog: Hoofprint) => void;
  /** Say on the console what happens. Default: `true` where the page's address has `__posthog_debug=true`. */
  debug: boolean;
  /** Take PostHog's defaults as of this date. Sent with every event as `$config_defaults`. Default: `'unset'`. */
  defaults: ConfigDefaults;
  /** Start what is captured by itself a moment after `init`. Default: `false`. */
  __preview_deferred_init_extensions: boolean;
  /** The language to go by, instead of the browser's. Default: unset. */
  override_display_language?: string | null;
  /** Default: `false`. */
  disable_surveys: boolean;
  /** Show no survey by itself. Default: `false`. */
  disable_surveys_automatic_display: boolean;
  /** Load surveys whatever the server says. Default: `false`. */
  advanced_enable_surveys: boolean;
  /** Default: unset. */
  surveys?: { prefillFromUrl?: boolean; autoSubmitIfComplete?: boolean; autoSubmitDelay?: number };
  /** Default: `false`. */
  disable_session_recording: boolean;
  /** Options of session replay. Default: `{}`. */
  session_recording: object;
  /** Default: unset. */
  enable_recording_console_log?: boolean;
  /** Default: `true`. */
  disable_web_experiments: boolean;
  /** Default: `false`. */
  disable_conversations: boolean;
  /** Default: `false`. */
  disable_product_tours: boolean;
  /** Default: `false`. */
  opt_in_site_apps: boolean;
  /** Default: unset. */
  integrations?: Record<'intercom' | 'crispChat', boolean>;
  /** Options of logs. Default: unset. */
  logs?: object;
  /** Options of metrics. Default: unset. */
  metrics?: object;

  // Former names, and options that PostHog gave up.

  /** @deprecated Use `before_send`. Default: `null`. */
  sanitize_properties: ((properties: Properties, event: string) => Properties) | null;
  /** @deprecated Use `posthog.on('eventCaptured', …)`. Default: does nothing. */
  _onCapture: (event: string, data: CaptureResult) => void;
  /** @deprecated Use `person_profiles`. */
  process_person?: PersonProfiles;
  /** @deprecated Use `request_headers`. */
  xhr_headers?: Record<string, string>;
  /** @deprecated Use `on_request_error`. */
  on_xhr_error?: (request: XMLHttpRequest) => void;
  /** @deprecated Use `persistence_name`. */
  cookie_name?: string;
  /** @deprecated Use `disable_persistence`. */
  disable_cookie?: boolean;
  /** @deprecated Use `disable_beacon`. */
  __preview_disable_beacon?: boolean;
  /** @deprecated Use `save_campaign_params`. */
  store_google?: boolean;
  /** @deprecated Use `debug`. */
  verbose?: boolean;
  /** @deprecated Use `cookieWinsOnConflict`. Default: `false`. */
  __preview_cookie_wins_on_conflict: boolean;
  /** @deprecated Use `property_denylist`, with which it is joined. */
  property_blacklist?: string[];
  /** @deprecated Use `strict_script_versioning` and, for an address, `asset_host`. */
  __preview_external_dependency_versioned_paths?: boolean | string;
  /** @deprecated Use `consent_persistence_name`. Default: `null`. */
  opt_out_capturing_cookie_prefix: string | null;
  /** @deprecated Use `capture_heatmaps`. */
  enable_heatmaps?: boolean;
  /** @deprecated Use `tracing_headers`. */
  addTracingHeaders?: string[];
  /** @deprecated Use `tracing_headers`. */
  __add_tracing_headers?: string[];
  /** @deprecated Use `advanced_disable_flags`. Default: `false`. */
  advanced_disable_decide?: boolean;
  /** @deprecated Use `evaluation_contexts`. */
  evaluation_environments?: readonly string[];
  /** @deprecated Does nothing. Default: `false`. */
  ip: boolean;
  /** @deprecated Does nothing. Default: `false`. */
  upgrade: boolean;
  /** @deprecated Does nothing. */
  api_method?: string;
  /** @deprecated Does nothing. */
  inapp_protocol?: string;
  /** @deprecated Does nothing. */
  inapp_link_new_window?: boolean;
  /** @deprecated Does nothing. */
  __preview_flags_v2?: boolean;
  /** @deprecated Does nothing. */
  __preview_eager_load_replay?: boolean;
  /** @deprecated Does nothing. */
  __preview_lazy_load_replay?: boolean;
  /** @deprecated Does nothing. */
  __preview_disable_xhr_credentials?: boolean;
}

/** Looks at the properties that Segment's events get; `null` drops the event. */
export type SegmentFilter = (properties: Properties) => Properties | null;

/** The options in force, with the defaults filled in. */
export interface CurrentConfig extends Config {
  /** The project's token; empty until `init`. */
  token: string;
  /** The tracker's name: `'posthog'`, unless `init` was given another one. */
  name: string;
  /** Was called, or will be. */
  loaded: (posthog: unknown) => void;
}

// ---- People ---------------------------------------------------------------------------------------------------------

/** Properties of the person behind the visitor: several in an object, or one by name. Callbacks are called at once. */
export interface People {
  /** Sets properties of the person. */
  set(property: string | Properties, value?: unknown, callback?: (response: RequestResponse) => void): void;
  /** Sets those that are missing. */
  set_once(property: string | Properties, value?: unknown, callback?: (response: RequestResponse) => void): void;
}

/** What `reset` does besides. */
export interface ResetOptions {
  /** Give the device a new id too. Default: `false`. */
  resetDeviceID?: boolean;
  /** What the page knows of the next visitor. Default: nothing, they are anonymous. */
  bootstrap?: BootstrapConfig;
}

// ---- Feature flags --------------------------------------------------------------------------------------------------

/** How a flag is read. */
export interface FeatureFlagOptions {
  /** Capture that it was read. Default: `true`. */
  send_event?: boolean;
  /** Only what this page has loaded, not what is stored. Default: `false`. */
  fresh?: boolean;
}

/** How it is asked whether a flag is on. */
export interface IsFeatureEnabledOptions extends FeatureFlagOptions {
  /** The answer where the flag is not known. */
  defaultValue?: boolean;
}

/** A flag, evaluated for the visitor. */
export interface FeatureFlagResult {
  readonly key: string;
  readonly enabled: boolean;
  readonly variant: string | undefined;
  readonly payload: JsonType | undefined;
}

/** A flag as the server explained it. */
export interface FeatureFlagDetail {
  key: string;
  enabled: boolean;
  variant: string | undefined;
  reason: { code: string; condition_index: number | undefined; description: string | undefined } | undefined;
  metadata:
    | { id: number; version: number | undefined; description: string | undefined; payload: JsonType | undefined }
    | undefined;
}

/** Is told the flags that are on, and their values. */
export type FeatureFlagsCallback = (
  flags: string[],
  variants: Record<string, string | boolean>,
  context?: { errorsLoading?: boolean },
) => void;

/** How far a feature in early access is. */
export type EarlyAccessFeatureStage = 'concept' | 'alpha' | 'beta' | 'general-availability';

/** A feature that visitors can choose before others have it. */
export interface EarlyAccessFeature {
  name: string;
  description: string;
  stage: 'concept' | 'alpha' | 'beta';
  documentationUrl: string | null;
  imageUrl?: string | null;
  payload: JsonType;
  flagKey: string | null;
}

/** Values that take the place of the loaded ones: `false` for none, names that are on, or names with values. */
export type FeatureFlagOverrides = boolean | string[] | Record<string, string | boolean>;

/**
 * What the tracker and `posthog.featureFlags` both have. The first call of any of these has the flags loaded, unless that was done.
 */
export interface FeatureFlagCalls {
  /** The flag's value; `undefined` where it is not known. */
  getFeatureFlag(key: string, options?: FeatureFlagOptions): boolean | string | undefined;
  /** Whether it is on; `defaultValue` where it is not known. */
  isFeatureEnabled(key: string, options: IsFeatureEnabledOptions & { defaultValue: boolean }): boolean;
  isFeatureEnabled(key: string, options?: IsFeatureEnabledOptions): boolean | undefined;
  /** The flag with all that is known of it; `undefined` where it is not known. */
  getFeatureFlagResult(key: string, options?: FeatureFlagOptions): FeatureFlagResult | undefined;
  /** @deprecated Use `getFeatureFlagResult`. The flag's payload; `undefined` where it is not known. */
  getFeatureFlagPayload(key: string): JsonType;
  /** All flags; none where none are known. */
  getAllFeatureFlags(): FeatureFlagResult[];
  /** Asks for them again. */
  reloadFeatureFlags(): void;
  /** Puts others in their place, or beside them with `merge`. */
  updateFlags(
    flags: Record<string, boolean | string>,
    payloads?: Record<string, JsonType>,
    options?: { merge?: boolean },
  ): void;
  /**
   * Calls back whenever flags are loaded or changed, at once if they are. Gives a function that ends it.
   */
  onFeatureFlags(callback: FeatureFlagsCallback): () => void;
  /** Properties of the person to evaluate flags by. Asks for flags again, unless told not to. */
  setPersonPropertiesForFlags(properties: Properties, reload?: boolean): void;
  /** Forgets them. */
  resetPersonPropertiesForFlags(reload?: boolean): void;
  /** Properties of groups, by type, to evaluate flags by. Asks for flags again, unless told not to. */
  setGroupPropertiesForFlags(properties: Record<string, Properties>, reload?: boolean): void;
  /** Forgets them, all or those of one type. */
  resetGroupPropertiesForFlags(type?: string): void;
  /** Takes the visitor into a feature in early access, or out of it. */
  updateEarlyAccessFeatureEnrollment(key: string, enrolled: boolean, stage?: string): void;
  /** Gives the features in early access; with `reload` they are asked for again. Without an answer it never calls back. */
  getEarlyAccessFeatures(
    callback: (features: EarlyAccessFeature[]) => void,
    reload?: boolean,
    stages?: EarlyAccessFeatureStage[],
  ): void;
}

/** The flags, for those who want to know more of them. */
export interface FeatureFlags extends FeatureFlagCalls {
  /** Whether flags were loaded, or given by `bootstrap`. */
  readonly hasLoadedFlags: boolean;
  /** Names of all flags, also of those that are off. */
  getFlags(): string[];
  /** All flags and their values. */
  getFlagVariants(): Record<string, string | boolean>;
  /** Payloads by flag. */
  getFlagPayloads(): Record<string, JsonType>;
  /** Flags as the server explained them. */
  getFlagsWithDetails(): Record<string, FeatureFlagDetail>;
  /** One of them; `undefined` where it is not known. */
  getFeatureFlagDetails(key: string): FeatureFlagDetail | undefined;
  /** Asks for a flag's payload. Without consent it never calls back. */
  getRemoteConfigPayload(key: string, callback: (payload: JsonType) => void): void;
  /** Puts values of your own in place of the loaded ones, also after a reload of the page. */
  overrideFeatureFlags(
    overrides:
      | FeatureFlagOverrides
      | { flags?: FeatureFlagOverrides; payloads?: Record<string, JsonType>; suppressWarning?: boolean },
  ): void;
  /** @deprecated Use `overrideFeatureFlags`. */
  override(flags: FeatureFlagOverrides, suppressWarning?: boolean): void;
  /** Asks for no flags until told otherwise. */
  setReloadingPaused(paused: boolean): void;
  /** Asks for flags, if nobody has yet. */
  ensureFlagsLoaded(): void;
  /** Takes an answer about flags that came some other way. */
  receivedFeatureFlags(response: object, errorsLoading?: boolean): void;
  /** Forgets some of the person's properties. */
  unsetPersonPropertiesForFlags(names: string[], reload?: boolean): void;
  /** The id that the visitor had before they were identified, for the next request. */
  setAnonymousDistinctId(id: string | undefined): void;
  /** Forgets which flags were captured as read. */
  resetFlagCallReported(): void;
}

// ---- Sessions, storage, consent -------------------------------------------------------------------------------------

/** Why there is a new session. */
export interface SessionChange {
  /** There was none. */
  noSessionId: boolean;
  /** Nothing happened for too long. */
  activityTimeout: boolean;
  /** It had lasted for 24 hours. */
  sessionPastMaximumLength: boolean;
  /** Another tab had begun one. */
  crossTabAdoption: boolean;
}

/** Is told the ids of session and window, and why they changed if they did. */
export type SessionIdChangedCallback = (
  sessionId: string,
  windowId: string | null | undefined,
  change?: Omit<SessionChange, 'crossTabAdoption'> & Partial<SessionChange>,
) => void;

/** The session. Times are in milliseconds since 1970. */
export interface SessionManager {
  /** How long the session lasts without an event, in milliseconds. */
  readonly sessionTimeoutMs: number;
  /**
   * The session as of now, or of `timestamp`; a new one where the last is over. That counts as activity, unless it is
   * `readOnly` (default: `false`).
   */
  checkAndGetSessionAndWindowId(
    readOnly?: boolean,
    timestamp?: number | null,
  ): {
    sessionId: string;
    windowId: string;
    sessionStartTimestamp: number;
    lastActivityTimestamp: number;
    changeReason: SessionChange | undefined;
  };
  /** Ends the session; the next event opens another one. */
  resetSessionId(): void;
  /** Calls back with the session, and with each new one. Gives a function that ends it. */
  onSessionId(callback: SessionIdChangedCallback): () => void;
}

/** A store of properties. */
export interface Persistence {
  /** All that it holds, the tracker's own properties too. To be read only. */
  readonly props: Properties;
  /** Those of them that are sent with every event. */
  properties(): Properties;
  /** One of them. */
  get_property(name: string): Property;
  /** Sets one. */
  set_property(name: string, value: unknown): void;
  /** Sets properties; says whether one changed. `days`: how long a cookie lasts. */
  register(properties: Properties, days?: number): boolean;
  /** Sets those that are missing, or have the value `missing` (default: `'None'`); says whether one changed. */
  register_once(properties: Properties, missing?: unknown, days?: number): boolean;
  /** Takes one away, or several. */
  unregister(names: string | readonly string[]): void;
  /** Stores what has changed, and takes over what other tabs have stored. */
  save(): void;
  /** The same as `save`. */
  flush(): void;
  /** Takes away everything. */
  clear(): void;
  /** Whether nothing is stored, so that all is kept in memory only. */
  isDisabled(): boolean;
  /** Stores nothing from now on, or does again. */
  set_disabled(disabled: boolean): void;
}

/** What the visitor decided. */
export interface Consent {
  /** 1: granted, 0: denied, -1: pending. */
  readonly consent: -1 | 0 | 1;
  /** Whether events are captured under an id. */
  isOptedIn(): boolean;
  /** Whether they are not. */
  isOptedOut(): boolean;
  /** Whether the visitor refused. */
  isExplicitlyOptedOut(): boolean;
  /** Whether they refused, or have not decided where that means no. */
  isRejected(): boolean;
  /** The visitor agrees, without an event for it, or refuses. */
  optInOut(isOptedIn: boolean): void;
  /** Forgets it. */
  reset(): void;
}

// ---- What a page may call although it is not there ------------------------------------------------------------------

/** Is told the surveys: none, and why. */
export type SurveyCallback = (surveys: Property[], context?: { isLoaded: boolean; error?: string }) => void;

/** Whether a survey can be shown, and if not why. */
export interface SurveyRenderReason {
  visible: boolean;
  disabledReason?: string;
}

/** What the tracker and `posthog.surveys` both have. There are no surveys. */
export interface SurveyCalls {
  /** Calls back at once: no surveys, `isLoaded: false`. */
  getSurveys(callback: SurveyCallback, reload?: boolean): void;
  /** Never calls back. */
  getActiveMatchingSurveys(callback: SurveyCallback, reload?: boolean): void;
  /** Calls back at once: no surveys, `isLoaded: false`. Gives a function that does nothing. */
  onSurveysLoaded(callback: SurveyCallback): () => void;
  /** @deprecated Use `displaySurvey`. Does nothing. */
  renderSurvey(survey: string | object, selector: string): void;
  /** Does nothing. */
  displaySurvey(
    surveyId: string,
    options?: { ignoreConditions?: boolean; ignoreDelay?: boolean; displayType?: string; selector?: string },
  ): void;
  /** Does nothing. */
  cancelPendingSurvey(surveyId: string): void;
  /** @deprecated Use `canRenderSurveyAsync`. Gives `{visible: false}` with a reason. */
  canRenderSurvey(survey: string | object): SurveyRenderReason;
  /** Gives `{visible: false}` with a reason. */
  canRenderSurveyAsync(surveyId: string, reload?: boolean): Promise<SurveyRenderReason>;
}

/** Surveys. There are none. */
export interface Surveys extends SurveyCalls {
  /** Does nothing. */
  markSurveyAsSeen(surveyId: string, options?: { iteration?: number | null }): void;
}

/** Support by chat. It is not there. */
export interface Conversations {
  /** Does nothing. */
  show(): void;
  /** Does nothing. */
  hide(): void;
  /** Gives `false`. */
  isAvailable(): boolean;
  /** Gives `false`. */
  isVisible(): boolean;
}

/** A line of a log. */
export interface CaptureLogOptions {
  body: string;
  /** Default: `'info'`. */
  level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  attributes?: LogAttributes;
  trace_id?: string;
  span_id?: string;
  trace_flags?: number;
}

/** What a line of a log says besides. */
export type LogAttributes = Record<
  string,
  string | number | boolean | null | undefined | unknown[] | Record<string, unknown>
>;

/** Writes into a log. It does nothing. */
export type Logger = Record<
  'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
  (body: string, attributes?: LogAttributes) => void
>;

/** Logs. They go nowhere. */
export interface Logs {
  readonly logger: Logger;
  /** Does nothing. */
  captureLog(options: CaptureLogOptions): void;
  /** Does nothing. */
  flushLogs(): void;
}

/** What a value is measured in, and what it is of. */
export interface CaptureMetricOptions {
  unit?: string;
  attributes?: Record<string, string | number | boolean>;
}

/** Metrics. They go nowhere. */
export interface Metrics {
  /** Does nothing. `value`: 1 by default. */
  count(name: string, value?: number, options?: CaptureMetricOptions): void;
  /** Does nothing. */
  gauge(name: string, value: number, options?: CaptureMetricOptions): void;
  /** Does nothing. */
  histogram(name: string, value: number, options?: CaptureMetricOptions): void;
  /** Resolves at once. */
  flush(): Promise<void>;
}

/** Experiments without code. There are none. */
export interface Experiments {
  /** Calls back at once, with none. */
  getWebExperiments(callback: (experiments: Property[]) => void, reload: boolean): void;
}

/** What the toolbar is started with. */
export interface ToolbarParams {
  token?: string;
  temporaryToken?: string;
  actionId?: number;
  userIntent?: 'add-action' | 'edit-action';
  source?: 'url' | 'localstorage';
  toolbarVersion?: 'toolbar';
  instrument?: boolean;
  distinctId?: string;
  userEmail?: string;
  dataAttributes?: string[];
  featureFlags?: Record<string, string | boolean>;
}

/** The toolbar. It is not there. */
export interface Toolbar {
  /** Gives `false`. */
  loadToolbar(params?: ToolbarParams): boolean;
  /** Gives `false`. */
  maybeLoadToolbar(): boolean;
}

/** Errors, for integrations. */
export interface Exceptions {
  /** Notes a step, for the next error. */
  addExceptionStep(message: string, properties?: Properties): void;
  /** Captures an `$exception` whose properties are known already; `undefined` where errors are not captured. */
  sendExceptionEvent(properties: Properties): CaptureResult | undefined;
}

/** Session replay. It is not there. */
export interface SessionRecording {
  readonly started: boolean;
  readonly status:
    | 'disabled'
    | 'sampled'
    | 'active'
    | 'buffering'
    | 'paused'
    | 'lazy_loading'
    | 'awaiting_config'
    | 'missing_config'
    | 'rrweb_error';
  _forceAllowLocalhostNetworkCapture: boolean;
}

/** Something that is captured by itself. */
export interface AutomaticCapture {
  /** Whether it is. */
  readonly isEnabled: boolean;
  /** Starts it, where the options say so. */
  startIfEnabled(): void;
}

/** What the integration with Sentry is told. It does nothing. */
export interface SentryIntegrationOptions {
  organization?: string;
  projectId?: number;
  prefix?: string;
  severityAllowList?: ('fatal' | 'error' | 'warning' | 'log' | 'info' | 'debug')[] | '*';
  sendExceptionsToPostHog?: boolean;
}

/** What Sentry's library, up to version 7, is given. */
export interface SentryIntegrationClass {
  name: string;
  setupOnce: (addProcessor: (callback: Property) => void, getCurrentHub: () => Property) => void;
}

// ---- The tracker ----------------------------------------------------------------------------------------------------

/** What `on` can tell, and what its callback is given. */
export interface Notifications {
  /** An event has passed `before_send`, and will be sent. */
  eventCaptured: [event: CaptureResult];
  /** The collector has stored an event. */
  delivered: [event: { uuid: string }];
  /**
   * An event will not be delivered: the collector refused it (`refused`), it is larger than 1 MB (`large`), 4 MiB wait already
   * (`full`), it was sent again as often as `max_retries` says (`retries`), or the visitor refuses (`refusal`).
   */
  dropped: [event: { uuid: string; reason: 'refused' | 'large' | 'full' | 'retries' | 'refusal' }];
  /** Flags are being asked for. */
  featureFlagsReloading: [reloading: boolean];
  /** Each event that is captured, and when flags are asked for, with these names. */
  '*': [name: string, payload: unknown];
}

/** Somebody else than the visitor, for whom a page captures events. */
export interface Actor<Events extends object = AnyEvents> {
  /** Captures an event of theirs, for the groups that were named here. */
  capture: Hoofprint<Events>['capture'];
  /** Says for which organisation they act from now on, in events of this actor, and what is known of it. */
  group(type: string, key: string | number, properties?: Properties): void;
  /** Properties of theirs. */
  readonly people: Pick<People, 'set' | 'set_once'>;
}

/**
 * A tracker. No method throws. Calls made before the tracker is ready are kept, with their time, and served in order.
 *
 * With a map of events, `capture` takes only those, with their properties; `null` is for events without any:
 *
 * ```ts
 * export const tracker: Hoofprint<{ signup: { plan: string }; logout: null }> = posthog;
 * ```
 */
export interface Hoofprint<Events extends object = AnyEvents> extends FeatureFlagCalls, SurveyCalls {
  // Starting.

  /** Starts the tracker, or with `name` another one, which is then `posthog[name]` too. A second call does nothing. */
  init(token: string, config?: Partial<Config>, name?: string): Hoofprint<Events>;
  /** Changes options. `undefined` changes nothing. */
  set_config(config: Partial<Config>): void;
  /** The options in force, with the defaults filled in. May be assigned to. */
  readonly config: CurrentConfig;
  /** Says on the console what happens, also after a reload of the page; `debug(false)`: no longer. */
  debug(on?: boolean): void;
  /** Hands what waits to the browser, to be sent. Never rejects. */
  shutdown(timeoutMs?: number): Promise<void>;
  /** Whether the tracker is ready. */
  readonly __loaded: boolean;
  /** The version of the package. */
  readonly version: string;
  /** 1 where the tracker came by the snippet. */
  readonly __SV?: number;
  /** `posthog`, or `posthog.` and the tracker's name. */
  toString(): string;

  // Capturing.

  /**
   * Captures an event: one of the map, where there is one, or one of PostHog's own, whose names begin with `$`.
   * `undefined` where it was not captured, or has to wait for the tracker to be ready.
   */
  capture<Name extends (keyof Events & string) | `$${string}`>(
    event: Name,
    ...rest: CaptureArguments<EventProperties<Events, Name>>
  ): CaptureResult | undefined;
  /**
   * Sends what waits now. Tells whether everything was delivered or dropped within the time (10 seconds by default), to wait
   * for before a redirect, say.
   */
  flush(options?: { timeoutMs?: number }): Promise<boolean>;
  /** Calls back with each event that is captured, delivered or dropped, or when flags are asked for. Gives a function that ends it. */
  on<Name extends keyof Notifications>(name: Name, callback: (...args: Notifications[Name]) => void): () => void;
  /** Makes a call by its name, `['capture', 'signed_up']`, or calls a function with the tracker as `this`. */
  push(call: [method: string, ...args: Property[]] | ((this: Hoofprint<Events>) => void)): void;
  /** The id of the last pageview; `undefined` where there was none. */
  getPageViewId(): string | undefined;
  /** The properties that an event would be sent with. With `readOnly` neither session nor pageview take notice. */
  calculateEventProperties(
    event: string,
    properties: Properties,
    timestamp?: Date,
    uuid?: string,
    readOnly?: boolean,
  ): Properties;
  /** @deprecated Use `calculateEventProperties`. */
  _calculate_event_properties(
    event: string,
    properties: Properties,
    timestamp?: Date,
    uuid?: string,
    readOnly?: boolean,
  ): Properties;

  // Errors, answers of models, logs, metrics.

  /** Captures an error as `$exception`. `undefined` where it was not captured. */
  captureException(error: unknown, properties?: Properties): CaptureResult | undefined;
  /** Notes a step, for the next error. */
  addExceptionStep(message: string, properties?: Properties): void;
  /** Captures errors by themselves: those that nobody handled, or as given. */
  startExceptionAutocapture(config?: ExceptionAutoCaptureConfig): void;
  /** No longer does. */
  stopExceptionAutocapture(): void;
  /** Errors, for integrations. */
  readonly exceptions: Exceptions;
  /** Captures what somebody said of a model's answer, as `$ai_feedback`. */
  captureTraceFeedback(traceId: string | number, feedback: string): void;
  /** Captures a value measured of a model's answer, as `$ai_metric`. */
  captureTraceMetric(traceId: string | number, name: string, value: string | number | boolean): void;
  /** Does nothing: there are no logs. */
  captureLog(options: CaptureLogOptions): void;
  /** Does nothing: there are no logs. */
  readonly logger: Logger;
  readonly logs: Logs;
  readonly metrics: Metrics;

  // The visitor.

  /** Names the visitor. What they did before, anonymously, becomes theirs. */
  identify(id: string | number, set?: Properties, set_once?: Properties): void;
  /** Sets properties of the person. */
  setPersonProperties(set?: Properties, set_once?: Properties): void;
  /** Deletes properties of the person. */
  unsetPersonProperties(names: string | string[]): void;
  /** Properties of the person behind the visitor. */
  readonly people: People;
  /**
   * Gives the visitor a further id; `original` is theirs by default. -2 where the alias is not allowed, -1 where it is
   * the id they have already, with which they are identified then.
   */
  alias(alias: string, original?: string): CaptureResult | -1 | -2 | undefined;
  /** Makes a person of the visitor, although nothing is known of them. */
  createPersonProfile(): void;
  /** Notes that the visitor is one of your own people. */
  setInternalOrTestUser(): void;
  /** Gives the visitor an id that your server vouches for. */
  setIdentity(distinctId: string, hash: string): void;
  /** Forgets what the server vouched for. */
  clearIdentity(): void;
  /** Forgets the visitor: the next event is somebody else's. With `true` the device gets a new id too. */
  reset(options?: boolean | ResetOptions): void;
  /** The id under which events are sent. Until the tracker is ready, and on a server, there is none: `undefined`. */
  get_distinct_id(): string;
  /** Whether the visitor has a name. */
  _isIdentified(): boolean;
  /** Whether the user agent looks like a bot's. */
  _is_bot(): boolean | undefined;

  // Groups.

  /** Says for which organisation, team or the like the visitor acts from now on, and what is known of it. */
  group(type: string, key: string, properties?: Properties): void;
  /** Says that they act for none. */
  resetGroups(): void;
  /** Says that they act for none of this type. */
  ungroup(type: string): void;
  /**
   * Runs `run` and gives what it gives. Events that are captured meanwhile are for `groups`, instead of those that the
   * visitor acts for. After an `await` that is so only of the tracker which `run` is given.
   */
  withGroups<T>(groups: Groups, run: (posthog: Hoofprint<Events>) => T): T;
  /**
   * Gives an actor, whose events are the person's with this id, with the page's session and super properties. The visitor
   * stays who they are: nobody is identified or merged, nothing is stored.
   */
  as(id: string | number): Actor<Events>;
  /** The groups, key by type. */
  getGroups(): Record<string, string>;

  // Properties of every event.

  /** Adds properties to every event from now on, in all tabs and over reloads. `days`: how long a cookie lasts. */
  register(properties: Properties, days?: number): void;
  /** Adds those that are missing, or have the value `missing` (default: `'None'`). */
  register_once(properties: Properties, missing?: unknown, days?: number): void;
  /** Takes one of them away. */
  unregister(property: string): void;
  /** Adds properties to every event of this tab until the session ends. */
  register_for_session(properties: Properties): void;
  /** Takes one of them away. */
  unregister_for_session(property: string): void;
  /** One of the properties of every event, or one of the tracker's own. */
  get_property(property: string): Property;
  /** One of the session's properties. */
  getSessionProperty(property: string): Property;
  /** The store of properties; `undefined` until `init`. */
  readonly persistence?: Persistence;
  /** The store of the session's properties; `undefined` until `init`. */
  readonly sessionPersistence?: Persistence;

  // The session.

  /** The session's id; empty where there is none, as until the tracker is ready. */
  get_session_id(): string;
  /** Calls back with the session, and with each new one. Gives a function that ends it. */
  onSessionId(callback: SessionIdChangedCallback): () => void;
  /** The session; `undefined` until the tracker is ready, and for a visitor who goes without an id. */
  readonly sessionManager?: SessionManager;
  /**
   * Where the session can be watched; `withTimestamp`: from `timestampLookBack` seconds (default: 10) before now. Empty
   * without a session.
   */
  get_session_replay_url(options?: { withTimestamp?: boolean; timestampLookBack?: number }): string;

  // Consent.

  /** The visitor agrees. Captures `$opt_in`, or the given event, or none for `null` and `false`. */
  opt_in_capturing(options?: { captureEventName?: string | null | false; captureProperties?: Properties }): void;
  /** The visitor refuses: what is stored is deleted, what waits is not sent. */
  opt_out_capturing(): void;
  /** The visitor has not decided. */
  clear_opt_in_out_capturing(): void;
  /** Whether events are captured under an id. */
  has_opted_in_capturing(): boolean;
  /** Whether they are not. */
  has_opted_out_capturing(): boolean;
  /** Whether events are captured, be it without an id. */
  is_capturing(): boolean;
  /** What the visitor decided. */
  get_explicit_consent_status(): 'granted' | 'denied' | 'pending';
  /** What the visitor decided, for integrations. */
  readonly consent: Consent;

  // Flags and surveys; their methods are the tracker's, too.

  readonly featureFlags: FeatureFlags;
  /** Whether the server has answered about flags. */
  readonly flagsEndpointWasHit: boolean;
  /** @deprecated Use `flagsEndpointWasHit`. */
  readonly decideEndpointWasHit: boolean;
  readonly surveys: Surveys;
  /** Calls back at once: no surveys, `isLoaded: false`. Gives a function that does nothing. */
  onActiveMatchingSurveysChanged(callback: SurveyCallback): () => void;

  // What is captured by itself, and what is not there.

  /** Clicks, changes and submits. */
  readonly autocapture?: AutomaticCapture;
  /** There are no heatmaps. */
  readonly heatmaps?: AutomaticCapture;
  /** There is no session replay. */
  readonly sessionRecording?: SessionRecording;
  /** Sets `disable_session_recording`, and does nothing else. */
  startSessionRecording(
    override?: true | { sampling?: boolean; linked_flag?: boolean; url_trigger?: true; event_trigger?: true },
  ): void;
  /** Sets `disable_session_recording`, and does nothing else. */
  stopSessionRecording(): void;
  /** Gives `false`. */
  sessionRecordingStarted(): boolean;
  /** Gives `false`. */
  loadToolbar(params: ToolbarParams): boolean;
  readonly toolbar: Toolbar;
  readonly conversations: Conversations;
  readonly experiments: Experiments;
  /** @deprecated Does nothing. */
  readonly webPerformance: { _forceAllowLocalhost: boolean };
  /** For Sentry's library up to version 7. Its events pass through unchanged. */
  readonly SentryIntegration: new (
    posthog: Pick<Hoofprint, 'capture'>,
    organization?: string,
    projectId?: number,
    prefix?: string,
    severityAllowList?: SentryIntegrationOptions['severityAllowList'],
    sendExceptionsToPostHog?: boolean,
  ) => SentryIntegrationClass;
  /** For Sentry's library from version 8. Its events pass through unchanged. */
  sentryIntegration(options?: SentryIntegrationOptions): { name: string; processEvent(event: Property): Property };
}

/** The tracker. */
export const posthog: Hoofprint;
export default posthog;

/** posthog-js's names, for code that imports its types from here. */
export type { Hoofprint as PostHog, Config as PostHogConfig };
