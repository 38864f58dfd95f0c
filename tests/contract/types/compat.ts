// Our tracker and our options fit wherever posthog-js's types are asked for. It is enough that this compiles.

import type { PostHog, PostHogConfig, PostHogInterface } from 'posthog-js';
import type * as theirs from 'posthog-js';
import hoofprint, { posthog } from 'hoofprint';
import type * as types from 'hoofprint';
import type { Config, CurrentConfig, Hoofprint } from 'hoofprint';

/** `true` where both are the same type; otherwise the message says what is in one of them only. */
type Same<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? true
    : { missing: Exclude<B, A> }
  : { unexpected: Exclude<A, B> };
const holds = <_ extends true>() => {};

/** The same members as functions, so that each has to take all that theirs takes: of methods TypeScript asks less. */
type Strict<T> = {
  [Key in keyof T]: T[Key] extends (...args: infer Args) => infer Answer ? (...args: Args) => Answer : T[Key];
};

/** Methods of ours that take fewer arguments than theirs, which TypeScript does not mind. */
type Shorter<Ours, Theirs> = {
  [Key in keyof Ours & keyof Theirs]: [Ours[Key], Theirs[Key]] extends [
    (...args: infer A) => void,
    (...args: infer B) => void,
  ]
    ? B['length'] extends A['length']
      ? never
      : Key
    : never;
}[keyof Ours & keyof Theirs];

// ---- The tracker as a whole -----------------------------------------------------------------------------------------

// What posthog-js hands to `loaded`, and what most integrations ask for. Nothing is left out here.
export const whole: PostHogInterface = posthog;
export const wholeStrict: Strict<PostHogInterface> = posthog;
export const named: PostHogInterface = hoofprint;
export const renamed: types.PostHog = posthog;

// ---- The tracker, member by member, against posthog-js's class ------------------------------------------------------

/**
 * Members that posthog-js types as a class with private members, which nothing but that class fits; each with those of
 * its public members that we have. Compared one level down.
 */
interface Classes {
  autocapture: 'isEnabled' | 'startIfEnabled';
  consent: 'consent' | 'isExplicitlyOptedOut' | 'isOptedIn' | 'isOptedOut' | 'isRejected' | 'optInOut' | 'reset';
  conversations: 'hide' | 'isAvailable' | 'isVisible' | 'show';
  exceptions: 'addExceptionStep' | 'sendExceptionEvent';
  experiments: 'getWebExperiments';
  featureFlags:
    | FlagCalls
    | 'ensureFlagsLoaded'
    | 'getFeatureFlagDetails'
    | 'getFlagPayloads'
    | 'getFlagVariants'
    | 'getFlags'
    | 'getFlagsWithDetails'
    | 'getRemoteConfigPayload'
    | 'hasLoadedFlags'
    | 'override'
    | 'overrideFeatureFlags'
    | 'receivedFeatureFlags'
    | 'resetFlagCallReported'
    | 'setAnonymousDistinctId'
    | 'setReloadingPaused'
    | 'unsetPersonPropertiesForFlags';
  heatmaps: 'isEnabled' | 'startIfEnabled';
  logs: 'captureLog' | 'flushLogs' | 'logger';
  metrics: 'count' | 'flush' | 'gauge' | 'histogram';
  persistence: StoreCalls;
  sessionManager: 'checkAndGetSessionAndWindowId' | 'onSessionId' | 'resetSessionId' | 'sessionTimeoutMs';
  sessionPersistence: StoreCalls;
  sessionRecording: '_forceAllowLocalhostNetworkCapture' | 'started' | 'status';
  surveys: SurveyCalls | 'markSurveyAsSeen';
  toolbar: 'loadToolbar' | 'maybeLoadToolbar';
  webPerformance: '_forceAllowLocalhost';
}
type FlagCalls =
  | 'getAllFeatureFlags'
  | 'getEarlyAccessFeatures'
  | 'getFeatureFlag'
  | 'getFeatureFlagPayload'
  | 'getFeatureFlagResult'
  | 'isFeatureEnabled'
  | 'onFeatureFlags'
  | 'reloadFeatureFlags'
  | 'resetGroupPropertiesForFlags'
  | 'resetPersonPropertiesForFlags'
  | 'setGroupPropertiesForFlags'
  | 'setPersonPropertiesForFlags'
  | 'updateEarlyAccessFeatureEnrollment'
  | 'updateFlags';
type SurveyCalls =
  | 'canRenderSurvey'
  | 'canRenderSurveyAsync'
  | 'cancelPendingSurvey'
  | 'displaySurvey'
  | 'getActiveMatchingSurveys'
  | 'getSurveys'
  | 'onSurveysLoaded'
  | 'renderSurvey';
type StoreCalls =
  | 'clear'
  | 'flush'
  | 'get_property'
  | 'isDisabled'
  | 'properties'
  | 'props'
  | 'register'
  | 'register_once'
  | 'save'
  | 'set_disabled'
  | 'set_property'
  | 'unregister';

