// What integrations and tests of other people reach for inside of the tracker (posthog-api §1).

import { Call } from 'hoofprint-glue';
import { time } from '../clock.js';
import { fromJson } from '../json.js';
import { noFeatureFlags } from './flags.js';
import { readSession } from './sessions.js';

const nothing = () => {};

export function insides({ tracker, core, page, listeners, encode }, guarded) {
  const all = (methods) => {
    for (const [name, serve] of Object.entries(methods)) methods[name] = guarded(name, serve);
    return methods;
  };

  const setPeople = (isOnce) => (property, value, callback) => {
    const properties = encode(typeof property === 'string' ? { [property]: value } : property);
    const [set, setOnce] = isOnce ? ['', properties] : [properties, ''];
    core.call(Call.SetPersonProperties, set, setOnce, '', time());
    const done = typeof property === 'string' ? callback : value;
    if (typeof done === 'function') done({});
  };

  const manager = all({
    checkAndGetSessionAndWindowId(isReadOnly = false, timestamp) {
      page.change = undefined;
      const [sessionId, windowId, sessionStartTimestamp, lastActivityTimestamp] = readSession(core, isReadOnly, +timestamp || 0);
      return { sessionId, windowId, sessionStartTimestamp, lastActivityTimestamp, changeReason: page.change };
    },
    resetSessionId: () => core.call(Call.ResetSession),
    onSessionId: (listener) => tracker.onSessionId(listener),
  });

  const store = (get, register, unregister, area) =>
    Object.defineProperty(
      all({
        register: (properties, days) => (tracker[register](properties, days), true),
        register_once: (properties, missing, days) => (tracker.register_once(properties, missing, days), true),
        unregister: (key) => tracker[unregister](key),
        get_property: (key) => tracker[get](key),
        isDisabled: () => !!tracker.config.disable_persistence || core.is(Call.IsOptedOut),
        clear() {
          for (const key of Object.keys(this.props)) tracker[unregister](key);
        },
        save: () => core.call(Call.Save),
        flush: () => core.call(Call.Save),
      }),
      'props',
      { enumerable: true, get: () => fromJson(core.ask(Call.Entries, area)) ?? {} },
    );

  const isCookieless = () => core.is(Call.IsOptedOut) && core.is(Call.IsCapturing);
  const absent = () => ({ isEnabled: false });
  const logger = Object.fromEntries('trace debug info warn error fatal'.split(' ').map((level) => [level, nothing]));

  const things = {
    people: all({ set: setPeople(false), set_once: setPeople(true), toString: () => `${tracker}.people` }),
    persistence: store('get_property', 'register', 'unregister', ''),
    sessionPersistence: store('getSessionProperty', 'register_for_session', 'unregister_for_session', 'session'),
    featureFlags: noFeatureFlags(),
    consent: all({
      isOptedIn: () => tracker.has_opted_in_capturing(),
      isOptedOut: () => tracker.has_opted_out_capturing(),
      isExplicitlyOptedOut: () => tracker.get_explicit_consent_status() === 'denied',
    }),
    surveys: { ...absent(), getSurveys: tracker.getSurveys, markSurveyAsSeen: nothing },
    sessionRecording: { ...absent(), started: false, status: 'disabled' },
    autocapture: absent(),
    heatmaps: absent(),
    exceptions: absent(),
    conversations: absent(),
    experiments: absent(),
    toolbar: { ...absent(), loadToolbar: () => false },
    logs: { ...absent(), captureLog: nothing },
    metrics: { count: nothing, gauge: nothing, histogram: nothing, flush: nothing },
    logger,
    webPerformance: {},
    SentryIntegration() {
      return tracker.sentryIntegration();
    },
  };
  const getters = {
    sessionManager: () => (core.isReady() && !isCookieless() ? manager : undefined),
    flagsEndpointWasHit: () => false,
    decideEndpointWasHit: () => false,
  };
  Object.defineProperty(manager, 'sessionTimeoutMs', {
    get: () => fromJson(core.ask(Call.Property, '$configured_session_timeout_ms')),
  });
  for (const [name, get] of Object.entries(getters)) Object.defineProperty(tracker, name, { enumerable: true, get });
  return things;
}
