// Where there is no page the package does nothing, whatever runs it; where there is one in a test, it works.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { useBundlers } from './support/bundlers.js';
import { NOTHING } from './support/servers.js';

describe('the package', () => {
  const bundlers = useBundlers();

  it('is required in tests by Jest: of a page, where it tracks, and of a server, where it does nothing', () =>
    bundlers.with('jest', async (fixture) => {
      fixture.run('test', { COLLECTOR: bundlers.collector.url });
      const [bundled, ...others] = bundlers.collector.events().filter(({ event }) => event === 'bundled');
      assert.equal(bundled.properties.by, 'jest');
      assert.equal(bundled.properties.visitor, bundled.distinct_id);
      assert.equal(bundled.properties.note, 'Zoë 日本 😀');
      assert.deepEqual(others, []);
    }));

  it('does nothing in tests by Vitest', () =>
    bundlers.with('vitest', async (fixture) => void fixture.run('test', { COLLECTOR: bundlers.collector.url })));

  it('does nothing in Bun, Deno, workers of a network, and at the edge', () =>
    bundlers.with('runtimes', async (fixture) => {
      for (const runtime of ['bun', 'deno']) {
        assert.ok(fixture.run(runtime).split('\n').includes(NOTHING), runtime);
      }
      fixture.run('build');
      for (const runtime of ['workerd', 'edge']) {
        const server = await fixture.start(runtime);
        try {
          assert.equal(await (await fetch(server.url)).text(), NOTHING, runtime);
        } finally {
          await server.stop();
        }
      }
    }));
});
