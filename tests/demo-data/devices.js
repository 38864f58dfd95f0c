// What is done on one device: documents that are opened one after another, and in each the calls of the product's page, each at its
// moment. A step is `[at, method, ...arguments]`; `view` is a change of the page's address, anything else a method of the tracker.

import { MINUTE } from './calendar.js';

const DESKS = ['Windows', 'Mac OS X', 'Linux'];

/** The moments of a world: no two things happen in the same millisecond, so that each can be told from the others. */
export function moments() {
  const taken = new Set();
  return (at) => {
    let moment = Math.round(at);
    while (taken.has(moment)) moment++;
    taken.add(moment);
    return moment;
  };
}

/** A device of its own, on which nothing has happened. */
export function device(draw, { id, form, take }) {
  let now = -Infinity;
  const own = { id, form, os: form === 'phone' ? 'Android' : draw.pick(DESKS), documents: [], user: undefined, path: undefined };

  /** The next moment: `after` milliseconds later. */
  const later = (after) => (now = take(Math.max(now + 1, now + after)));
  const step = (after, method, ...args) => own.documents.at(-1).steps.push([later(after), method, ...args]);

  return Object.assign(own, {
    /** Comes to the device not before `at`; nobody can tell whether half an hour is a pause or the end of a session. */
    come(at) {
      const pause = at - now;
      if (pause < 0) now += 3 * MINUTE;
      else now = Math.abs(pause - 30 * MINUTE) < 3 * MINUTE ? at + 7 * MINUTE : at;
      return now;
    },
    now: () => now,
    /** Loads the page at an address, which is a view of it. */
    open(path, referrer) {
      now = take(now);
      own.path = path.split('?')[0];
      own.documents.push({ at: now, path, referrer, steps: [] });
    },
    /** Goes on to another part of the page; where it is shown already nothing happens. */
    view(after, path) {
      if (path === own.path) return;
      own.path = path;
      step(after, 'view', path);
    },
    call: step,
    /** Calls as the demo lists them. */
    calls: (after, list) => list.forEach((call, at) => step(at === 0 ? after : 4, ...call)),
  });
}
