// The collector's own pages, opened by somebody who has a key.

import assert from 'node:assert/strict';

import { startBrowser, watch } from './browser.js';
import { ADMIN_KEY, eventually, startCollector } from './collector.js';

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

/** Starts a collector and a browser for its pages. */
export async function startPages() {
  const collector = await startCollector();
  const browser = await startBrowser();
  let visits = [];

  async function send(method, path, body) {
    const response = await fetch(collector.url + path, { method, headers: { authorization: `Bearer ${ADMIN_KEY}` }, body: JSON.stringify(body) });
    assert.ok(response.ok, `${path}: ${response.status}`);
    return response.status === 204 ? null : response.json();
  }

  return {
    send,

    /** Opens a page with a key that may change things; `before(page)` may prepare it. */
    async open(path, { before = () => {}, ...options } = {}) {
      const visitor = await browser.newVisitor({ locale: 'en-GB', timezoneId: 'UTC', ...options });
      await visitor.addInitScript((key) => localStorage.setItem('hoofprint.read_key', key), ADMIN_KEY);
      const page = await visitor.newPage();
      visits.push({ visitor, said: watch(page) });
      await before(page);
      await page.goto(collector.url + path);
      return page;
    },

    /** Closes what was opened: none of it may have thrown anything, or complained. */
    async close() {
      const all = visits.map(({ said }) => said);
      await Promise.all(visits.map(({ visitor }) => visitor.close()));
      visits = [];
      for (const said of all) {
        assert.deepEqual(said.errors, []);
        assert.deepEqual(said.console.filter((line) => !/the server responded with a status of [45]|net::ERR_FAILED/.test(line)), []);
      }
    },

    async stop() {
      await browser.stop();
      await collector.stop();
    },
  };
}

/** Waits until an element has the focus; it may be built anew meanwhile. */
export function assertFocus(locator) {
  return eventually(() => locator.evaluate((node) => node === document.activeElement), { seconds: 5, describe: () => `the focus on ${locator}` });
}
