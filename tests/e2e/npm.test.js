// The npm entry: what an application gets from `import posthog from 'hoofprint'`.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';

import { startWorld } from './support/world.js';

describe('the npm entry', () => {
  let world;
  before(async () => (world = await startWorld()));
  after(() => world.stop());

  /** An application, bundled as its own build would do it. */
  const bundle = (source) =>
    execFileSync('node_modules/.bin/esbuild', ['--bundle', '--format=iife', '--log-level=error'], {
      input: source,
      encoding: 'utf8',
    });

  it('tracks from a bundled application, with ids on the line after init', async () => {
    const body = bundle(`
      import posthog from 'hoofprint';
      posthog.init('token', { api_host: ${JSON.stringify(world.wire.url)} });
      posthog.capture('from npm', { id: posthog.get_distinct_id(), session: posthog.get_session_id() });
      window.receipt = posthog.capture('receipt', { n: 1 }, { $set: { plan: 'pro' } });`);
    world.site.pages['/app.js'] = { type: 'text/javascript', body };
    let receipt;
    const events = await world.expectEvents(async () => {
      const page = await world.open('<!doctype html><script src="/app.js"></script>');
      receipt = await page.evaluate(() => ({ ...JSON.parse(JSON.stringify(receipt)), direct: [receipt.uuid, receipt.event] }));
    }, [{ event: 'from npm', $sdk_dist_channel: 'npm' }, { event: 'receipt', n: 1 }, '$pageview']);
    assert.equal(events[0].properties.id, events[0].distinct_id);
    assert.equal(events[0].properties.session, events[0].properties.$session_id);
    assert.deepEqual(receipt.direct, [events[1].uuid, 'receipt']);
    assert.equal(receipt.properties.n, 1);
    assert.deepEqual(receipt.$set, { plan: 'pro' });
  });

  it('does nothing on a server, by import and by require', async () => {
    const modules = [await import('hoofprint'), createRequire(import.meta.url)('hoofprint')];
    for (const { posthog } of modules) {
      posthog.init('token', { api_host: 'http://127.0.0.1:9' });
      assert.equal(posthog.capture('e'), undefined);
      assert.equal(posthog.get_distinct_id(), undefined);
    }
    assert.equal(modules[0].default, modules[0].posthog);
  });
});
