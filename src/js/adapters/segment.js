// Pages written for Segment's `analytics`: what they call is captured by our tracker.

import { attempt, createLine, finder } from './line.js';
import { watchMoments } from './moments.js';

/** Methods of Segment's library that have nothing to do here. */
const NOTHING_TO_DO =
  'initialize load use register deregister addSourceMiddleware addIntegrationMiddleware addDestinationMiddleware ' +
  'setAnonymousId timeout';

/** What pages say of a view, and its names in our events. */
const VIEW = { url: '$current_url', path: '$pathname', referrer: '$referrer' };

const isObject = (value) => Object.prototype.toString.call(value) === '[object Object]';
const isString = (value) => typeof value === 'string';
const isFunction = (value) => typeof value === 'function';

/** Properties, where there are any: without them, nobody is to be changed. */
const some = (values) => (Object.keys(values).length ? values : undefined);

/** The arguments of `identify` and `group`, each of which may be left out: id, traits, options. */
function readUser([first, ...others]) {
  const isId = isString(first) || typeof first === 'number';
  const [traits, options] = (isId || first === undefined || first === null ? others : [first, ...others]).map((value) =>
    isObject(value) ? value : undefined,
  );
  return [isId ? String(first) : undefined, traits ?? {}, options ?? {}];
}

/** The arguments of `page`, each of which may be left out: category, name, properties, options. */
function readPage(args) {
  const [name, category] = args.filter(isString).slice(0, 2).reverse();
  const objects = args.filter(isObject);
  if (objects.length === 1 && objects[0] === args[3]) objects.unshift({});
  const [properties = {}, options = {}] = objects;
  return [category, name, properties, options];
}

/** The arguments of `track`, where the event may be an object: name, properties, options. */
const readTrack = ([event, ...others]) =>
  isObject(event)
    ? [event.event, event.properties ?? {}, isObject(others[0]) ? others[0] : {}]
    : [event, ...others.slice(0, 2).map((value) => (isObject(value) ? value : {}))];

/** What Segment's snippet adds to queued calls. */
const isContext = (value) => value?.__t === 'bpc';

/**
 * Makes an object with the methods of Segment's `analytics` for `given` (a tracker, or a function that gives the one of the
 * moment). It takes the place of `window.analytics`, where that is missing or a stub, and serves what the stub has queued.
 */
