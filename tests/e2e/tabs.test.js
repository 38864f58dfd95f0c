// Two tabs of one visitor, and pages of two subdomains.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startWorld } from './support/world.js';

describe('tabs', () => {
  let world;
  before(async () => (world = await startWorld()));
  after(() => world.stop());

  /** Two tabs of a new visitor. */
  async function twoTabs(options) {
    const visitor = await world.browser.newVisitor();
    return [await world.visit(options, { visitor }), await world.visit(options, { visitor })];
  }

  const idIn = (tab) => tab.evaluate(() => posthog.get_distinct_id());
  const propertyIs = (tab, value) => tab.waitForFunction((plan) => posthog.get_property('plan') === plan, value);

  for (const persistence of ['localStorage+cookie', 'localStorage', 'cookie']) {
    it(`see a login, a registration and a logout of each other with persistence ${persistence}`, async () => {
      const [one, two] = await twoTabs({ persistence });
      // With a cookie alone nobody tells a tab: it looks with its next event.
      const look = (tab) => persistence === 'cookie' && tab.evaluate(() => void setInterval(() => posthog.capture('look'), 50));
      assert.equal(await idIn(one), await idIn(two));
      await one.evaluate(() => { posthog.register({ plan: 'pro' }); posthog.identify('ann'); });
      await look(two);
      await two.waitForFunction(() => posthog.get_distinct_id() === 'ann');
      await propertyIs(two, 'pro');
      await two.evaluate(() => posthog.reset());
      await look(one);
      await one.waitForFunction(() => posthog.get_distinct_id() !== 'ann');
      await propertyIs(one, undefined);
      assert.equal(await idIn(one), await idIn(two));
      await one.context().close();
    });
  }

  it('share the session, not the window, and keep each other\'s properties', async () => {
    const [one, two] = await twoTabs({});
    const capture = (tab) => tab.evaluate(() => posthog.capture('e').properties);
    await one.evaluate(() => posthog.register({ a: 1 }));
    // Processes learn of each other's writes a moment later; what two write in that moment is the limit told in decisions.md.
    await two.waitForFunction(() => posthog.get_property('a') === 1);
    await two.evaluate(() => posthog.register({ b: 2 }));
    await one.waitForFunction(() => posthog.get_property('b') === 2);
    await one.evaluate(() => posthog.register({ c: 3 }));
    await two.waitForFunction(() => posthog.get_property('c') === 3);
    const [first, second] = [await capture(one), await capture(two)];
    assert.equal(first.$session_id, second.$session_id);
    assert.notEqual(first.$window_id, second.$window_id);
    for (const { a, b, c } of [first, second]) assert.deepEqual([a, b, c], [1, 2, 3]);
    await one.context().close();
  });

  it('stop together when the visitor refuses in one of them', async () => {
    const [one, two] = await twoTabs({});
    await one.evaluate(() => posthog.opt_out_capturing());
    await two.waitForFunction(() => posthog.has_opted_out_capturing());
    assert.equal(await two.evaluate(() => posthog.capture('e')), undefined);
    await one.context().close();
  });

  it('of another subdomain take the visitor from the cookie, below any public suffix', async () => {
    for (const site of ['example.test', 'example.co.uk']) {
      const visitor = await world.browser.newVisitor();
      const app = await world.visit({}, { visitor, host: `app.${site}` });
      await app.evaluate(() => { posthog.identify('ann'); posthog.register({ plan: 'pro' }); });
      const shop = await world.visit({}, { visitor, host: `shop.eu.${site}` });
      assert.equal(await idIn(shop), 'ann');
      assert.equal(await shop.evaluate(() => posthog.get_property('plan')), undefined);
      const [cookie] = (await visitor.cookies()).filter(({ name }) => name === 'ph_token_posthog');
      assert.equal(cookie.domain, `.${site}`);
      assert.deepEqual((await visitor.cookies()).filter(({ name }) => name.startsWith('dmn_chk_')), []);
      await visitor.close();
    }
  });
});