// `init` gives the tracker, which is such a class itself: compared below.
type Shared = Pick<PostHog, Exclude<keyof PostHog & keyof Hoofprint, keyof Classes | 'init'>>;
export const shared: Shared = posthog;
export const strict: Strict<Shared> = posthog;
holds<Same<Shorter<Hoofprint, PostHog>, never>>();

type Theirs<Name extends keyof Classes> = NonNullable<PostHog[Name]>;
type Public<Name extends keyof Classes> = Pick<Theirs<Name>, Classes[Name] & keyof Theirs<Name>>;
export const classes: { [Name in keyof Classes]?: Public<Name> } = posthog;
export const strictClasses: { [Name in keyof Classes]?: Strict<Public<Name>> } = posthog;

/** Methods of the classes with further arguments, which only posthog-js itself passes. */
type ForThemselves =
  | 'checkAndGetSessionAndWindowId'
  | 'flush'
  | 'flushLogs'
  | 'getWebExperiments'
  | 'maybeLoadToolbar'
  | 'receivedFeatureFlags'
  | 'renderSurvey';
type ShorterOf<Name extends keyof Classes> = Shorter<NonNullable<Hoofprint[Name]>, Public<Name>>;
holds<Same<{ [Name in keyof Classes]: ShorterOf<Name> }[keyof Classes], ForThemselves>>();

// The lists say what is there, on both sides.
type Listed = { [Name in keyof Classes]: Same<keyof NonNullable<Hoofprint[Name]>, Classes[Name] & keyof Theirs<Name>> };
holds<Same<Listed[keyof Classes], true>>();

// Where posthog-js says that a member is always there, ours is, too.
type Optional<T> = { [Key in keyof T]-?: {} extends Pick<T, Key> ? Key : never }[keyof T];
holds<Same<Optional<Hoofprint> & keyof PostHog, Optional<PostHog> & keyof Hoofprint>>();

export const init: (...args: Parameters<PostHog['init']>) => PostHogInterface = posthog.init;

// No exclusion is one too many.
type Fitting<Name extends keyof PostHog & keyof Hoofprint> = Name extends Name
  ? [Hoofprint[Name]] extends [PostHog[Name]]
    ? Name
    : never
  : never;
holds<Same<Fitting<keyof Classes | 'init'>, never>>();

// ---- What one of them has and the other has not ---------------------------------------------------------------------

/** Ours, the snippet's `__SV`, and one that is in newer versions of posthog-js's interface only. */
type Further = 'as' | 'flush' | 'ungroup' | 'withGroups' | '__SV' | 'onActiveMatchingSurveysChanged';
holds<Same<Exclude<keyof Hoofprint, keyof PostHog>, Further>>();

/** Public members of posthog-js that no documentation speaks of. A new version that adds one is noticed here. */
type Undocumented =
  | 'analyticsDefaultEndpoint'
  | 'compression'
  | 'deadClicksAutocapture'
  | 'exceptionObserver'
  | 'externalIntegrations'
  | 'getExtension'
  | 'historyAutocapture'
  | 'pageViewManager'
  | 'productTours'
  | 'rateLimiter'
  | 'requestRouter'
  | 'scrollManager'
  | 'sessionPropsManager'
  | 'siteApps'
  | 'tracingHeaders'
  | 'webVitalsAutocapture';
holds<Same<Exclude<keyof PostHog, keyof Hoofprint | `_${string}`>, Undocumented>>();

/** Of the members that posthog-js keeps for itself we have these, as integrations ask for them. */
type ForIntegrations = '__loaded' | '_calculate_event_properties' | '_is_bot' | '_isIdentified';
holds<Same<Extract<keyof PostHog & keyof Hoofprint, `_${string}`>, ForIntegrations>>();

// ---- Options --------------------------------------------------------------------------------------------------------

// Options written for posthog-js are taken as they are, those that we do not know included.
declare const options: Partial<PostHogConfig>;
posthog.init('token', options);
posthog.set_config(options);
export const known: Partial<Config> = options as Pick<Partial<PostHogConfig>, keyof PostHogConfig & keyof Config>;

// One option is of our own making, and these are all that we do not know.
holds<Same<Exclude<keyof CurrentConfig, keyof PostHogConfig>, 'shareAnonymousId'>>();
type Unknown =
  | '__extensionClasses'
  | '__preview_replay_sync_fetch'
  | 'capture_webmcp'
  | 'conversations'
  | 'identity_claims'
  | 'reuseAnonymousId'
  | 'trace_propagation_targets';
holds<Same<Exclude<keyof PostHogConfig, keyof CurrentConfig>, Unknown>>();

// Callbacks that posthog-js's types were put to.
posthog.init('token', {
  loaded: (instance: PostHogInterface) => instance.capture('loaded'),
  before_send: [
    (event: theirs.CaptureResult) => (event.event === 'secret' ? null : { ...event, properties: {} }),
    (event) => (event && event.properties.amount > 10 ? event : null),
  ],
  on_request_error: (response: theirs.RequestResponse) => response.statusCode,
  autocapture: { dom_event_allowlist: ['click'], element_allowlist: ['button'] } satisfies theirs.AutocaptureConfig,
  defaults: 'latest' satisfies theirs.ConfigDefaults,
});

