// `hoofprint/worker`: the tracker where there is no page.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';

import { startWorld } from './support/world.js';

/** Keeps texts in a database of the browser's, as a worker of an application would. */
const STORAGE = `
  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open('visitor');
    request.onupgradeneeded = () => request.result.createObjectStore('texts');
    request.onsuccess = () => resolve(request.result);
    request.onerror = reject;
  });
  const texts = async (mode) => (await opened).transaction('texts', mode).objectStore('texts');
  const answer = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const storage = {
    async read() {
      const store = await texts('readonly');
      const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
      return Object.fromEntries(keys.map((key, at) => [key, values[at]]));
    },
    write: async (key, text) => (await texts('readwrite')).put(text, key),
    remove: async (key) => (await texts('readwrite')).delete(key),
  };`;

describe('hoofprint/worker', () => {
  let world;
  before(async () => (world = await startWorld()));
  after(() => world.stop());

  /** Has the site serve a worker's script, as an application's build makes it. */
  const serveWorker = (path, source) => {
    const input = `import { createWorkerTracker } from 'hoofprint/worker';
      const options = { api_host: ${JSON.stringify(world.wire.url)}, request_queue_config: { flush_interval_ms: 250 } };
      ${source}`;
    const body = execFileSync('node_modules/.bin/esbuild', ['--bundle', '--format=iife', '--log-level=error'], { input, encoding: 'utf8' });
    world.site.pages[path] = { type: 'text/javascript', body };
  };

  it('captures in a web worker, by itself nothing', async () => {
    serveWorker('/plain.js', `
      const tracker = createWorkerTracker();
      tracker.init('token', options);
      tracker.identify('ann@acme.example', { plan: 'pro' });
      tracker.group('company', 'Acme');
      tracker.capture('computed', { rows: 7 });`);
    const [, , computed] = await world.expectEvents(
      () => world.open('<!doctype html><title>A page</title><script>new Worker("/plain.js")</script>'),
      ['$identify', '$groupidentify', { event: 'computed', rows: 7, $groups: { company: 'Acme' }, $sdk_dist_channel: 'npm' }],
    );
    assert.equal(computed.distinct_id, 'ann@acme.example');
    assert.equal(computed.properties.$browser, 'Chrome');
    assert.equal(computed.properties.$current_url, `${world.site.url}/plain.js`);
  });

  it('is the same visitor again, in another worker, with a storage that keeps it', async () => {
    serveWorker('/kept.js', `${STORAGE}
      const tracker = createWorkerTracker({ storage });
      tracker.init('token', options);
      tracker.register({ team: 'blue' });
      tracker.capture('ran');`);
    const visitor = await world.browser.newVisitor();
    const run = () => world.open('<!doctype html><script>new Worker("/kept.js")</script>', { path: '/kept', visitor });
    const [first] = await world.expectEvents(run, [{ event: 'ran', team: 'blue' }]);
    const [second] = await world.expectEvents(run, ['ran']);
    assert.equal(second.distinct_id, first.distinct_id);
    assert.equal(second.properties.$session_id, first.properties.$session_id);
  });

  it('captures in a service worker', async () => {
    serveWorker('/service.js', `${STORAGE}
      const tracker = createWorkerTracker({ storage });
      // The user agent that the tests give to pages is not given to service workers, so this one is headless Chromium's.
      tracker.init('token', { ...options, opt_out_useragent_filter: true });
      addEventListener('install', (event) => event.waitUntil(skipWaiting()));
      addEventListener('message', ({ data }) => tracker.capture('told', { data }));`);
    await world.expectEvents(
      () =>
        world.open(
          `<!doctype html><script>navigator.serviceWorker.register('/service.js').then(() => navigator.serviceWorker.ready)
            .then(({ active }) => active.postMessage('hello'))</script>`,
          { path: '/service' },
        ),
      [{ event: 'told', data: 'hello' }],
    );
  });

  it('captures though its storage fails, and begins anew', async () => {
    serveWorker('/broken.js', `
      const fail = () => { throw new Error('full'); };
      const tracker = createWorkerTracker({ storage: { read: fail, write: fail, remove: () => Promise.reject('full') } });
      onunhandledrejection = ({ reason }) => tracker.capture('rejected', { reason: String(reason) });
      tracker.init('token', options);
      tracker.capture('ran all the same');
      tracker.reset();
      tracker.capture('and again');`);
    await world.expectEvents(
      () => world.open('<!doctype html><script>new Worker("/broken.js")</script>', { path: '/broken' }),
      ['ran all the same', 'and again'],
    );
  });
});
