// The npm entries for servers: the tracker's names, and nothing happens. No call waits, nothing is looked at or asked for, and
// nothing of one request is there in the next.

import { noops } from './methods/noops.js';
import { otherInsides, otherMethods } from './methods/others.js';
import { surveyMethods } from './methods/surveys.js';

const no = () => false;
const none = () => ({});
const never = () => () => {};

const parts = Object.fromEntries(Object.entries(otherInsides).map(([name, make]) => [name, make()]));

const surveys = {
  ...surveyMethods({ log() {} }),
  ...noops('getSurveys'),
  onSurveysLoaded: never,
  onActiveMatchingSurveysChanged: never,
};

const flags = {
  ...noops('getEarlyAccessFeatures updateEarlyAccessFeatureEnrollment getFeatureFlag isFeatureEnabled getFeatureFlagResult'),
  ...noops('getFeatureFlagPayload reloadFeatureFlags updateFlags setPersonPropertiesForFlags resetPersonPropertiesForFlags'),
  ...noops('setGroupPropertiesForFlags resetGroupPropertiesForFlags'),
  getAllFeatureFlags: () => [],
  onFeatureFlags: never,
};

const people = () => ({ ...noops('set set_once'), toString: () => 'posthog.people' });

/** A tracker that does nothing. */
export const posthog = {
  __loaded: false,
  version: VERSION,
  config: {},
  toString: () => 'posthog',
  /** Gives named trackers their names too, since the page's code calls them by those. */
  init(_token, _options, name) {
    if (typeof name === 'string' && !(name in posthog)) posthog[name] = { ...posthog };
    return posthog;
  },
  ...noops('set_config debug push reset alias identify setIdentity clearIdentity get_distinct_id createPersonProfile'),
  ...noops('setPersonProperties unsetPersonProperties setInternalOrTestUser group ungroup resetGroups'),
  ...noops('capture captureTraceFeedback captureTraceMetric getPageViewId'),
  ...noops('register register_once unregister register_for_session unregister_for_session get_property getSessionProperty'),
  ...noops('opt_in_capturing opt_out_capturing clear_opt_in_out_capturing'),
  async shutdown() {},
  flush: async () => true,
  calculateEventProperties: none,
  _calculate_event_properties: none,
  getGroups: none,
  _isIdentified: no,
  get_session_id: () => '',
  get_session_replay_url: () => '',
  onSessionId: never,
  has_opted_in_capturing: no,
  has_opted_out_capturing: no,
  is_capturing: no,
  get_explicit_consent_status: () => 'pending',
  _is_bot: no,
  ...otherMethods({}),
  ...noops('startExceptionAutocapture stopExceptionAutocapture startSessionRecording stopSessionRecording'),
  on: never,
  as: () => ({ ...noops('capture group'), people: people() }),
  withGroups: (_groups, run) => (typeof run === 'function' ? run(posthog) : undefined),
  ...flags,
  ...surveys,
  ...parts,
  autocapture: { ...noops('startIfEnabled'), isEnabled: false },
  consent: {
    ...noops('optInOut reset'),
    isOptedIn: no,
    isOptedOut: no,
    isExplicitlyOptedOut: no,
    isRejected: no,
    consent: -1,
  },
  experiments: noops('getWebExperiments'),
  featureFlags: {
    ...flags,
    ...noops('getFeatureFlagDetails setReloadingPaused ensureFlagsLoaded receivedFeatureFlags unsetPersonPropertiesForFlags'),
    ...noops('setAnonymousDistinctId resetFlagCallReported override overrideFeatureFlags getRemoteConfigPayload'),
    getFlags: () => [],
    getFlagVariants: none,
    getFlagPayloads: none,
    getFlagsWithDetails: none,
    hasLoadedFlags: false,
  },
  people: people(),
  surveys: { ...surveys, ...noops('markSurveyAsSeen') },
  persistence: undefined,
  sessionPersistence: undefined,
  sessionManager: undefined,
  flagsEndpointWasHit: false,
  decideEndpointWasHit: false,
};
/** As in `hoofprint/slim`. */
export const loadCore = () => {};

export default posthog;
