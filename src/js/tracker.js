// The public object. Its methods check and encode what the page passes, and hand it to the core.

import * as Call from 'hoofprint-calls';
import { attempt } from './attempt.js';
import { watchActions } from './autocapture/autocapture.js';
import { bounce } from './bounce.js';
import { at } from './clock.js';
import { adopt, apiHost, customApiHost, encode, isPersistence, nothing, withDefaults } from './config.js';
import { createCore } from './core.js';
import { createEnvironment } from './environment/environment.js';
import { createFlags } from './flags/flags.js';
import { followsHistory, watchHistory } from './history.js';
import { toJson } from './json.js';
import { followPage } from './lifecycle.js';
import { createListeners } from './listeners.js';
import { addActing } from './methods/acting.js';
import { captureMethods } from './methods/capture.js';
import { flagMethods } from './methods/flags.js';
import { addInsides } from './methods/insides.js';
import { otherMethods } from './methods/others.js';
import { peopleMethods } from './methods/people.js';
import { privacyMethods } from './methods/privacy.js';
import { propertyMethods } from './methods/properties.js';
import { sessionMethods } from './methods/sessions.js';
import { surveyMethods } from './methods/surveys.js';
import { createNetwork } from './network.js';
import { createPage } from './page.js';
import { createScroll } from './scroll.js';
import { followSegment } from './segment.js';
import { createShelf } from './shelf.js';

const PRIMARY = 'posthog';
const GROUPS = [
  captureMethods,
  peopleMethods,
  propertyMethods,
  sessionMethods,
  privacyMethods,
  flagMethods,
  surveyMethods,
  otherMethods,
];
const DEBUG_KEY = 'ph_debug';

/**
 * Makes a tracker. `engine` starts cores (engine.js), `channel` says how the snippet came to the page (`cdn` or `npm`),
 * `host()` gives the collector's address where `init` names none. A named tracker has a `primary`.
 */
