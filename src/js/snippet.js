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
    if (queue.people) queue.people.forEach((item) => serve(owner, ['people.' + item[0], ...item.slice(1)], item.at));
    queue.forEach((item) => serve(owner, item, item.at));
  }
  tracker.__SV = 1;
}

/** Serves an item of a stub's queue: a call with its arguments, or a function to run. `made` is the time of our stub. */
function serve(owner, item, made) {
  at(made, () => {
    if (typeof item === 'function') item.call(owner);
    else if (Array.isArray(item)) owner.push(item);
  });
}
