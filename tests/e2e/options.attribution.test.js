// Options that say what is kept of the way on which a visitor came.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { properties, useWorld } from './support/options.js';

const CAMPAIGN = `history.replaceState(null, '', '/?utm_source=news&plan=pro');`;
const REFERRED = `Object.defineProperty(document, 'referrer', { value: 'https://www.google.com/search?q=hoof' });`;
const GOOGLE_APP =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/306.0.6 Mobile/15E148 Safari/604.1';

describe('options of attribution', () => {
  const world = useWorld();

  it('option save_campaign_params: keeps the campaign for the session, unless it is off', async () => {
    const page = await world.enter({}, { before: CAMPAIGN });
    await properties(page);
    await page.evaluate(() => history.replaceState(null, '', '/'));
    assert.equal((await properties(page)).utm_source, 'news');
    const without = await world.enter({ save_campaign_params: false }, { before: CAMPAIGN });
    assert.equal('utm_source' in (await properties(without)), false);
    assert.equal(await world.byDefault('save_campaign_params'), true);
  });

  it('option custom_campaign_params: names further parameters', async () => {
    const page = await world.enter({ custom_campaign_params: ['plan'] }, { before: CAMPAIGN });
    const told = await properties(page);
    assert.deepEqual([told.plan, told.utm_source], ['pro', 'news']);
    assert.deepEqual(await world.byDefault('custom_campaign_params'), []);
  });

  it('option save_referrer: keeps where the visitor came from, unless it is off', async () => {
    const page = await world.enter({}, { before: REFERRED });
    const { $referrer, $referring_domain, $search_engine } = await properties(page);
    assert.deepEqual(
      [$referrer, $referring_domain, $search_engine],
      ['https://www.google.com/search?q=hoof', 'www.google.com', 'google'],
    );
    const without = await world.enter({ save_referrer: false }, { before: REFERRED });
    assert.equal('$referrer' in (await properties(without)), false);
    assert.equal(await world.byDefault('save_referrer'), true);
  });

  it("option detect_google_search_app: tells Google's app from a browser", async () => {
    const browser = async (options) => {
      const page = await world.enter(options, { visitor: await world.newVisitor({ userAgent: GOOGLE_APP }) });
      return (await properties(page)).$browser;
    };
    assert.deepEqual(
      [await browser({ detect_google_search_app: true }), await browser({ detect_google_search_app: false })],
      ['Google Search App', 'Mobile Safari'],
    );
    assert.equal(await world.byDefault('detect_google_search_app'), false);
  });
});
