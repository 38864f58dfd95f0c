// What runs inside of the pages: the product's site with the tracker's snippet, a clock that is told the time, and the calls.

/** The page of the product, the same at every address. */
export const siteOf = (stub, token, collector) => `<!doctype html><html lang="en"><head><title>Paddock</title>
<script>${stub}</script>
<script>posthog.init(${JSON.stringify(token)}, {
  api_host: ${JSON.stringify(collector)},
  capture_pageview: 'history_change',
  // When a page is left is not part of the play, and no clicks are.
  capture_pageleave: false,
  autocapture: false,
  advanced_disable_flags: true,
  // The day is played: the collector is not to take it for an error of this computer's clock.
  before_send: (event) => {
    window.hasBegun = true;
    return { ...event, properties: { ...event.properties, $ignore_sent_at: true } };
  },
});</script></head><body></body></html>`;

/** Put into a page before any of its scripts: from now on it is `now` there, until `setClock` says otherwise. */
export function startClock(now) {
  const Clock = class extends Date {
    constructor(...given) {
      if (given.length > 0) super(...given);
      else super(now);
    }

    static now() {
      return now;
    }
  };
  Object.defineProperty(Clock, 'name', { value: 'Date' });
  window.Date = Clock;
  window.setClock = (time) => (now = time);
}

/** Does the steps of a document, each at its moment, and waits until everything is sent. Gives the ids that the visitor had. */
export async function playSteps(steps) {
  // The first view is captured a moment after the start.
  while (!window.hasBegun) await new Promise((resolve) => setTimeout(resolve, 2));
  const { posthog, setClock } = window;
  const ids = [posthog.get_distinct_id()];
  for (const [at, method, ...given] of steps) {
    setClock(at);
    if (method === 'view') {
      history.pushState({}, '', given[0]);
      // The tracker waits for the title, which follows at once here; it hears of that before this goes on.
      document.title = `Paddock ${given[0]}`;
      await Promise.resolve();
      continue;
    }
    const path = method.split('.');
    const name = path.pop();
    const target = path.reduce((object, key) => object[key], posthog);
    target[name](...given);
    if (method === 'reset') ids.push(posthog.get_distinct_id());
  }
  if (!(await posthog.flush({ timeoutMs: 300_000 }))) throw new Error('not all was delivered within five minutes');
  return ids;
}
