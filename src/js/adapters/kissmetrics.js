// Pages written for Kissmetrics' `_kmq`: what they push is captured by our tracker.

import { followQueue } from './kmq.js';
import { attempt, createLine, finder } from './line.js';
import { watchMoments } from './moments.js';

/** Events of the page that commands ask for. Navigation is never held up for them: what is captured survives it. */
const TRIGGERS = { __proto__: null, trackClick: 'click', trackClickOnOutboundLink: 'click', trackSubmit: 'submit' };

/** An id; anything else is a selector, `.class` above all. */
const ID = /^[\w-]+$/;

/** Marks a page that is followed already, be it by another copy of this script. */
const FOLLOWED = Symbol.for('hoofprint.kissmetrics');

/** What needs to know who the visitor is, or asks for it. The line stops there until the tracker has loaded. */
const PATIENT = ['alias', 'clearIdentity'];

const isObject = (value) => typeof value === 'object' && value !== null;

/** Calls the function among the arguments of a command, if there is one, after the command. */
const tell = (args) => {
  const callback = args.find((value) => typeof value === 'function');
  if (callback) Promise.resolve().then(callback).catch(() => {});
};

/** Properties without Kissmetrics' own `_t` and `_d`, and the time in milliseconds that they stand for. */
function timed(properties) {
  const { _t, _d, ...others } = properties;
  return [others, +_d && +_t > 0 ? _t * 1000 : undefined];
}

const COMMANDS = {
  __proto__: null,

  identify: (tracker, _at, [id]) => tracker.identify(id),

  record(tracker, at, args) {
    const [name, given] = args;
    // Without a name, it is `set`.
    if (!name || isObject(name)) return COMMANDS.set(tracker, at, name ? args : args.slice(1));
    const [properties, time = at] = isObject(given) ? (attempt(() => timed(given)) ?? [given]) : [];
    tracker.capture(String(name), properties, time && { timestamp: new Date(time) });
    tell(args);
  },

  set(tracker, _at, args) {
    const [name, value] = args;
    if (!isObject(name) && typeof name !== 'string') return;
    const given = isObject(name) ? name : { [name]: value };
    const [properties] = attempt(() => timed(given)) ?? [given];
    tracker.people.set(properties);
    tell(args);
  },

  alias(tracker, _at, [one, other]) {
    // Either may be the older name. The visitor's own is not the alias.
    if (other !== undefined && one === tracker.get_distinct_id()) tracker.alias(other, one);
    else tracker.alias(one, other);
  },

  /** Somebody without a name stays who they are. */
  clearIdentity(tracker) {
    if (!tracker.__loaded || tracker._isIdentified?.() !== false) tracker.reset();
  },
};

/** Has `given` (a tracker, or a function that gives the one of the moment) capture what the page pushes into `_kmq`. */
export function followKissmetrics(given) {
  if (typeof document === 'undefined' || window[FOLLOWED]) return;
  window[FOLLOWED] = true;
  const find = finder(given);
  const line = createLine(find);
  const rules = [];

  const track = (trigger, target, args) => {
    if (isObject(target)) return target.addEventListener(trigger, () => accept(['record', ...args]), true);
    const rule = { trigger, target: String(target), args };
    const isSame = (other) => other.trigger === trigger && other.target === rule.target && other.args[0] === args[0];
    // Applications say it again with each view.
    const known = rules.findIndex(isSame);
    rules.splice(known < 0 ? rules.length : known, 1, rule);
  };

  const accept = (item) => {
    if (typeof item === 'function') return line.add(() => item(), true);
    if (!Array.isArray(item)) return;
    const [command, ...args] = item;
    if (typeof command === 'function') line.add(() => command(...args), true);
    else if (command in TRIGGERS) track(TRIGGERS[command], args[0], args.slice(1));
    else if (command in COMMANDS) {
      line.add((tracker, at) => COMMANDS[command](tracker, at, args), PATIENT.includes(command));
    }
  };

  /** Whether an event concerns what a command named: an element with the id, or one that the selector fits, or one inside. */
  const fits = (path, target) =>
    path.some(
      (node) => node.getAttribute?.('id') === target || (!ID.test(target) && attempt(() => node.matches?.(target))),
    );

  const happened = (event) => {
    const concerned = rules.filter(({ trigger }) => trigger === event?.type);
    if (!concerned.length) return;
    const path = event.composedPath();
    for (const { target, args } of concerned) if (fits(path, target)) accept(['record', ...args]);
  };

  const commands = [...Object.keys(COMMANDS), ...Object.keys(TRIGGERS)];
  const pushes = commands.map((command) => [command, (...args) => void attempt(() => accept([command, ...args]))]);
  const identity = () => attempt(() => (find().__loaded ? find().get_distinct_id() : undefined));
  attempt(() => (window.KM ??= { ...Object.fromEntries(pushes), i: identity }));

  const look = followQueue(accept);
  watchMoments(find, (event) => {
    look();
    attempt(() => happened(event));
    line.serve(event?.type === 'pagehide');
  });
}
