// Takes the place of the asynchronous stub that a page may carry (posthog-api §4–§5) and serves what it has queued.

import { attempt } from './attempt.js';
import { createTracker } from './tracker.js';

/** The tracker that this page has already, by whichever of our scripts and packages came first. */
export const living = () => (typeof globalThis.hoofprint?.identify === 'function' ? globalThis.hoofprint : undefined);

/** Puts a tracker on the window, as `posthog` and `hoofprint`, unless a live one is there, and serves what a stub has queued. */
export function install(engine, host) {
  const stub = window.posthog;
  if (stub && !Array.isArray(stub._i)) return;
  const tracker = living() ?? createTracker(engine, 'cdn', host);
  window.posthog = window.hoofprint = tracker;
  // A stub that comes later leaves us alone.
  tracker.__SV = 1;
  if (!stub) return;
  // Whatever its queue holds is ours to deliver.
  stub.__SV = 0;
  for (const [token, config, name] of stub._i) {
    tracker.init(token, config, name);
    const [owner, queue] = name && name !== 'posthog' ? [tracker[name], stub[name]] : [tracker, stub];
    // Our stub keeps calls of `people` with the others; older stubs have a queue for them.
    adopt(queue?.people, (item) => serve(owner, [`people.${item[0]}`, ...item.slice(1)]));
    adopt(queue, (item) => serve(owner, item));
  }
}

/** Serves what a queue holds, and from now on whatever somebody who still has the queue puts into it. */
function adopt(queue, serve) {
  if (!Array.isArray(queue)) return;
  queue.splice(0).forEach(serve);
  queue.push = serve;
}

/**
 * Serves an item of a stub's queue: a call with its arguments (from our stub also with its time `t`, and whose it is in `as`), or
 * a function to run.
 */
function serve(owner, item) {
  const run = () => serveActor(actorOf(owner, item.as), item);
  // The rest of the queue is not to suffer.
  attempt(() => owner.push(item.as ? Object.assign(run, { t: item.t }) : item));
}

/** What takes the places of the stub's actors. */
const actors = new WeakMap();

function actorOf(owner, stub) {
  const [id, groups] = stub;
  const make = () => (groups ? owner.withGroups(groups, (actor) => actor) : owner.as(id));
  if (!actors.has(stub)) actors.set(stub, make());
  return actors.get(stub);
}

function serveActor(actor, [method, ...args]) {
  const [name, ofPeople] = method.split('.');
  if (ofPeople) actor[name][ofPeople](...args);
  else actor[name](...args);
}

/** The address of the script that runs now. Markup of the page can pass itself off as `currentScript`. */
export function scriptAddress() {
  const script = document.currentScript;
  return (script?.tagName === 'SCRIPT' && script.src) || location.href;
}
