// The public object. Its methods check and encode what the page passes, and hand it to the core. While there is no core
// yet, or the core is in the middle of a call, they wait in a queue, with the time at which they were made.

import { Call, busy, call as callCore, create } from 'hoofprint-glue';
import { Captured } from './captured.js';
import { time } from './clock.js';
import { fromJson, toJson } from './json.js';

const PRIMARY = 'posthog';
const MAX_WAITING = 10000;

/** What the stub has and the tracker has not yet: a page that calls it must not fail once the tracker is there. */
const NOT_YET =
  'alias register_for_session unregister_for_session group resetGroups on onFeatureFlags onSessionId isFeatureEnabled ' +
  'getFeatureFlag getFeatureFlagPayload reloadFeatureFlags captureException createPersonProfile';

/**
 * Makes a tracker. `engine` starts cores (engine.js), `channel` says how the snippet came to the page (`cdn` or `npm`),
 * `host()` gives the collector's address where `init` names none.
 */
export function createTracker(engine, channel, host, name = PRIMARY) {
  let core; // The core's number for this tracker, once there is one.
  let failed = false;
  let waiting = [];

  const log = (...message) => {
    try {
      if (tracker.config.debug) console.log('[hoofprint]', ...message);
    } catch {
      // The page may have replaced either.
    }
  };

  const isReady = () => core !== undefined && !busy(core);

  /** Hands a call to the core and gives its answer; `undefined` where the call has to wait. */
  const call = (method, a, b, c, at) => {
    if (isReady()) return serve(method, a, b, c, at);
    if (failed) return;
    if (waiting.length >= MAX_WAITING) return log('too many calls wait for the core, dropped:', method);
    waiting.push([method, a, b, c, at]);
    if (core !== undefined) Promise.resolve().then(drainAfterCall);
  };

  /** Asks the core for something; `undefined` where it has no answer, or cannot answer now. */
  const ask = (method, a) => (isReady() ? serve(method, a) : undefined);

  const serve = (method, a = '', b = '', c = '', at = 0) => {
    try {
      return callCore(core, method, a, b, c, at);
    } catch (error) {
      stop('the core failed, so nothing is captured any more:', error);
    }
  };

  const drain = () => waiting.splice(0).forEach((args) => call(...args));

  const drainAfterCall = () => {
    if (core === undefined) return;
    // Between tasks no core is at work: one that says so was left in the middle of a call by an exception.
    if (busy(core)) stop('the core failed, so nothing is captured any more');
    else drain();
  };

  const stop = (...message) => {
    failed = true;
    core = undefined;
    waiting = [];
    log(...message);
  };

  const start = () => {
    const { config } = tracker;
    const api_host = String(config.api_host).trim().replace(/\/$/, '');
    core = create(config.token, toJson({ ...config, api_host }), channel);
    tracker.__loaded = true;
    guarded('loaded', () => config.loaded?.(tracker))();
    drain();
    // What the page does in this very task (identify, opt out) comes before the pageview.
    setTimeout(() => call(Call.FirstPageview), 1);
    if (!config.disableDeviceModel) registerDeviceModel();
  };

  const registerDeviceModel = async () => {
    try {
      const { model } = await navigator.userAgentData.getHighEntropyValues(['model']);
      if (model) tracker.register({ $device_model: model });
    } catch {
      // This browser does not tell.
    }
  };

  /** Whatever the page passes in, nothing throws out of a public method. */
  const guarded =
    (method, serve) =>
    (...args) => {
      try {
        return serve(...args);
      } catch (error) {
        log(`${method}: could not be done:`, error);
      }
    };

  const setPeople = (operation) => (property, value, callback) => {
    const properties = toJson(typeof property === 'string' ? { [property]: value } : property);
    const [set, setOnce] = operation === 'set' ? [properties, ''] : ['', properties];
    call(Call.SetPersonProperties, set, setOnce, '', time());
    callback?.({});
  };

  const methods = {
    init(token, config, instance) {
      if (instance && instance !== name) {
        if (instance in tracker && tracker[instance].init === undefined) {
          return log(`init: there is a member "${instance}" already, so no instance can have that name`);
        }
        tracker[instance] ??= createTracker(engine, channel, host, instance);
        return tracker[instance].init(token, config, instance);
      }
      token = typeof token === 'string' ? token.trim() : '';
      if (!token) {
        console.error('[hoofprint] init: the project token is missing, so nothing is captured');
      } else if (tracker.config.token) {
        console.warn('[hoofprint] init was called before; this call is ignored');
      } else {
        tracker.config = { debug: false, ...config, token, api_host: config?.api_host || host() };
        engine(start, (error) => stop('the core could not be started, so nothing is captured:', error));
      }
      return tracker;
    },

    capture(event, properties, options) {
      if (typeof event !== 'string' || !event) return log('capture: an event needs a name, ignored:', event);
      const text = call(Call.Capture, event, toJson(properties), encodeOptions(options), time());
      return text && new Captured(text);
    },

    identify(id, set, setOnce) {
      const person = typeof id === 'number' ? String(id) : id;
      if (typeof person !== 'string' || !person.trim()) return log('identify: a person needs a name, ignored:', id);
      call(Call.Identify, person, toJson(set), toJson(setOnce), time());
    },

    setPersonProperties: (set, setOnce) => call(Call.SetPersonProperties, toJson(set), toJson(setOnce), '', time()),

    register: (properties) => call(Call.Register, toJson(properties)),

    register_once: (properties, missing) =>
      call(Call.RegisterOnce, toJson(properties), missing === undefined ? '' : JSON.stringify(missing)),

    unregister: (key) => call(Call.Unregister, String(key)),

    reset: (options) => call(Call.Reset, options === true || options?.resetDeviceID === true ? 'device' : '', '', '', time()),

    get_distinct_id: () => fromJson(ask(Call.Property, 'distinct_id')),

    get_session_id: () => ask(Call.SessionId) ?? '',

    get_property: (key) => fromJson(ask(Call.Property, String(key))),

    opt_in_capturing(options) {
      const event = options?.captureEventName;
      const named = event === undefined ? '$opt_in' : String(event || '');
      call(Call.OptIn, named, toJson(options?.captureProperties), '', time());
    },

    opt_out_capturing: () => call(Call.OptOut),

    clear_opt_in_out_capturing: () => call(Call.ClearOptInOut),

    has_opted_in_capturing: () => ask(Call.IsCapturing) !== undefined,

    has_opted_out_capturing: () => isReady() && ask(Call.IsCapturing) === undefined,

    is_capturing: () => ask(Call.IsCapturing) !== undefined,

    get_explicit_consent_status: () => ask(Call.Consent) ?? 'pending',

    debug: (on) => methods.set_config({ debug: on !== false }),

    set_config(config) {
      Object.assign(tracker.config, config);
      call(Call.SetDebug, tracker.config.debug ? 'on' : '');
    },

    push(item) {
      if (typeof item === 'function') return item.call(tracker);
      const [method, ...args] = item;
      const serve = method.split('.').reduce((owner, key) => owner?.[key], tracker);
      return typeof serve === 'function' ? serve(...args) : log('there is no such method, ignored:', method);
    },

    _is_bot: () => ask(Call.IsBot) !== undefined,
  };

  const tracker = { __loaded: false, version: VERSION, config: {}, people: {}, toString: () => label };
  const label = name === PRIMARY ? PRIMARY : `${PRIMARY}.${name}`;
  for (const method of Object.keys(methods)) tracker[method] = guarded(method, methods[method]);
  for (const method of NOT_YET.split(' ')) tracker[method] = () => log(`${method}: not there yet, ignored`);
  // Without a tracker there would be nothing to chain calls to.
  const init = tracker.init;
  tracker.init = (...args) => init(...args) ?? tracker;
  for (const operation of ['set', 'set_once']) {
    tracker.people[operation] = guarded(`people.${operation}`, setPeople(operation));
  }
  return tracker;
}

/** The options as JSON text, their timestamp (anything that `Date` reads) in milliseconds; left out where it is no time. */
function encodeOptions(options) {
  const text = toJson(options);
  if (!text.includes('"timestamp"')) return text;
  const { timestamp, ...others } = JSON.parse(text);
  const milliseconds = new Date(timestamp ?? NaN).getTime();
  return JSON.stringify(milliseconds >= 0 ? { ...others, timestamp: milliseconds } : others);
}
