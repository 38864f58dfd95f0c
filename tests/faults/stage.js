// What a scenario is played on: a site with one tracker, a visitor's browser, the network, the tracker's server. It remembers
// what was captured.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSite } from '../e2e/support/site.js';
import { closeTab, killRenderer, startBrowser } from './browser.js';
import { startProxy } from './proxy.js';

/** Sets a stage for a tracker. `script` runs at the start of every page. */
export async function setStage(subject, script) {
  const server = await subject.startServer();
  const proxy = await startProxy(server.url);
  const site = await startSite({
    '/': `<!doctype html><title>A page</title><script src="/tracker.js"></script><script>${subject.page(proxy.url)}</script>`,
    '/tracker.js': { type: 'text/javascript; charset=utf-8', body: await subject.script() },
  });
  const profile = mkdtempSync(join(tmpdir(), 'hoofprint-profile-'));
  let browser = await startBrowser(profile, script);
  const captured = new Map(); // When each accepted event was captured, by its number.
  let called = 0;

  return {
    server,
    proxy,
    captured,
    called: () => called,
    closeTab,
    killRenderer,

    /** Visits the site in a new tab; gives the tab when its tracker runs. */
    async visit() {
      const tab = await browser.newTab();
      await tab.goto(site.url);
      await tab.waitForFunction(() => window.isReady?.());
      return tab;
    },

    /** Captures events, all in one task, with so much padding each; at the task's end the tab leaves for another page, if told so. */
    async capture(tab, count, { bytes = 0, leaves = false } = {}) {
      const first = called;
      called += count;
      const accepted = await tab.evaluate(captureInPage, { first, count, bytes, leaves });
      accepted.forEach((number) => captured.set(number, Date.now()));
    },

    /** Another script of the page has so many bytes on their way, of the 64 KB that may outlive a page. */
    holdKeepalive: (tab, bytes) =>
      tab.evaluate(([url, body]) => void fetch(url, { method: 'POST', mode: 'no-cors', keepalive: true, body }), [proxy.held, 'x'.repeat(bytes)]),

    /** No network, for the page and for everything that outlives it. */
    async goOffline() {
      proxy.refuse();
      await browser.setOffline(true);
    },

    async goOnline() {
      await proxy.mend();
      await browser.setOffline(false);
    },

    killBrowser: () => browser.kill(),

    async restartBrowser() {
      browser = await startBrowser(profile, script);
    },

    async clear() {
      await browser.kill();
      proxy.stop();
      await site.stop();
      await server.stop();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Runs in the page. */
function captureInPage({ first, count, bytes, leaves }) {
  // Text that hardly any compression makes shorter.
  const padding = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array((bytes * 3) / 4))));
  const accepted = [];
  for (let number = first; number < first + count; number += 1) {
    if (window.track({ number, padding: padding() })) accepted.push(number);
  }
  if (leaves) location.href = '/?again';
  return accepted;
}
