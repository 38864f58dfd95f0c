// Every public method with every hostile value in every place, on pages whose own globals are broken: nothing is thrown, no
// rejection is left unhandled, and the tracker works afterwards.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { watch } from './support/browser.js';
import { eventually } from './support/collector.js';
import { startWorld } from './support/world.js';

/**
 * In the page: calls everything with everything, as the first argument or (`everywhere`) as any. Gives what was thrown, and
 * how many calls there were.
 */
async function fuzz(everywhere) {
  const throwing = () => {
    throw new Error('hostile');
  };
  const frame = document.body.appendChild(document.createElement('iframe'));
  const detached = new frame.contentWindow.Object();
  detached.inner = frame.contentWindow;
  const detachedFunction = frame.contentWindow.Function('return this');
  frame.remove();
  const cycle = { list: [] };
  cycle.list.push(cycle);
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  let deep = [];
  for (let level = 0; level < 20000; level++) deep = [deep];
  const traps = Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((trap) => [trap, throwing]));
  const values = {
    undefined: undefined,
    null: null,
    empty: '',
    text: 'text',
    number: 7,
    nan: NaN,
    infinity: -Infinity,
    bigint: 10n ** 30n,
    symbol: Symbol('s'),
    boolean: true,
    long: 'x'.repeat(100_000),
    surrogate: '\ud800',
    date: new Date(NaN),
    array: [1, [2], , Symbol('in an array')],
    object: { key: 'value', $set: { a: 1n }, timestamp: 'never', uuid: {} },
    getter: { get key() { throwing(); }, get $set() { throwing(); }, get timestamp() { throwing(); } },
    toJSON: { toJSON: throwing },
    toString: { toString: throwing, valueOf: throwing, [Symbol.toPrimitive]: throwing },
    proto: JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
    bare: Object.assign(Object.create(null), { key: 1 }),
    cycle,
    deep,
    proxy: new Proxy({}, traps),
    callable: new Proxy(function () {}, traps),
    revoked: revoked.proxy,
    function: throwing,
    detached,
    detachedFunction,
    window,
    element: document.body,
    set: new Set([1]),
    bytes: new Uint8Array(10),
  };

  const places = [posthog, ...'people featureFlags surveys persistence sessionPersistence sessionManager consent logs metrics'
    .split(' ')
    .map((part) => posthog[part])
    .filter(Boolean)];
  const thrown = [];
  let calls = 0;
  const call = (owner, method, args, described) => {
    calls++;
    try {
      const answer = owner[method](...args);
      if (answer instanceof Promise) answer.catch((error) => thrown.push(`${described} rejected: ${error}`));
    } catch (error) {
      // What a function of the page's throws inside of `withGroups` is for the page.
      if (method !== 'withGroups' || typeof args[1] !== 'function') thrown.push(`${described} threw: ${error}`);
    }
  };
  for (const owner of places) {
    // What the fuzzing itself would undo: the tracker's own start, and the listeners that the test keeps.
    const methods = Object.keys(owner).filter((name) => typeof owner[name] === 'function' && name !== 'SentryIntegration');
    for (const method of methods) {
      for (const [name, value] of Object.entries(values)) {
        call(owner, method, [value], `${method}(${name})`);
        if (!everywhere) continue;
        call(owner, method, ['text', value], `${method}('text', ${name})`);
        call(owner, method, ['text', { key: 1 }, value], `${method}('text', {}, ${name})`);
      }
      // A page that lost itself in this way is no use to the rest.
      posthog.set_config({ disable_persistence: false, persistence: 'localStorage+cookie', before_send: undefined, debug: false });
    }
    await new Promise((done) => setTimeout(done));
  }
  for (const method of ['capture', 'identify', 'alias', 'register', 'setPersonProperties', 'group', 'reset', 'set_config']) {
    const long = 'x'.repeat(5_000_000);
    call(posthog, method, [long, { long }, { long }], `${method}(5 MB)`);
    call(posthog, method, [{ [long]: long }], `${method}({5 MB})`);
  }
  posthog.opt_in_capturing({ captureEventName: null });
  return { thrown, calls, polluted: {}.polluted === true };
}

const BROKEN = {
  'nothing broken': '',
  'a storage that throws': `for (const store of ['localStorage', 'sessionStorage'])
    Object.defineProperty(window, store, { get() { throw new DOMException('denied', 'SecurityError'); } });`,
  'a storage that is missing': `for (const store of ['localStorage', 'sessionStorage'])
    Object.defineProperty(window, store, { value: null });`,
  'a storage that is full': "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
  'a cookie that throws': `Object.defineProperty(Document.prototype, 'cookie', {
    get() { throw new Error('no cookies'); }, set() { throw new Error('no cookies'); } });`,
  'no cryptography': "Object.defineProperty(window, 'crypto', { value: undefined });",
  'a cryptography that throws': "Crypto.prototype.getRandomValues = () => { throw new Error('no entropy'); };",
  'the navigator of a browser that tells little': `for (const name of ['userAgentData', 'vendor', 'language', 'brave', 'sendBeacon'])
    Object.defineProperty(Navigator.prototype, name, { value: undefined });`,
  'a navigator that throws': `for (const name of ['userAgent', 'language', 'vendor', 'userAgentData', 'doNotTrack', 'sendBeacon'])
    Object.defineProperty(Navigator.prototype, name, { get() { throw new Error('no ' + name); } });`,
};

describe('the whole interface', () => {
  let world;
  before(async () => (world = await startWorld()));
  after(() => world.stop());

  it('says with debug what was wrong, and what is done instead', async () => {
    const page = await world.visit({ debug: true });
    const { console: lines } = watch(page);
    const said = {
      capture: [7],
      identify: [null],
      register: ['text'],
      register_for_session: [[1]],
      group: ['company', ''],
      alias: [undefined],
      push: [['no such method']],
    };
    await page.evaluate((said) => { for (const [method, args] of Object.entries(said)) posthog[method](...args); }, said);
    await eventually(() => lines.filter((line) => line.includes('ignored')).length >= 7);
  });

  for (const [name, before] of Object.entries(BROKEN)) {
    it(`takes whatever it is given, with ${name}`, async () => {
      const page = await world.visit({ debug: false, opt_out_useragent_filter: true }, { before });
      const seen = watch(page);
      await page.evaluate(() => (document.documentElement.append(document.body ?? document.createElement('body'))));
      const { thrown, calls, polluted } = await page.evaluate(fuzz, !before);
      assert.deepEqual(thrown, []);
      assert.ok(calls > 3000, `${calls} calls`);
      assert.ok(!polluted);
      await page.evaluate((page) => {
        posthog.reset();
        posthog.opt_in_capturing({ captureEventName: null });
        posthog.set_config({ request_batching: true });
        posthog.identify('the survivor');
        posthog.capture('alive', { page });
      }, name);
      await eventually(() => world.collector.events().some(({ event, properties }) => event === 'alive' && properties.page === name));
      assert.deepEqual(seen.errors, []);
      await page.context().close();
    });
  }
});
