// The npm entry: what an application gets from `import posthog from 'hoofprint'`.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { before, describe, it } from 'node:test';

import { useWorld } from './support/visits.js';
import { STUB } from './support/world.js';

describe('the npm entry', () => {
  const world = useWorld();

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

  describe('one page has one tracker', () => {
    const script = (code) => `<script>${code}</script>`;
    const init = () => `posthog.init('token', {api_host: '${world.wire.url}', request_queue_config: {flush_interval_ms: 250}});`;
    const loaded = () => `<script src="${world.wire.url}/static/array.js"></script>`;
    const packed = '<script src="/app.js"></script>';
    const copy = '<script src="/copy.js"></script>';
    const snippet = script("posthog.capture('by the snippet')");

    const ORDERS = {
      'the script, then the package': () => [loaded(), script(init()), snippet, packed],
      'the script, then the package, which begins': () => [loaded(), packed, snippet],
      'the package, then the script': () => [packed, loaded(), script(init()), snippet],
      'the stub, then the package': () => [script(STUB), script(init()), snippet, packed],
      'the stub, then the package, which begins before the stub does': () => [script(STUB), snippet, packed, script(init())],
      'the package, then the stub': () => [packed, script(STUB), script(init()), snippet],
      'the stub and the script twice, and the package twice': () =>
        [script(STUB), script(init()), packed, loaded(), script(STUB), script(init()), snippet, copy],
    };

    before(() => {
      const body = bundle(`
        import posthog from 'hoofprint';
        ${init()}
        posthog.capture('by the package');
        window.packed = posthog;`);
      world.site.pages['/app.js'] = { type: 'text/javascript', body };
      world.site.pages['/copy.js'] = { type: 'text/javascript', body: body.replace('by the package', 'by its copy') };
    });

    for (const [order, head] of Object.entries(ORDERS)) {
      it(order, async () => {
        const captures = { [snippet]: 'by the snippet', [packed]: 'by the package', [copy]: 'by its copy' };
        const [first, ...others] = await world.expectEvents(async () => {
          const page = await world.open(`<!doctype html>${head().join('')}`, { path: '/one' });
          await page.waitForFunction(() => window.posthog.__loaded && window.posthog === window.hoofprint);
          assert.equal(await page.evaluate(() => window.packed === window.posthog), true);
        }, head().map((tag) => captures[tag]).filter(Boolean), { apart: ['$pageview'] });
        const isView = ({ event, distinct_id }) => event === '$pageview' && distinct_id === first.distinct_id;
        assert.equal(world.collector.events().filter(isView).length, 1);
        assert.ok(others.every(({ distinct_id }) => distinct_id === first.distinct_id));
      });
    }
  });
});
