// The calls of another tracker's page on their way to ours, which may come later than they do.

/** As many as a page can make by hand, and some loops; the rest is dropped. */
const MAX_WAITING = 10000;

/** Runs a function of the page's, or on what the page passed in. Whatever it throws is not the others' business. */
export function attempt(run) {
  try {
    return run();
  } catch {
    // Nothing of ours throws into the page.
  }
}

/** The tracker that `given` is, or that it gives when it is asked: the asynchronous snippet's stub makes way for another. */
export const finder = (given) => () => attempt(() => (typeof given === 'function' ? given() : given));

/** Makes a line in which calls wait for the tracker that `find()` gives. They are served in their order. */
export function createLine(find) {
  let waiting = [];
  const line = {
    /**
     * Calls `run(tracker, at)` as soon as there is a tracker, or, with `whenLoaded`, once it has loaded, which it holds up the
     * others for. `at` is the time of this call, if it had to wait.
     */
    add(run, whenLoaded = false) {
      if (waiting.length >= MAX_WAITING) return;
      const call = { run, whenLoaded, at: undefined };
      waiting.push(call);
      line.serve();
      call.at = Date.now();
    },

    /** Serves what can be served; all of it with `isLast`, since the page goes. */
    serve(isLast = false) {
      while (waiting.length) {
        const tracker = find();
        const [{ run, whenLoaded, at }] = waiting;
        if (!tracker || (whenLoaded && !isLast && !tracker.__loaded)) return;
        const others = waiting;
        others.shift();
        // What the call itself calls comes before the others.
        waiting = [];
        attempt(() => run(tracker, at));
        waiting = waiting.length ? [...waiting, ...others] : others;
      }
    },
  };
  return line;
}
