// The way to one core. While there is none yet, or it is in the middle of a call, calls wait in a queue, with the time at
// which they were made.

import * as Call from 'hoofprint-calls';
import { busy, call as callCore, create } from 'hoofprint-glue';
import { time } from './clock.js';

const MAX_WAITING = 10000;
const FAILED = 'the core failed, nothing is captured:';

/** A waiting call as the page made it, to what `bounce` understands; one without a name where that is nothing. */
function asCall([call, a, b, c, t], groups) {
  if (typeof call === 'function') return ['register', {}];
  if (call === Call.Capture) {
    const { as, groups: $groups, timestamp = t, ...options } = JSON.parse(c || '{}');
    const whose = { ...(as && { distinct_id: as, $groups: {} }), ...($groups && { $groups }) };
    if (whose.$groups) whose.$process_person_profile = true;
    return Object.assign(['capture', a, { ...JSON.parse(b || '{}'), ...whose }, options], { t: timestamp });
  }
  if (call === Call.Identify) return Object.assign(['identify', a, b && JSON.parse(b)], { t });
  if (call === Call.Register) return ['register', a && JSON.parse(a)];
  if (call === Call.Group) return ['register', { $groups: { ...Object.assign(groups, { [a]: JSON.parse(b) }) } }];
  return [];
}

/**
 * `prepare()` runs before each call that the core serves and gives a call that has to come first, if there is one; `log` speaks
 * to the developer.
 */
export function createCore(log, prepare) {
  let number; // The core's, once there is one.
  let isOpen = false; // Whether calls are served as they come.
  let failed = false;
  let waiting = [];

  const isReady = () => number !== undefined && !busy(number);

  const serve = (method, a = '', b = '', c = '', at = 0) => {
    try {
      const first = prepare();
      if (first) callCore(number, ...first);
      return callCore(number, method, a, b, c, at);
    } catch (error) {
      stop(FAILED, error);
    }
  };

  const drainAfterCall = () => {
    if (number === undefined) return;
    // Between tasks no core is at work: one that says so was left in the middle of a call by an exception.
    if (busy(number)) stop(FAILED);
    else core.drain();
  };

  const stop = (...message) => {
    failed = true;
    number = undefined;
    waiting = [];
    log(...message);
  };

  const core = {
    isReady,
    stop,

    /** Makes the core. It answers at once, and serves calls from `open` on. */
    start(token, options, page) {
      number = create(token, options, page);
    },

    open() {
      isOpen = true;
    },

    /** Hands a call over and gives its answer; `undefined` where the call has to wait. */
    call(method, a, b, c, at = time()) {
      if (core.serves()) return serve(method, a, b, c, at);
      if (failed) return;
      if (waiting.length >= MAX_WAITING) return log('too many calls wait, dropped:', method);
      waiting.push([method, a, b, c, at]);
      if (isOpen && number !== undefined) Promise.resolve().then(drainAfterCall);
    },

    /** Runs a function as soon as calls are served. */
    whenOpen(run) {
      if (isOpen) run();
      else if (!failed) waiting.push([run]);
    },

    /** Asks for something; `undefined` where there is no answer, or none now. */
    ask: (...args) => (isReady() ? serve(...args) : undefined),

    /** Whether the answer to a question is yes. */
    is: (question) => core.ask(question) !== undefined,

    /** Whether a call would be served now. */
    serves: () => isOpen && isReady(),

    /** Whether no call has been served yet. */
    isWaiting: () => !isOpen && !failed,

    /** Shows what waits to `send`, as calls of the page's: methods with their arguments and time. What it takes out is gone. */
    offer(send) {
      const groups = {};
      const calls = waiting.map((call) => asCall(call, groups));
      const all = [...calls];
      send(calls);
      waiting = waiting.filter((_, at) => calls.includes(all[at]));
    },

    /** Serves what waits. */
    drain: () => waiting.splice(0).forEach(([call, ...args]) => (typeof call === 'function' ? call() : core.call(call, ...args))),
  };
  return core;
}
