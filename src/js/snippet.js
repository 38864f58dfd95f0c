// Takes the place of the asynchronous stub that a page may carry (posthog-api §4–§5) and serves what it has queued.

import { at } from './clock.js';
import { createTracker } from './tracker.js';

/** Puts the tracker on the window, as `posthog` and `hoofprint`, unless a live one is there already. */
export function install(engine, host) {
  const stub = window.posthog;
  if (stub && !Array.isArray(stub._i)) return;
  const tracker = createTracker(engine, 'cdn', host);
  window.posthog = window.hoofprint = tracker;
  if (!stub) return;
  for (const [token, config, name] of stub._i) {
    tracker.init(token, config, name);
    const [owner, queue] = name && name !== 'posthog' ? [tracker[name], stub[name]] : [tracker, stub];
    // Our stub keeps calls of `people` with the others; older stubs have a queue for them.
    if (Array.isArray(queue.people)) queue.people.forEach(([method, ...args]) => serve(owner, [`people.${method}`, ...args]));
    queue.forEach((item) => serve(owner, item));
  }
  tracker.__SV = 1;
}

/** Serves an item of a stub's queue: a call with its arguments (and the time `t`, from our stub), or a function to run. */
function serve(owner, item) {
  at(item.t, () => {
    if (typeof item === 'function') item.call(owner);
    else if (Array.isArray(item)) owner.push(item);
  });
}
