// A page that has Segment's library, the real one, goes by its ids.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { build } from 'esbuild';

import { startWorld } from './support/world.js';

const SETTINGS = { integrations: {}, plan: {}, remotePlugins: [] };

describe('segment', () => {
  let world;
  before(async () => {
    world = await startWorld();
    const contents = "export { AnalyticsBrowser } from '@segment/analytics-next';";
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: '.' }, bundle: true, write: false, format: 'iife', globalName: 'segment', logLevel: 'error',
    });
    world.site.pages['/segment.js'] = { type: 'text/javascript', body: outputFiles[0].contents };
  });
  after(() => world.stop());

  it('option segment: takes the visitor from Segment, and gives its events our properties', async () => {
    const before = `</script><script src="/segment.js"></script><script>
      window.analytics = segment.AnalyticsBrowser.load({ writeKey: 'k', cdnSettings: ${JSON.stringify(SETTINGS)} });
      window.enriched = [];
      analytics.addSourceMiddleware(({ payload, next }) => next(payload));
      analytics.ready(() => {});
      analytics.register({ name: 'sink', type: 'after', version: '1', isLoaded: () => true, load: async () => {},
        track: (context) => { enriched.push(context.event.properties); return context; } });`;
    const page = await world.visit('{segment: window.analytics}', { before });
    const anonymous = await page.evaluate(async () => {
      const anonymous = (await analytics.user()).anonymousId();
      await analytics.track('before login');
      await analytics.identify('ann');
      await analytics.track('bought', { price: 7 });
      return anonymous;
    });
    const [first, bought] = await page.evaluate(() => enriched);
    assert.equal(first.distinct_id, anonymous);
    assert.deepEqual([bought.price, bought.distinct_id, bought.$lib], [7, 'ann', 'web']);
    await world.expectEvents(() => page.evaluate(() => void posthog.capture('ours')), [{ event: 'ours', distinct_id: 'ann' }]);
    await page.reload();
    await page.waitForFunction(() => window.posthog?.__loaded);
    assert.equal(await page.evaluate(() => posthog.get_distinct_id()), 'ann');
    assert.equal(await page.evaluate(() => posthog.capture('again').properties.$is_identified), true);
  });
});
