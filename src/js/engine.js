// Gets the core ready, once for all trackers of a page.

import init, { initSync } from 'hoofprint-glue';

/**
 * Makes a function that calls `started` as soon as the core can be called, or `failed` with the reason why it never can.
 * `load` gives the module: its bytes, or a promise of it compiled.
 */
export function createEngine(load) {
  let ready;
  return (started, failed) => {
    ready ??= begin(load, () => (ready = true));
    if (ready !== true) return void ready.then(started).catch(failed);
    try {
      started();
    } catch (error) {
      failed(error);
    }
  };
}

/** Gives `true` where the core is ready at once, otherwise a promise that calls `done`. */
function begin(load, done) {
  try {
    const module = load();
    if (typeof module?.then === 'function') return module.then((module_or_path) => init({ module_or_path })).then(done);
    try {
      initSync({ module });
      return true;
    } catch {
      // Some engines compile only small modules synchronously, but any in the background.
      return init({ module_or_path: module }).then(done);
    }
  } catch (error) {
    return Promise.reject(error);
  }
}
