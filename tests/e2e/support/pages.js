// The collector's own pages, opened by somebody who has a key or not.

import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';

import { startBrowser, watch } from './browser.js';
import { ADMIN_KEY, eventually, startCollector } from './collector.js';

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

/** What Chromium itself notes of requests that were refused, or that a test let fail. A 500, or a collector that is gone, is neither. */
const NOTED = /^Failed to load resource: (the server responded with a status of (4|503)|net::ERR_FAILED)/;

/**
 * Gives the pages that the tests of this file open, once they run and `prepare()` has done its part. They are closed with the
 * test: none of them may have thrown anything, or have said anything on its console but what is `NOTED`.
 */
export function usePages(prepare = () => {}) {
  const pages = {
    /** Asks the collector with a key that may change things. */
    async send(method, path, body) {
      const response = await fetch(pages.collector.url + path, { method, headers: { authorization: `Bearer ${ADMIN_KEY}` }, body: JSON.stringify(body) });
      assert.ok(response.ok, `${path}: ${response.status}`);
      return response.status === 204 ? null : response.json();
    },

    /** Sends events. */
    post: (token, batch) => pages.send('POST', '/batch/', { api_key: token, batch }),

    /** Opens a page as a new visitor. Give a `key` that the browser has kept, or prepare the page with `before(page)`. */
    async open(path, { key, before = () => {}, ...options } = {}) {
      const visitor = await browser.newVisitor({ locale: 'en-GB', timezoneId: 'UTC', ...options });
      if (key) await visitor.addInitScript((kept) => localStorage.setItem('hoofprint.read_key', kept), key);
      const page = await visitor.newPage();
      visits.push({ visitor, said: watch(page) });
      await before(page);
      await page.goto(pages.collector.url + path);
      return page;
    },
  };
  let browser;
  let visits = [];

  before(async () => {
    pages.collector = await startCollector();
    browser = await startBrowser();
    await prepare();
  });
  afterEach(async () => {
    const seen = visits.map(({ said }) => said);
    await Promise.all(visits.map(({ visitor }) => visitor.close()));
    visits = [];
    for (const said of seen) {
      assert.deepEqual(said.errors, []);
      assert.deepEqual(said.console.filter((line) => !NOTED.test(line)), []);
    }
  });
  after(async () => {
    await browser.stop();
    await pages.collector.stop();
  });
  return pages;
}

/** Waits until an element has the focus; it may be built anew meanwhile. */
export function assertFocus(locator) {
  return eventually(() => locator.evaluate((node) => node === document.activeElement), { seconds: 5, describe: () => `the focus on ${locator}` });
}
