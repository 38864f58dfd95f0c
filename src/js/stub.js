// The asynchronous snippet, for the page's head (posthog-api §4): every method can be called from here on. Calls wait in an
// array, each with its time in `t`, until `array.js` takes the array's place and serves them. Should the visitor leave before
// that, their events go out from here.

import { bounce } from './bounce.js';

/** How the methods' names begin; to list the names themselves would be three times as long. */
const METHODS = /^(_isI|a[dl]|c[alr]|deb|di|flu|g[er]|ha|i[ds]|loa|o[np]|re[glns]|s[eht]|u[np])/;

((document, stub) => {
  if (stub.__SV) return;

  /** Gives `target` methods that put their calls into `queue`. */
  const queueing = (target, label, queue = target, prefix = '') => {
    target.toString = (noStub) => label + (noStub ? '' : ' (stub)');
    return new Proxy(target, {
      get: (_, name) =>
        name in target || !METHODS.test(String(name))
          ? target[name]
          : (...call) => {
              call.unshift(prefix + name);
              call.t = Date.now();
              queue.push(call);
            },
    });
  };
  const instance = (target, label) => {
    target.people ||= queueing([], label + '.people', target, 'people.');
    return queueing(target, label);
  };

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
      script.crossOrigin = 'anonymous';
      script.src = host + '/static/array.js';
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
})(document, window.posthog || []);