// `posthog.config` may be assigned to.
posthog.config.before_send = (event) => event;
posthog.config.debug = true;

// ---- Types that go in and out ---------------------------------------------------------------------------------------

/**
 * Named types that both have: ours do in the place of theirs, and theirs in the place of ours. Third, the members that
 * ours has not; all of them are optional.
 */
type Pairs = [
  [types.Properties, theirs.Properties],
  [types.JsonType, theirs.JsonType],
  [types.CaptureResult, theirs.CaptureResult],
  [Omit<types.CaptureOptions, 'groups'>, theirs.CaptureOptions, '_originatedFromCaptureException'],
  [types.BeforeSendFn, theirs.BeforeSendFn],
  [types.BootstrapConfig, theirs.BootstrapConfig],
  [types.ResetOptions, theirs.ResetOptions],
  [types.ConfigDefaults, theirs.ConfigDefaults],
  [types.RequestResponse, theirs.RequestResponse],
  [types.AutocaptureConfig, theirs.AutocaptureConfig, 'capture_value_css_selector_allowlist'],
  [types.RageclickConfig, theirs.RageclickConfig],
  [types.CapturePageviewOptions, theirs.CapturePageviewOptions],
  [types.ExceptionAutoCaptureConfig, theirs.ExceptionAutoCaptureConfig],
  [types.ErrorTrackingOptions, theirs.ErrorTrackingOptions, `__exceptionRateLimiter${'RefillRate' | 'BucketSize'}`],
  [
    types.PerformanceCaptureConfig,
    theirs.PerformanceCaptureConfig,
    '__web_vitals_max_value' | '__preview_web_vitals_soft_navs',
  ],
  [types.DeadClicksAutoCaptureConfig, theirs.DeadClicksAutoCaptureConfig, '__onCapture'],
  [types.FeatureFlagOptions, theirs.FeatureFlagOptions],
  [types.IsFeatureEnabledOptions, theirs.IsFeatureEnabledOptions],
  [types.FeatureFlagResult, theirs.FeatureFlagResult],
  [types.FeatureFlagDetail, theirs.FeatureFlagDetail, 'original_enabled' | 'original_variant' | 'failed'],
  [types.FeatureFlagsCallback, theirs.FeatureFlagsCallback],
  [types.EarlyAccessFeature, theirs.EarlyAccessFeature],
  [types.EarlyAccessFeatureStage, theirs.EarlyAccessFeatureStage],
  [types.SessionIdChangedCallback, theirs.SessionIdChangedCallback],
  [types.SurveyRenderReason, theirs.SurveyRenderReason],
  [types.ToolbarParams, theirs.ToolbarParams],
  [types.CaptureLogOptions, theirs.CaptureLogOptions],
  [types.LogAttributes, theirs.LogAttributes],
  [types.Logger, theirs.Logger],
  [types.CaptureMetricOptions, theirs.CaptureMetricOptions],
  [types.SentryIntegrationOptions, NonNullable<Parameters<PostHog['sentryIntegration']>[0]>],
];
type Compared<Pair> = Pair extends [infer Ours, infer Theirs, (infer Missing)?]
  ? [Same<Ours, Theirs>, Same<keyof Ours | Extract<Missing, string>, keyof Theirs>]
  : never;
holds<Same<Compared<Pairs[number]>, [true, true]>>();

declare const captureOptions: theirs.CaptureOptions;
declare const onFlags: theirs.FeatureFlagsCallback;
declare const onSession: theirs.SessionIdChangedCallback;
posthog.capture('event', null, captureOptions);
posthog.onFeatureFlags(onFlags);
posthog.onSessionId(onSession);
posthog.featureFlags.onFeatureFlags(onFlags);

// A value whose type is an interface has no index signature, and is taken all the same.
interface Order {
  total: number;
}
declare const order: Order;
posthog.capture('ordered', order);
posthog.identify('ada', order, order);
posthog.people.set(order);
posthog.register(order);
posthog.group('company', 'acme', order);

// What a page stored comes back as what the page says it is.
export const plan: string = posthog.get_property('plan');
export const id: string = posthog.get_distinct_id();
export const when: Date | undefined = posthog.capture('event')?.timestamp;

// ---- No member is `any` by mistake, as one is whose type has a wrong name -------------------------------------------

type AnyMembers<T> = { [Key in keyof T]-?: 0 extends 1 & T[Key] ? Key : never }[keyof T];
holds<
  Same<
    | AnyMembers<Hoofprint>
    | AnyMembers<CurrentConfig>
    | AnyMembers<types.CaptureOptions>
    | AnyMembers<types.CaptureResult>
    | AnyMembers<types.People>
    | { [Name in keyof Classes]: AnyMembers<NonNullable<Hoofprint[Name]>> }[keyof Classes],
    never
  >
>();
