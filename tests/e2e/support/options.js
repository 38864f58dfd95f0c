// What the tests of options share: visitors who leave when the test ends, and ways to look at what a page sends and stores.

import assert from 'node:assert/strict';
import { before } from 'node:test';

import { useWorld as useVisits } from './visits.js';

export const KEY = 'ph_token_posthog';
export const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Script for a page's start: lists in `writes` what is written to any storage. */
export const LIST_WRITES = `
  window.writes = [];
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (key, value) {
    writes.push(key);
    setItem.call(this, key, value);
  };
  const jar = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  Object.defineProperty(document, 'cookie', {
    get: () => jar.get.call(document),
    set(text) {
      writes.push(text);
      jar.set.call(document, text);
    },
  });`;

/** A world for the tests of one suite. */
export function useWorld() {
  const suite = useVisits();
  // The browser asks for it by itself, and says so where there is none.
  before(() => (suite.site.pages['/favicon.ico'] = { type: 'image/x-icon', body: '' }));

  /** A visitor, with everything that their pages say, throw (`said`) and ask for (`paths`). */
  suite.newVisitor = async (options) => {
    const visitor = await suite.browser.newVisitor(options);
    visitor.said = [];
    visitor.paths = [];
    visitor.on('console', (message) => visitor.said.push(message.text()));
    visitor.on('weberror', (error) => visitor.said.push(String(error.error())));
    visitor.on('request', (request) => visitor.paths.push(new URL(request.url()).pathname));
    return visitor;
  };

  /** Like `world.visit`, by a visitor who leaves when the test ends. */
  suite.enter = async (options, { visitor, ...where } = {}) =>
    suite.visit(options, { visitor: visitor ?? (await suite.newVisitor()), ...where });

  /** A page with nothing but defaults, that stays. */
  let plain;
  suite.plain = () => (plain ??= suite.newResident().then((visitor) => suite.visit({}, { visitor })));

  /** The default of an option. */
  suite.byDefault = async (option) => (await suite.plain()).evaluate((name) => posthog.config[name], option);

  /** Shows that an option has a default, is taken (`given` is JavaScript), and neither keeps events back nor does anything. */
  suite.accepts = async (option, initial, given) => {
    assert.deepEqual(await suite.byDefault(option), initial);
    const visitor = await suite.newVisitor();
    const page = await suite.enter(`{${option}: ${given}}`, { visitor });
    const same = `String(posthog.config.${option}) === String(${given})`;
    assert.equal(await page.evaluate(same), true, `posthog.config.${option}`);
    const [answer] = await Promise.all([page.waitForResponse('**/e/'), capture(page, 'kept', {}, {})]);
    assert.equal(answer.status(), 200);
    assert.deepEqual([visitor.said, visitor.paths], [[], ['/', '/array.full.js', '/e/']]);
  };
  return suite;
}

/** Captures an event and gives it as it will be sent; null where it is not. */
export const capture = (page, ...args) =>
  page.evaluate((given) => JSON.parse(JSON.stringify(posthog.capture(...given) ?? null)), args);

/** The properties of an event that is captured now. */
export const properties = async (page) => (await capture(page, 'event')).properties;

/** The stored object of an area; null where there is none. */
export const stored = (page, area = 'localStorage', key = KEY) =>
  page.evaluate(([area, key]) => JSON.parse(window[area].getItem(key)), [area, key]);

/** The page's cookie with its attributes and its object; undefined where there is none. */
export async function cookie(page, name = KEY) {
  const found = (await page.context().cookies(page.url())).find((cookie) => cookie.name === name);
  return found && { ...found, object: JSON.parse(decodeURIComponent(found.value)) };
}

/** The names of everything that lies in the page's storage. */
export const storedNames = (page) =>
  page.evaluate(() => [
    ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...document.cookie.split('; ').filter(Boolean),
  ]);