export function createTracker(engine, channel, host, name = PRIMARY, primary, family = []) {
  let config = {};
  const asked = {}; // What the page has said of options, whatever the defaults are.
  let isChanged = false; // Whether the core does not know the options as they are.
  let wasReviewed = false;
  let inherits = false;
  let usedId; // The main tracker's anonymous id when this one's visitor was made; nobody becomes anonymous under it again.

  const log = (...message) => void attempt(() => config.debug && console.log('[hoofprint]', ...message));

  /** Whatever the page passes in, nothing throws out of a public method. */
  const guarded =
    (method, serve) =>
    (...args) => {
      const fail = (error) => log(`${method}: could not be done:`, error);
      try {
        const answer = serve(...args);
        // The page's own function may give a promise that nobody looks after.
        if (typeof answer?.then === 'function') answer.then(undefined, fail);
        return answer;
      } catch (error) {
        fail(error);
      }
    };

  const listeners = createListeners(guarded);
  const isReviewed = () =>
    !!(config.before_send || config.sanitize_properties || config._onCapture !== nothing || listeners.has('eventCaptured'));
  const encoded = () => {
    isChanged = false;
    wasReviewed = isReviewed();
    const { anonymousId } = family;
    return encode(config, name, wasReviewed, inherits, config.shareAnonymousId && anonymousId !== usedId ? anonymousId : '');
  };
  const core = createCore(log, () => (isChanged || isReviewed() !== wasReviewed) && [Call.Configure, encoded(), '', '', 0]);
  const answered = (request, status, body, wait) => core.call(Call.Answered, String(status), body, String(wait), request);
  const options = () => config;
  const scroll = createScroll(options, guarded);
  const network = createNetwork(options, answered, () => inside.flags.want(), guarded);
  const nameOf = () => `${config.token}_${config.name}`;
  const adoptEvent = (event) => core.call(Call.Adopt, event);
  const rescue = () => core.serves() && core.call(Call.Rescue);
  const shelf = createShelf(nameOf, adoptEvent, core.serves, core.whenOpen, rescue, guarded);
  const environment = createEnvironment(options, channel, () => customApiHost(config));
  const wake = guarded('tick', () => core.call(Call.Tick));
  const keep = guarded('keep', () => core.call(Call.Keep));
  const page = createPage(options, listeners.emit, environment, network, shelf, scroll, wake, keep, log);

  /** The page is about to be hidden: what is held back is captured and sent now. */
  const leaving = guarded('leaving', () => {
    inside.history?.settle();
    network.hurry();
  });

  /** Notes who the visitor is while anonymous: for the others of the page where this is the main one. */
  const noteVisitor = () => {
    if (primary) usedId = family.anonymousId;
    else if (!tracker._isIdentified()) family.anonymousId = tracker.get_distinct_id();
  };

  const start = () => {
    core.start(config.token, encoded(), page);
    followPage(core, leaving, guarded);
    noteVisitor();
    if (config.segment) followSegment(inside, config.segment).then(begin);
    else begin();
  };

  const begin = () => {
    tracker.__loaded = true;
    guarded('flags', inside.flags.begin)();
    core.open();
    guarded('loaded', () => config.loaded(tracker))();
    core.drain();
    const { internal_or_test_user_hostname: internal } = config;
    const { hostname } = location;
    if (internal && (internal === hostname || internal.test?.(hostname))) tracker.setInternalOrTestUser();
    // What the page does in this very task (identify, opt out) comes before the pageview.
    setTimeout(guarded('capture_pageview', () => core.call(Call.FirstPageview)), 1);
    inside.stopActions = watchActions(options, tracker.capture, guarded);
    guarded('capture_pageview', applyHistory)();
    if (!config.disableDeviceModel) registerDeviceModel();
  };

  /** Watches the page's history where the options ask for it. */
  const applyHistory = () => {
    if (!followsHistory(config)) {
      inside.history?.stop();
      inside.history = undefined;
    } else {
      const moved = (navigation_type, at) => core.call(Call.Capture, '$pageview', toJson({ navigation_type }), '', at);
      inside.history ??= watchHistory(options, moved, guarded);
    }
  };

  const registerDeviceModel = async () => {
    try {
      const { model } = await navigator.userAgentData.getHighEntropyValues(['model']);
      if (model) tracker.register({ $device_model: model });
    } catch {
      // This browser does not tell.
    }
  };

  /** Remembers over page loads whether to speak to the developer. */
  const storeDebug = () =>
    attempt(() => (config.debug ? localStorage.setItem(DEBUG_KEY, 'true') : localStorage.removeItem(DEBUG_KEY)));

  const wasDebugged = () => attempt(() => localStorage.getItem(DEBUG_KEY) === 'true', false);

  const methods = {
    init(token, given, instance) {
      if (instance && instance !== name) return initNamed(token, given, instance);
      token = typeof token === 'string' ? token.trim() : '';
      if (!token) {
        console.error('[hoofprint] init: the project token is missing, so nothing is captured');
      } else if (config.token) {
        // Frameworks run code twice: that is no mistake of the page's.
        if (config.token === token) log('init was called before; this call is ignored');
        else console.warn('[hoofprint] init was called before; this call, with another token, is ignored');
      } else {
        Object.assign(asked, given);
        // What was set before counts where it is not given now.
        config = withDefaults({ ...config, ...given }, host);
        if (!config.api_host) config.api_host = host();
        Object.assign(config, { token, name });
        inherits = !!primary?.config.token && primary.config.token !== token;
        config.debug ||= wasDebugged();
        inside.bootstrap = config.bootstrap;
        if (!isPersistence(config.persistence)) log('persistence: there is no such, the default is used:', config.persistence);
        if (config.ip) log('ip: has no effect');
        // What the page assigns to an option counts from the next call on.
        tracker.config = new Proxy(config, {
          set(options, option, value) {
            options[option] = value;
            return (isChanged = true);
          },
        });
        guarded('bootstrap', inside.flags.bootstrap)();
        const begin = () => engine(start, (error) => core.stop('the core did not start, nothing is captured:', error));
        globalThis.addEventListener?.('pagehide', guarded('bounce', () => {
          if (core.isWaiting() && !document.prerendering) core.offer((calls) => bounce(apiHost(config), token, asked, calls));
        }));
        // A page that is only prepared for the visitor may never be seen: it stores nothing and asks for nothing.
        if (globalThis.document?.prerendering) document.addEventListener('prerenderingchange', begin, { once: true });
        else begin();
      }
      return tracker;
    },

    set_config(given) {
      const { debug, token } = config;
      Object.assign(asked, given);
      adopt(config, given);
      // They belong to what is stored under them.
      if (token) Object.assign(config, { token, name });
      isChanged = true;
      if (config.debug !== debug) storeDebug();
      if (tracker.__loaded) applyHistory();
      // In force at once, not only with the next call.
      core.is(Call.IsBot);
    },

    debug: (on) => methods.set_config({ debug: on !== false }),

    // What a stub has queued says in `t` when that was. Another script, with another clock, may be the one that serves it.
    push: (item) => at(item.t, () => servePushed(item)),

    /** Hands what waits to the browser, to be sent, and leaves the page alone. */
    async shutdown() {
      if (config.token) methods.set_config({ capture_pageview: false, capture_pageleave: false });
      inside.stopActions?.();
      scroll.stop();
      inside.stopActions = undefined;
      core.call(Call.HandOver);
    },
  };

  const servePushed = (item) => {
    if (typeof item === 'function') return void guarded('push', () => item.call(tracker))();
    const walk = (owner, [method, ...args]) => {
      const path = method.split('.');
      const last = path.pop();
      const target = path.reduce((object, key) => object?.[key], owner);
      if (typeof target?.[last] === 'function') return target[last](...args);
      log('there is no such method, ignored:', method);
    };
    return Array.isArray(item[0]) ? item.reduce(walk, tracker) : walk(tracker, item);
  };

  const initNamed = (token, given, instance) => {
    if (instance in tracker && tracker[instance].init === undefined) {
      return log('init: this name is taken, ignored:', instance);
    }
    tracker[instance] ??= createTracker(engine, channel, host, instance, tracker, family);
    return tracker[instance].init(token, given, instance);
  };

  const label = name === PRIMARY ? PRIMARY : `${PRIMARY}.${name}`;
  const tracker = { __loaded: false, version: VERSION, config, toString: () => label };
  family.push(core);
  /** Makes another visitor by `reset`, anonymous under the main tracker's new id where that is shared. */
  const renew = (reset) => {
    isChanged = true;
    reset();
    core.whenOpen(noteVisitor);
  };
  const inside = { tracker, family, core, renew, page, network, listeners, log, guarded, encode: (value) => toJson(value, config.properties_string_max_length) };
  inside.flags = createFlags(inside, network);
  listeners.add('visitor', inside.flags.visitorChanged);
  for (const group of [() => methods, ...GROUPS]) {
    for (const [method, serve] of Object.entries(group(inside))) tracker[method] = guarded(method, serve);
  }
  addActing(inside);
  addInsides(inside);
  // Without a tracker there would be nothing to chain calls to.
  const { init } = tracker;
  tracker.init = (...args) => init(...args) ?? tracker;
  return tracker;
}
