// Options of persistence: where the visitor's properties lie, and what becomes of them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { KEY, LIST_WRITES, capture, cookie, properties, stored, storedNames, useWorld } from './support/options.js';

const APP = 'app.example.test';
const SHOP = 'shop.example.test';
const DAY = 24 * 60 * 60;
const BROKEN = (area) => `Object.defineProperty(window, '${area}', { get() { throw new Error('no'); } });`;
const ABSENT = (area) => `Object.defineProperty(window, '${area}', { value: undefined });`;
const FULL = (area) => `
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (...args) {
    if (this === ${area}) throw new DOMException('full', 'QuotaExceededError');
    setItem.apply(this, args);
  };`;

describe('options of persistence', () => {
  const world = useWorld();

  const register = (page, given) => page.evaluate((given) => posthog.register(given), given);
  const id = (page) => page.evaluate(() => posthog.get_distinct_id());

  it('option persistence: keeps everything in localStorage, and what tells the visitor in a cookie', async () => {
    const page = await world.enter();
    assert.equal(await page.evaluate(() => posthog.config.persistence), 'localStorage+cookie');
    await register(page, { plan: 'pro', zero: 0 });
    await capture(page, 'event');
    const own = ['$device_id', '$initial_person_info', '$sesid', '$user_state', 'distinct_id'];
    const { object } = await cookie(page);
    assert.deepEqual(Object.keys(object).sort(), own);
    const local = await stored(page);
    assert.equal(local.plan, 'pro');
    assert.deepEqual(object, Object.fromEntries(own.map((key) => [key, local[key]])));
    await page.evaluate(() => posthog.identify('ann'));
    assert.deepEqual(Object.keys((await cookie(page)).object).sort(), ['$device_id', '$epp', ...own.slice(1)]);
  });

  it('option persistence: localStorage, in any case of letters, sets no cookie', async () => {
    for (const persistence of ['localStorage', 'LOCALSTORAGE']) {
      const page = await world.enter({ persistence });
      await register(page, { plan: 'pro' });
      assert.equal((await stored(page)).plan, 'pro', persistence);
      assert.deepEqual(await page.context().cookies(), []);
    }
  });

  it('option persistence: cookie keeps everything there', async () => {
    const page = await world.enter({ persistence: 'cookie' });
    const first = await id(page);
    await register(page, { plan: 'über; 50%' });
    assert.equal((await cookie(page)).object.plan, 'über; 50%');
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
    await page.reload();
    assert.deepEqual([await id(page), (await properties(page)).plan], [first, 'über; 50%']);
  });

  it('option persistence: sessionStorage is for this tab', async () => {
    const visitor = await world.newVisitor();
    const page = await world.enter({ persistence: 'sessionStorage' }, { visitor });
    const first = await id(page);
    await register(page, { plan: 'pro' });
    assert.equal((await stored(page, 'sessionStorage')).plan, 'pro');
    assert.deepEqual(await page.evaluate(() => [localStorage.length, document.cookie]), [0, '']);
    await page.reload();
    assert.deepEqual([await id(page), (await properties(page)).plan], [first, 'pro']);
    assert.notEqual(await id(await world.enter({ persistence: 'sessionStorage' }, { visitor })), first);
  });

  it('option persistence: memory stores nothing at all', async () => {
    const page = await world.enter({ persistence: 'memory' });
    await register(page, { plan: 'pro' });
    await page.evaluate(() => posthog.register_for_session({ tour: 1 }));
    const { plan, tour, distinct_id } = await properties(page);
    assert.deepEqual([plan, tour], ['pro', 1]);
    assert.deepEqual(await storedNames(page), []);
    await page.reload();
    assert.notEqual(await id(page), distinct_id);
    assert.equal((await properties(page)).plan, undefined);
  });

  it('option persistence: another word is taken for the default, and the developer is told', async () => {
    const visitor = await world.newVisitor();
    const page = await world.enter({ persistence: 'indexedDB', debug: true }, { visitor });
    assert.equal((await stored(page)).distinct_id, (await cookie(page)).object.distinct_id);
    assert.ok(visitor.said.some((line) => line.includes('indexedDB')), visitor.said.join('\n'));
  });

  it('option persistence: falls back where storage throws, is absent or is full', async () => {
    for (const [what, broken] of Object.entries({ BROKEN, ABSENT, FULL })) {
      for (const persistence of ['localStorage', 'localStorage+cookie']) {
        const visitor = await world.newVisitor();
        const page = await world.enter({ persistence }, { visitor, before: broken('localStorage') });
        await register(page, { plan: 'pro' });
        const { object } = await cookie(page);
        assert.deepEqual([object.plan, object.distinct_id], ['pro', await id(page)], `${what} ${persistence}`);
        assert.deepEqual(visitor.said, [], what);
      }
      const page = await world.enter({ persistence: 'sessionStorage' }, { before: broken('sessionStorage') });
      await register(page, { plan: 'pro' });
      assert.equal((await stored(page)).plan, 'pro', what);
      assert.equal((await cookie(page)).object.distinct_id, await id(page), what);
    }
  });

  it('option persistence: lives on in memory where everything throws', async () => {
    const cookies = "Object.defineProperty(document, 'cookie', { get() { throw new Error(); }, set() { throw new Error(); } });";
    const visitor = await world.newVisitor();
    const before = BROKEN('localStorage') + BROKEN('sessionStorage') + cookies;
    const page = await world.enter({}, { visitor, before });
    await register(page, { plan: 'pro' });
    const [one, two] = [await properties(page), await properties(page)];
    assert.deepEqual([one.plan, one.distinct_id, one.$session_id], ['pro', two.distinct_id, two.$session_id]);
    assert.deepEqual(visitor.said, []);
  });

  it('option persistence: moves what is stored when it changes', async () => {
    const page = await world.enter();
    await register(page, { plan: 'pro' });
    const first = await id(page);
    const move = (persistence) => page.evaluate((persistence) => posthog.set_config({ persistence }), persistence);

    await move('cookie');
    assert.equal(await stored(page), null);
    assert.equal((await cookie(page)).object.plan, 'pro');
    await move('localStorage');
    assert.equal((await stored(page)).plan, 'pro');
    assert.equal(await cookie(page), undefined);
    await move('memory');
    assert.equal(await stored(page), null);
    await move('localStorage+cookie');
    assert.equal((await stored(page)).plan, 'pro');
    assert.equal((await cookie(page)).object.distinct_id, first);
    assert.equal(await id(page), first);
  });

  it('option persistence: moves to sessionStorage and back', async () => {
    const page = await world.enter();
    await register(page, { plan: 'pro' });
    await page.evaluate(() => posthog.register_for_session({ tour: 1 }));
    await page.evaluate(() => posthog.set_config({ persistence: 'sessionStorage' }));
    assert.deepEqual([await stored(page), await cookie(page)], [null, undefined]);
    assert.equal((await stored(page, 'sessionStorage')).plan, 'pro');
    await page.evaluate(() => posthog.set_config({ persistence: 'localStorage+cookie' }));
    const session = await stored(page, 'sessionStorage');
    assert.deepEqual([session.plan, session.tour, (await stored(page)).plan], [undefined, 1, 'pro']);
    const { plan, tour } = await properties(page);
    assert.deepEqual([plan, tour], ['pro', 1]);
  });

  it('option persistence_name: names what is stored', async () => {
    const page = await world.enter({ persistence_name: 'mine' });
    await capture(page, 'event');
    const names = (await storedNames(page)).map((name) => name.split('=')[0]);
    assert.ok(names.every((name) => /^ph_mine(_|$)/.test(name)), `${names}`);
    assert.equal((await stored(page, 'localStorage', 'ph_mine')).distinct_id, await id(page));
    assert.equal((await cookie(page, 'ph_mine')).object.distinct_id, await id(page));
    const window = await stored(page, 'sessionStorage', 'ph_mine_window_id');
    assert.equal(window, (await properties(page)).$window_id);
    assert.equal(await world.byDefault('persistence_name'), '');
  });

  it('option persistence_name: moves what is stored when it changes', async () => {
    const page = await world.enter();
    await page.evaluate(() => posthog.set_config({ persistence_name: 'mine' }));
    assert.deepEqual([await stored(page), await cookie(page)], [null, undefined]);
    assert.equal((await stored(page, 'localStorage', 'ph_mine')).distinct_id, await id(page));
  });

  it('option cookie_expiration: is the age of the cookie in days; 0 is until the browser ends', async () => {
    const now = Date.now() / 1000;
    for (const [options, days] of [[{}, 365], [{ cookie_expiration: 10 }, 10]]) {
      const { expires } = await cookie(await world.enter(options));
      assert.ok(Math.abs(expires - now - days * DAY) < 120, `${expires}`);
    }
    assert.equal((await cookie(await world.enter({ cookie_expiration: 0 }))).expires, -1);
  });

  it('option cookie_expiration: gives way to the days of a register', async () => {
    const page = await world.enter();
    await page.evaluate(() => posthog.register({ plan: 'pro' }, 2));
    assert.ok(Math.abs((await cookie(page)).expires - Date.now() / 1000 - 2 * DAY) < 120);
  });

  it('option cross_subdomain_cookie: another subdomain goes on with the visitor and the session', async () => {
    const visitor = await world.newVisitor();
    const app = await world.enter({}, { visitor, host: APP });
    await register(app, { plan: 'pro' });
    const { $session_id, distinct_id } = await properties(app);
    assert.equal((await cookie(app)).domain, '.example.test');
    const shop = await world.enter({}, { visitor, host: SHOP });
    const there = await properties(shop);
    assert.deepEqual([there.distinct_id, there.$session_id, there.plan], [distinct_id, $session_id, undefined]);
    assert.equal((await stored(shop)).distinct_id, distinct_id);
    assert.deepEqual((await visitor.cookies()).map(({ name }) => name), [KEY], 'no probe is left');
  });

  it('option cross_subdomain_cookie: finds the site below a suffix of two labels', async () => {
    const page = await world.enter({}, { host: 'a.b.example.co.uk' });
    assert.equal((await cookie(page)).domain, '.example.co.uk');
  });

  it('option cross_subdomain_cookie: false keeps it to this host', async () => {
    const visitor = await world.newVisitor();
    const options = { cross_subdomain_cookie: false };
    const app = await world.enter(options, { visitor, host: APP });
    assert.equal((await cookie(app)).domain, APP);
    assert.notEqual(await id(await world.enter(options, { visitor, host: SHOP })), await id(app));
  });

  it('option cross_subdomain_cookie: is off by default on hosts that many sites share', async () => {
    const given = (page) => page.evaluate(() => posthog.config.cross_subdomain_cookie);
    assert.equal(await given(await world.enter()), true);
    for (const host of ['me.herokuapp.com', 'me.vercel.app', 'me.netlify.app']) {
      const visitor = await world.newVisitor();
      await visitor.route(`http://${host}:*/**`, async (route) =>
        route.fulfill({ response: await route.fetch({ url: route.request().url().replace(host, '127.0.0.1') }) }));
      const page = await world.enter({}, { visitor, host });
      assert.equal(await given(page), false);
      assert.equal((await cookie(page)).domain, host);
    }
  });

  it('option secure_cookie: marks the cookie as one for encrypted connections', async () => {
    const page = await world.enter();
    assert.deepEqual([await page.evaluate(() => posthog.config.secure_cookie), (await cookie(page)).secure], [false, false]);
    const secure = await world.enter({ secure_cookie: true }, { before: LIST_WRITES });
    const written = await secure.evaluate((key) => writes.filter((text) => text.startsWith(key + '=%7B')), KEY);
    assert.ok(written.length && written.every((text) => /; ?secure(;|$)/.test(text)), `${written}`);
  });

  it('option secure_cookie: is the default where the page is encrypted', async () => {
    const visitor = await world.newVisitor();
    await visitor.route('https://secure.test/', (route) => route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><script>${world.site.pages['/array.full.js'].body}</script>
        <script>posthog.init('token', { capture_pageview: false })</script>`,
    }));
    await world.enter({}, { visitor }); // Has the site know the script.
    const page = await visitor.newPage();
    await page.goto('https://secure.test/');
    assert.equal(await page.evaluate(() => posthog.config.secure_cookie), true);
    assert.equal((await cookie(page)).secure, true);
  });

  it('option cookie_persisted_properties: travel to other subdomains', async () => {
    const visitor = await world.newVisitor();
    const options = { cookie_persisted_properties: ['plan', 'seats', 'empty'] };
    const app = await world.enter(options, { visitor, host: APP });
    await register(app, { plan: 'pro', seats: 0, empty: '', other: 1 });
    const { object } = await cookie(app);
    assert.deepEqual([object.plan, object.seats, 'empty' in object, 'other' in object], ['pro', 0, false, false]);
    const there = await properties(await world.enter(options, { visitor, host: SHOP }));
    assert.deepEqual([there.plan, there.seats, there.other], ['pro', 0, undefined]);
    await app.evaluate(() => posthog.set_config({ cookie_persisted_properties: ['other'] }));
    const changed = (await cookie(app)).object;
    assert.deepEqual([changed.other, 'plan' in changed], [1, false]);
    assert.deepEqual(await world.byDefault('cookie_persisted_properties'), []);
  });

  it('option disable_persistence: stores nothing, and deletes what was stored', async () => {
    const visitor = await world.newVisitor();
    const first = await id(await world.enter({}, { visitor }));
    const page = await world.enter({ disable_persistence: true }, { visitor });
    await register(page, { plan: 'pro' });
    const { plan, distinct_id } = await properties(page);
    assert.equal(plan, 'pro');
    assert.notEqual(distinct_id, first);
    assert.deepEqual([await stored(page), await cookie(page)], [null, undefined]);
    assert.equal(await stored(page, 'sessionStorage'), null);
    assert.equal(await world.byDefault('disable_persistence'), false);
  });

  it('option disable_persistence: takes effect when it changes', async () => {
    const page = await world.enter();
    const first = await id(page);
    await page.evaluate(() => posthog.set_config({ disable_persistence: true }));
    assert.deepEqual([await stored(page), await cookie(page), await id(page)], [null, undefined, first]);
    await page.evaluate(() => posthog.set_config({ disable_persistence: false }));
    assert.equal((await stored(page)).distinct_id, first);
  });

  it('option persistence_save_debounce_ms: has no effect: changes are written at once, and nothing else is', async () => {
    const page = await world.enter({ persistence_save_debounce_ms: 5000 }, { before: LIST_WRITES });
    const [seats, rewritten] = await page.evaluate((key) => {
      posthog.register({ seats: 3 });
      const { seats } = JSON.parse(localStorage.getItem(key));
      writes.length = 0;
      posthog.register({ seats: 3 });
      return [seats, writes];
    }, KEY);
    assert.deepEqual([seats, rewritten], [3, []]);
    assert.equal(await world.byDefault('persistence_save_debounce_ms'), 0);
  });

  it('option split_storage: leaves one object, because there are no flags and surveys to split off', async () => {
    const page = await world.enter({ split_storage: true });
    await capture(page, 'event');
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), [KEY]);
    assert.equal(await world.byDefault('split_storage'), false);
  });

  it('option cookieWinsOnConflict: whom a sibling identifies or resets is identified or reset here', async () => {
    const visitor = await world.newVisitor();
    const options = { cookieWinsOnConflict: true };
    const app = await world.enter(options, { visitor, host: APP });
    const plain = await world.enter({}, { visitor, host: 'plain.example.test' });
    const shop = await world.enter(options, { visitor, host: SHOP });
    const before = await id(app);
    await register(app, { plan: 'pro' });
    await shop.evaluate(() => posthog.identify('ann'));
    const identified = await properties(app);
    assert.deepEqual([identified.distinct_id, identified.$user_id, identified.$is_identified], ['ann', 'ann', true]);
    assert.equal(identified.plan, 'pro');
    assert.equal((await properties(plain)).distinct_id, before, 'without the option a page keeps its own');
    await shop.evaluate(() => posthog.reset());
    await app.waitForTimeout(150); // The cookie is looked at ten times a second at most.
    const anonymous = await properties(app);
    assert.deepEqual(
      [anonymous.distinct_id, anonymous.$user_id, anonymous.$is_identified, anonymous.plan],
      [await id(shop), undefined, false, undefined],
    );
  });

  it('option cookieWinsOnConflict: decides what a page load takes up', async () => {
    for (const [options, expected] of [[{}, 'ours'], [{ cookieWinsOnConflict: true }, 'theirs']]) {
      const page = await world.enter(options);
      await page.evaluate((key) => {
        const put = (distinct_id) => JSON.stringify({ distinct_id, $device_id: 'device', $user_state: 'anonymous' });
        localStorage.setItem(key, put('ours'));
        document.cookie = `${key}=${encodeURIComponent(put('theirs'))};path=/`;
      }, KEY);
      await page.reload();
      assert.equal(await id(page), expected);
      assert.equal(await page.evaluate(() => posthog.config.cookieWinsOnConflict), options.cookieWinsOnConflict ?? false);
    }
  });

  it('option upgrade: does nothing', () => world.accepts('upgrade', false, 'true'));
});
