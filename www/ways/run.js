const PATIENCE = 10_000;
const OPTIONS = {
  persistence: 'memory',
  autocapture: false,
  capture_pageview: false,
  capture_pageleave: false,
  api_host: location.origin,
};

/**
 * Tells the story in one way, with trackers and projects of its own that nobody has used before. Gives which tracker
 * each project token stands for, and the events in the order of their capture, all of them stored by then.
 */
export async function run(way) {
  const suffix = crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
  const tokens = new Map(way.trackers.map((name) => [`ways_${way.id}_${name}_${suffix}`, name]));
  const trackers = await Promise.all([...tokens.keys()].map(startTracker));
  const sent = [];
  for (const tracker of trackers) tracker.on('eventCaptured', (event) => sent.push(plain(event)));
  way.tell(...trackers);
  if (sent.length === 0) throw new Error('Nothing was captured: this browser has opted out, or looks like a bot’s.');
  const delivered = await Promise.all(trackers.map((tracker) => tracker.flush({ timeoutMs: PATIENCE })));
  if (delivered.includes(false)) throw new Error('The collector is out of reach. The events wait, and are sent later.');
  return { tokens, sent: sent.map((event) => ({ ...event, tracker: tokens.get(event.properties.token) })) };
}

/** Starts a tracker beside the page's own, which is never started: whoever has a read key is nobody to be tracked. */
function startTracker(token) {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error('The tracker did not start. Is it blocked?'));
    if (!window.posthog) return fail();
    setTimeout(fail, PATIENCE);
    window.posthog.init(token, { ...OPTIONS, loaded: resolve }, token);
  });
}

/** An event as it is stored: what it sets of persons is among its properties. */
function plain({ uuid, event, properties, $set }) {
  return { uuid, event, distinct_id: properties.distinct_id, properties: $set ? { $set, ...properties } : properties };
}
