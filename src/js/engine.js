// Gets the core ready, once for all trackers of a page.

import { imports, start } from 'hoofprint-glue';

/**
 * Makes a function that calls `started` as soon as the core can be called, or `failed` with the reason why it never can.
 * `load(imports)` gives an instance of the module, or a promise of one.
 */
export function createEngine(load) {
  let ready; // Whether the core is, or a promise of that.
  const begin = (instance) => {
    start(instance);
    ready = true;
  };
  return (started, failed) => {
    try {
      if (!ready) {
        const instance = load(imports());
        if (instance.then) ready = instance.then(begin);
        else begin(instance);
      }
      if (ready === true) started();
      else ready.then(started).catch(failed);
    } catch (error) {
      failed(error);
    }
  };
}
