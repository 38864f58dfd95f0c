// The asynchronous snippet, for the page's head (posthog-api §4): every method can be called from here on. Calls wait in an
// array, each with its time in `t` and whose it is in `as`, until `array.js` takes the array's place and serves them. Should
// the visitor leave before that, their events go out from here.

import { bounce } from './bounce.js';

/** How the methods' names begin, unlike `config`, `persistence` or `then`; to list the names would be ten times as long. */
const METHODS = /^(_isI|a[dl]|c[alr]|[df-ilorsu])/;

const stub = window.posthog || [];

/** Gives `target` methods that put their calls into `queue`, for an `actor`: who, and for which groups. */
const queueing = (target, label, queue, prefix, actor) => {
  target.toString = (noStub) => label + (noStub ? '' : ' (stub)');
  return new Proxy(target, {
    get: (_, name) =>
      name in target || !METHODS.test(String(name))
        ? target[name]
        : (...call) => {
            call.unshift(prefix + name);
            call.t = Date.now();
            call.as = actor || queue.as_;
            queue.push(call);
          },
  });
};
const instance = (target, label, queue = target, actor) => {
  target.people = queueing([], label + '.people', queue, 'people.', actor);
  target.as = (id) => instance([], label, queue, [id]);
  target.withGroups = (groups, run) => {
    const outer = queue.as_;
    try {
      return run?.(instance([], label, queue, (queue.as_ = [, groups])));
    } finally {
      queue.as_ = outer;
    }
  };
  return queueing(target, label, queue, '', actor);
};

if (!stub.__SV) {
  window.posthog = instance(stub, 'posthog');
  stub._i = [];
  stub.__SV = 1;
  stub.init = (token, config, name) => {
    const options = config || {};
    const queue = name ? [] : stub;
    if (name) stub[name] = instance(queue, 'posthog.' + name);
    stub._i.push([token, config, name]);
    const host = (options.api_host || '').replace(/\/$/, '');
    try {
      const script = document.createElement('script');
      script.crossOrigin = '';
      script.src = `${host}/static/${VERSION}/array.js`;
      document.head.append(script);
      addEventListener('pagehide', () => {
        try {
          // Once `array.js` is there, it sees to that.
          if (stub.__SV) bounce(host, token, options, queue);
        } catch {
          // There is no storage, or no uuid.
        }
      });
    } catch {
      // A policy of the page forbids it; the page goes on without us.
    }
  };
}
