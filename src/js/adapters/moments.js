// The moments at which a page may have changed what nobody is told of: a variable, the tracker. Nothing polls, and nothing runs
// while the page is idle.

import { attempt } from './line.js';

const EVENTS = ['DOMContentLoaded', 'load', 'click', 'submit', 'visibilitychange', 'pagehide'];
/** After that, whatever comes late is seen with the next event. */
const DELAYS_MS = [0, 100, 500, 2000, 8000];

/** Calls `look(event)` at such moments, and as soon as the tracker that `find()` gives has loaded. */
export function watchMoments(find, look) {
  let asked;
  const see = (event) => {
    attempt(() => look(event));
    attempt(() => {
      const tracker = find();
      // A stub would only keep the question.
      if (!tracker || tracker === asked || tracker.__loaded || Array.isArray(tracker._i)) return;
      asked = tracker;
      const stop = tracker.onSessionId(() => {
        // What waits in the tracker was called earlier, and is served right now.
        Promise.resolve().then(() => {
          stop?.();
          see();
        });
      });
    });
  };
  for (const type of EVENTS) addEventListener(type, see, true);
  // That of each script comes no further up than this.
  document.addEventListener('load', see, true);
  for (const delay of DELAYS_MS) setTimeout(see, delay);
  see();
}