export function createAnalytics(given, options) {
  const type = options?.groupType || 'company';
  const find = finder(given);
  const line = createLine(find);
  const readies = createLine(find);
  const listeners = new Map();
  let user = {};
  let group = {};

  const emit = (kind, ...news) => {
    for (const listener of [...(listeners.get(kind) ?? [])]) attempt(() => listener(...news));
  };

  /** A method: `serve(args)` does it and gives its news, for listeners. It gives a promise, and tells its callback. */
  const method = (kind, serve) => async (...args) => {
    const news = attempt(() => serve(args)) ?? [];
    const context = { event: { type: kind } };
    // The page may do without a promise, and goes on before anybody is told.
    await undefined;
    attempt(() => args.find(isFunction)?.(context));
    emit(kind, ...news);
    return context;
  };

  const capture = (event, properties, { timestamp }) =>
    isString(event) &&
    event &&
    line.add((tracker, at) => {
      const time = timestamp ?? at;
      tracker.capture(event, properties, time === undefined ? undefined : { timestamp: new Date(time) });
    });

  const viewed = (kind, event) =>
    method(kind, (args) => {
      const [category, name, properties, options] = readPage(args);
      const view = { ...properties };
      for (const key in VIEW) if (isString(properties[key])) view[VIEW[key]] = properties[key];
      if (category !== undefined) view.category = category;
      if (name !== undefined) view.name = name;
      capture(event, view, options);
      return [category, name, properties, options];
    });

  const watchElements = (trigger) => async (elements, event, properties) => {
    const valueFor = (element, value) => (isFunction(value) ? value(element) : value);
    const list = elements?.addEventListener ? [elements] : attempt(() => Array.from(elements)) ?? [];
    for (const element of list) {
      const tell = () => attempt(() => analytics.track(valueFor(element, event), valueFor(element, properties)));
      attempt(() => element.addEventListener(trigger, tell, true));
    }
    return analytics;
  };

  const identify = method('identify', (args) => {
    const [id, traits, options] = readUser(args);
    const isOther = id && user.id && id !== user.id;
    user = { id: id || user.id, traits: isOther ? traits : { ...user.traits, ...traits } };
    if (id) line.add((tracker) => tracker.identify(id, some(traits)));
    else if (some(traits)) line.add((tracker) => tracker.people.set(traits));
    return [user.id ?? null, user.traits, options];
  });

  const join = method('group', (args) => {
    const [given, traits, options] = readUser(args);
    const id = given || group.id;
    group = { id, traits: given && given !== group.id ? traits : { ...group.traits, ...traits } };
    if (id) line.add((tracker) => tracker.group(type, id, some(traits)));
    return [id ?? null, group.traits, options];
  });

  /** What the tracker knows once it has loaded, before that what `otherwise` says. */
  const ask = (question, otherwise = null) => {
    const tracker = find();
    return (tracker?.__loaded ? attempt(() => question(tracker)) : otherwise) ?? null;
  };
  const analytics = {
    ...Object.fromEntries(NOTHING_TO_DO.split(' ').map((name) => [name, async () => analytics])),
    // So that Segment's snippet sees that there is nothing left to do.
    invoked: true,
    initialized: true,

    identify,
    track: method('track', (args) => {
      const [event, properties = {}, options = {}] = readTrack(args);
      capture(event, properties, options);
      return [event, properties, options];
    }),
    page: viewed('page', '$pageview'),
    pageview: (path) => analytics.page({ path }),
    screen: viewed('screen', '$screen'),
    group: (...args) =>
      args.length ? join(...args) : { id: () => group.id ?? null, traits: () => group.traits ?? {} },
    alias: method('alias', ([id, previous, options]) => {
      const original = isString(previous) || typeof previous === 'number' ? previous : undefined;
      line.add((tracker) => tracker.alias(String(id), original === undefined ? undefined : String(original)));
      return [id, original, options];
    }),
    reset() {
      user = {};
      group = {};
      line.add((tracker) => tracker.reset());
      emit('reset');
    },

    ready: (callback) =>
      new Promise((resolve) => {
        readies.add(() => {
          resolve([]);
          if (isFunction(callback)) attempt(() => callback([]));
        }, true);
      }),
    user: () => ({
      id: () => ask((tracker) => (tracker._isIdentified() ? tracker.get_distinct_id() : null), user.id),
      anonymousId: () => ask((tracker) => tracker.get_property('$device_id')),
      traits: () => user.traits ?? {},
    }),
    debug(on) {
      line.add((tracker) => tracker.debug(on !== false));
      return analytics;
    },

    on(kind, listener) {
      if (isFunction(listener)) listeners.set(kind, [...(listeners.get(kind) ?? []), listener]);
      return analytics;
    },
    once(kind, listener) {
      const heard = (...news) => {
        analytics.off(kind, heard);
        listener(...news);
      };
      return analytics.on(kind, isFunction(listener) && heard);
    },
    off(kind, listener) {
      listeners.set(kind, (listeners.get(kind) ?? []).filter((other) => other !== listener));
      return analytics;
    },

    trackLink: watchElements('click'),
    trackClick: watchElements('click'),
    trackForm: watchElements('submit'),
    trackSubmit: watchElements('submit'),

    /** Serves an item of the stub's queue: a method's name with its arguments. */
    push(item) {
      attempt(() => {
        const [name, ...args] = item;
        if (Object.prototype.hasOwnProperty.call(analytics, name)) analytics[name](...args.filter((value) => !isContext(value)));
      });
    },
  };

  if (typeof document === 'undefined') return analytics;
  attempt(() => {
    const stub = window.analytics;
    // Another library stays where it is.
    if (stub && !Array.isArray(stub)) return;
    window.analytics = analytics;
    stub?.splice(0).forEach(analytics.push);
    // Somebody may still have it.
    if (stub) stub.push = analytics.push;
  });
  watchMoments(find, (event) => {
    line.serve(event?.type === 'pagehide');
    readies.serve();
  });
  return analytics;
}
