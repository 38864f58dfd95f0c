// Consent: nothing is captured or stored of a visitor who refuses.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { useWorld } from './support/visits.js';

const CONSENT = '__ph_opt_in_out_token';

describe('consent', () => {
  const world = useWorld();

  const states = (page) =>
    page.evaluate(() => [
      posthog.get_explicit_consent_status(),
      posthog.has_opted_in_capturing(),
      posthog.has_opted_out_capturing(),
      posthog.is_capturing(),
    ]);

  it('opt_in_capturing: captures from then on, says so with an event, and sends what was held back', async () => {
    const page = await world.visit({ opt_out_capturing_by_default: true, capture_pageview: true, capture_pageleave: false });
    await page.waitForFunction(() => posthog.getPageViewId());
    await world.expectEvents(() => page.evaluate(() => {
      posthog.capture('too early');
      posthog.opt_in_capturing();
      posthog.opt_in_capturing();
      posthog.capture('after');
    }), ['$pageview', 'too early', '$opt_in', '$opt_in', 'after']);
    assert.equal(await page.evaluate((key) => localStorage.getItem(key), CONSENT), '1');
    assert.ok(await page.evaluate(() => localStorage.getItem('ph_token_posthog')));
    await page.reload();
    assert.deepEqual(await states(page), ['granted', true, false, true]);
  });

  it('opt_in_capturing: names and fills its event as it is told, or sends none', async () => {
    const page = await world.visit({ opt_out_capturing_by_default: true });
    await world.expectEvents(() => page.evaluate(() => {
      posthog.opt_in_capturing({ captureEventName: 'agreed', captureProperties: { where: 'banner' } });
      posthog.opt_in_capturing({ captureProperties: { where: 'footer' } });
      posthog.opt_in_capturing({ captureEventName: null });
      posthog.opt_in_capturing({ captureEventName: false });
    }), [{ event: 'agreed', where: 'banner' }, { event: '$opt_in', where: 'footer' }]);
  });

  it('opt_in_capturing: makes somebody of a visitor who had refused to be anybody', async () => {
    const page = await world.visit({ cookieless_mode: 'on_reject' });
    let nobody;
    const [, optIn] = await world.expectEvents(async () => {
      nobody = await page.evaluate(() => {
        posthog.opt_out_capturing();
        const { properties } = posthog.capture('nobody', {}, {});
        posthog.opt_in_capturing();
        return properties;
      });
    }, ['nobody', '$opt_in']);
    assert.deepEqual([nobody.distinct_id, nobody.$device_id, nobody.$cookieless_mode], ['$posthog_cookieless', null, true]);
    assert.deepEqual(Object.keys(nobody).filter((key) => /^\$(session|window)/.test(key)), []);
    assert.notEqual(optIn.distinct_id, nobody.distinct_id);
    assert.equal(optIn.properties.$device_id, optIn.distinct_id);
    assert.ok(optIn.properties.$session_id && optIn.properties.$window_id);
    assert.equal(optIn.properties.$cookieless_mode, undefined);
  });

  it('opt_out_capturing: captures nothing more, and deletes what is stored and what waits', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => {
      posthog.register({ plan: 'pro' });
      posthog.register_for_session({ step: 1 });
      posthog.capture('waiting');
      posthog.opt_out_capturing();
      posthog.capture('after');
    }), []);
    assert.deepEqual(await states(page), ['denied', false, true, false]);
    const stored = () => page.evaluate(() => [Object.entries(localStorage), Object.keys(sessionStorage), document.cookie]);
    assert.deepEqual(await stored(), [[[CONSENT, '0']], [], '']);
    await page.reload();
    assert.deepEqual(await states(page), ['denied', false, true, false]);
    assert.deepEqual(await stored(), [[[CONSENT, '0']], [], '']);
  });

  it('opt_out_capturing: and opt_in_capturing change nothing where nobody is asked', async () => {
    const page = await world.visit({ cookieless_mode: 'always' });
    await page.evaluate(() => posthog.opt_out_capturing());
    assert.deepEqual(await states(page), ['pending', false, true, true]);
    await page.evaluate(() => posthog.opt_in_capturing());
    assert.deepEqual(await states(page), ['pending', false, true, true]);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
  });

  it('opt_out_capturing: holds in all tabs', async () => {
    const page = await world.visit();
    const other = await world.visit({}, { visitor: page.context() });
    await other.evaluate(() => posthog.opt_out_capturing());
    await page.waitForFunction(() => !posthog.is_capturing());
    assert.deepEqual(await states(page), ['denied', false, true, false]);
  });

  it('has_opted_in_capturing: is true until the visitor refuses, unless nothing is captured by default', async () => {
    const page = await world.visit();
    const asks = await world.visit({ opt_out_capturing_by_default: true });
    const isIn = (page) => page.evaluate(() => posthog.has_opted_in_capturing());
    assert.deepEqual([await isIn(page), await isIn(asks)], [true, false]);
    await page.evaluate(() => posthog.opt_out_capturing());
    await asks.evaluate(() => posthog.opt_in_capturing());
    assert.deepEqual([await isIn(page), await isIn(asks)], [false, true]);
  });

  it('has_opted_out_capturing: is the opposite of has_opted_in_capturing', async () => {
    for (const [options, expected] of [
      [{}, [false, true, false]],
      [{ opt_out_capturing_by_default: true }, [true, true, false]],
      [{ cookieless_mode: 'on_reject' }, [true, true, false]],
      [{ cookieless_mode: 'always' }, [true, true, true]],
    ]) {
      const page = await world.visit(options);
      const given = await page.evaluate(() => {
        const all = [posthog.has_opted_out_capturing()];
        posthog.opt_out_capturing();
        all.push(posthog.has_opted_out_capturing());
        posthog.opt_in_capturing();
        return [...all, posthog.has_opted_out_capturing()];
      });
      assert.deepEqual(given, expected, JSON.stringify(options));
    }
  });

  it('clear_opt_in_out_capturing: goes back to no decision', async () => {
    const page = await world.visit();
    await page.evaluate(() => {
      posthog.opt_out_capturing();
      posthog.clear_opt_in_out_capturing();
    });
    assert.deepEqual(await states(page), ['pending', true, false, true]);
    assert.equal(await page.evaluate((key) => localStorage.getItem(key), CONSENT), null);
    await world.expectEvents(() => page.evaluate(() => posthog.capture('e')), ['e']);

    const asks = await world.visit({ opt_out_capturing_by_default: true });
    await asks.evaluate(() => {
      posthog.opt_in_capturing({ captureEventName: null });
      posthog.clear_opt_in_out_capturing();
    });
    assert.deepEqual(await states(asks), ['pending', false, true, false]);
    assert.deepEqual(await asks.evaluate(() => [localStorage.length, document.cookie]), [0, '']);
  });

  it('get_explicit_consent_status: gives what the visitor decided, whatever the default is', async () => {
    for (const opt_out_capturing_by_default of [false, true]) {
      const page = await world.visit({ opt_out_capturing_by_default });
      const given = await page.evaluate(() => {
        const all = [posthog.get_explicit_consent_status()];
        posthog.opt_in_capturing();
        all.push(posthog.get_explicit_consent_status());
        posthog.opt_out_capturing();
        return [...all, posthog.get_explicit_consent_status()];
      });
      assert.deepEqual(given, ['pending', 'granted', 'denied']);
    }
  });

  it('get_explicit_consent_status: reads decisions that others stored', async () => {
    for (const [stored, status] of [['yes', 'granted'], ['true', 'granted'], ['no', 'denied'], ['maybe', 'pending']]) {
      const page = await world.visit({}, { before: `localStorage.setItem('${CONSENT}', '${stored}')` });
      assert.equal(await page.evaluate(() => posthog.get_explicit_consent_status()), status, stored);
    }
  });

  it('is_capturing: is true also of visitors without an id, but not before they decided', async () => {
    for (const [options, pending, refused] of [
      [{}, true, false],
      [{ opt_out_capturing_by_default: true }, false, false],
      [{ cookieless_mode: 'on_reject' }, false, true],
      [{ cookieless_mode: 'on_reject', opt_out_capturing_by_default: true }, true, true],
      [{ cookieless_mode: 'always' }, true, true],
    ]) {
      const page = await world.visit(options);
      const given = await page.evaluate(() => [posthog.is_capturing(), (posthog.opt_out_capturing(), posthog.is_capturing())]);
      assert.deepEqual(given, [pending, refused], JSON.stringify(options));
    }
  });

  it('opt_out_capturing: counts for all trackers of the project on the page', async () => {
    const page = await world.visit();
    const after = await page.evaluate(() => {
      posthog.init('token', { ...posthog.config }, 'second');
      posthog.opt_out_capturing();
      return [posthog.second.has_opted_out_capturing(), posthog.second.capture('e') === undefined];
    });
    assert.deepEqual(after, [true, true]);
  });

  it('opt_out_capturing: in a cookie is seen by the other tab, which brings nothing back', async () => {
    const visitor = await world.browser.newVisitor();
    const options = { opt_out_capturing_persistence_type: 'cookie' };
    const [one, two] = [await world.visit(options, { visitor }), await world.visit(options, { visitor })];
    await two.evaluate(() => posthog.identify('ann'));
    await one.evaluate(() => posthog.opt_out_capturing());
    await two.waitForFunction(() => posthog.capture('e') === undefined && posthog.has_opted_out_capturing());
    assert.equal(await two.evaluate(() => localStorage.getItem('ph_token_posthog')), null);
  });
});
