// The queue `window._kmq`, however often the page puts another one in its place.

import { attempt } from './line.js';

/** Queues that are out of their place, and may still be pushed into. */
const MAX_OLD = 20;

/**
 * Calls `accept(item)` with each item that the page has pushed into `_kmq` or pushes from now on, once each and in their order.
 * Gives a function that looks whether there is something that could not be noticed.
 */
export function followQueue(accept) {
  const known = new WeakSet();
  const queues = [];
  const served = new WeakSet();
  let isForwarding = false;

  const serve = (item) => {
    if (Object(item) === item) served.add(item);
    attempt(() => accept(item));
  };

  /** Serves what lies in a queue, but for what came there from another one. */
  const drain = (queue) => {
    if (Array.isArray(queue) && queue.length) queue.splice(0).filter((item) => !served.has(item)).forEach(serve);
  };

  const takeOver = (queue) => {
    const theirs = queue.push;
    if (typeof theirs !== 'function') return;
    known.add(queue);
    queues.push(queue);
    if (queues.length > MAX_OLD) queues.shift();
    queue.push = (...items) => {
      // Somebody's `push` hands its items on to a queue that is ours, too.
      const fresh = isForwarding ? items.filter((item) => !served.has(item)) : items;
      fresh.forEach(serve);
      if (isForwarding || theirs === Array.prototype.push) return;
      isForwarding = true;
      attempt(() => theirs.apply(queue, items));
      isForwarding = false;
      attempt(() => drain(queue));
    };
  };

  const adopt = (queue) =>
    attempt(() => {
      if (Object(queue) !== queue) return;
      // The queue's own items come before those that are pushed meanwhile.
      drain(queue);
      if (!known.has(queue)) takeOver(queue);
    });

  attempt(() => {
    const own = Object.getOwnPropertyDescriptor(window, '_kmq');
    let queue = own?.value ?? [];
    // What a script declared with `var` can be read only.
    if (own && !(own.configurable && 'value' in own)) window._kmq ??= queue;
    else {
      Object.defineProperty(window, '_kmq', {
        configurable: true,
        enumerable: true,
        get: () => queue,
        set(value) {
          queue = value;
          adopt(queue);
        },
      });
    }
  });
  return () => {
    for (const queue of [...queues]) attempt(() => drain(queue));
    adopt(attempt(() => window._kmq));
  };
}
