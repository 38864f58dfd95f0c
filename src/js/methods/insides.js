// What integrations and tests of other people reach for inside of the tracker (posthog-api §1).

import * as Call from 'hoofprint-calls';
import { fromJson } from '../json.js';
import { flagInsides, flagMethods } from './flags.js';
import { noops } from './noops.js';
import { otherInsides } from './others.js';
import { peopleInside } from './people.js';
import { readSession } from './sessions.js';
import { surveyMethods } from './surveys.js';

/** Fills in `tracker`. */
export function addInsides(inside) {
  const { tracker, core, page, flags, guarded } = inside;
  const all = (methods) => {
    for (const [name, serve] of Object.entries(methods)) methods[name] = guarded(name, serve);
    return methods;
  };
  const withGetters = (object, getters) => {
    for (const [name, get] of Object.entries(getters)) Object.defineProperty(object, name, { enumerable: true, get });
    return object;
  };

  /** Members that are made when somebody looks at them: few pages do, and making all of them takes milliseconds. */
  const whenAsked = (object, makers) => {
    for (const [name, make] of Object.entries(makers)) {
      const set = (value) => Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true })[name];
      Object.defineProperty(object, name, { configurable: true, enumerable: true, get: () => set(make()), set });
    }
    return object;
  };

  const entries = (kind) => fromJson(core.ask(Call.Entries, kind)) ?? {};
  const store = (kind, [get, register, unregister]) => {
    const changes = (change) => {
      const before = core.ask(Call.Entries, kind);
      change();
      return core.ask(Call.Entries, kind) !== before;
    };
    const methods = all({
      properties: () => entries(`${kind}visible`),
      get_property: (name) => tracker[get](name),
      set_property: (name, value) => tracker[register]({ [name]: value }),
      register: (properties, days) => changes(() => tracker[register](properties, days)),
      register_once: (properties, missing = 'None', days) =>
        changes(() => {
          if (typeof properties !== 'object') return;
          const known = entries(kind);
          const isMissing = ([name]) => !(name in known) || known[name] === missing;
          tracker[register](Object.fromEntries(Object.entries(properties).filter(isMissing)), days);
        }),
      unregister: (names) => [names].flat().forEach((name) => tracker[unregister](name)),
      save: () => core.call(Call.Synchronise),
      flush: () => core.call(Call.Synchronise),
      clear: () => Object.keys(entries(kind)).forEach((name) => tracker[unregister](name)),
      isDisabled: () => !!tracker.config.disable_persistence || core.is(Call.IsOptedOut),
      set_disabled: (disable_persistence) => tracker.set_config({ disable_persistence }),
    });
    return withGetters(methods, { props: () => entries(kind) });
  };

  const sessionManager = () =>
    withGetters(
      all({
        checkAndGetSessionAndWindowId(isReadOnly, timestamp) {
          page.change = undefined;
          const [sessionId, windowId, sessionStartTimestamp, lastActivityTimestamp] = readSession(core, isReadOnly, +timestamp || 0);
          return { sessionId, windowId, sessionStartTimestamp, lastActivityTimestamp, changeReason: page.change };
        },
        resetSessionId: () => core.call(Call.ResetSession),
        onSessionId: tracker.onSessionId,
      }),
      { sessionTimeoutMs: () => fromJson(core.ask(Call.Property, '$configured_session_timeout_ms')) },
    );

  const makeConsent = () => {
    const consent = withGetters(
      all({
        isOptedIn: tracker.has_opted_in_capturing,
        isOptedOut: tracker.has_opted_out_capturing,
        isExplicitlyOptedOut: () => consent.consent === 0,
        isRejected: () => consent.consent === 0 || (consent.consent < 0 && !!tracker.config.opt_out_capturing_by_default),
        optInOut: (isOptedIn) => core.call(isOptedIn ? Call.OptIn : Call.OptOut),
        reset: () => core.call(Call.ClearOptInOut),
      }),
      { consent: () => ({ granted: 1, denied: 0 })[tracker.get_explicit_consent_status()] ?? -1 },
    );
    return consent;
  };

  const isCookieless = () => core.is(Call.IsOptedOut) && core.is(Call.IsCapturing);
  const made = whenAsked({}, {
    persistence: () => store('', ['get_property', 'register', 'unregister']),
    sessionPersistence: () => store('session', ['getSessionProperty', 'register_for_session', 'unregister_for_session']),
    sessionManager,
  });
  whenAsked(tracker, {
    ...otherInsides,
    consent: makeConsent,
    autocapture: () => withGetters(noops('startIfEnabled'), { isEnabled: () => !!tracker.config.autocapture }),
    people: () => all(peopleInside(inside)),
    featureFlags: () => withGetters(all({ ...flagMethods(inside), ...flagInsides(inside) }), { hasLoadedFlags: flags.isGiven }),
    surveys: () => all({ ...surveyMethods(inside), ...noops('markSurveyAsSeen') }),
  });
  withGetters(tracker, {
    persistence: () => (tracker.__loaded ? made.persistence : undefined),
    sessionPersistence: () => (tracker.__loaded ? made.sessionPersistence : undefined),
    sessionManager: () => (tracker.__loaded && !isCookieless() ? made.sessionManager : undefined),
    flagsEndpointWasHit: flags.isAnswered,
    decideEndpointWasHit: flags.isAnswered,
  });
}
