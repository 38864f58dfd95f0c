// `hoofprint/slim`: the tracker of an application that hosts the core itself.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { eventually } from './support/collector.js';
import { startWorld } from './support/world.js';

describe('hoofprint/slim', () => {
  let world;
  before(async () => {
    world = await startWorld();
    const body = readFileSync(execFileSync('node', ['-p', "require.resolve('hoofprint/hoofprint.wasm')"], { encoding: 'utf8' }).trim());
    world.site.pages['/core.wasm'] = { type: 'application/wasm', body };
    world.site.pages['/core.bin'] = { type: 'application/octet-stream', body };
  });
  after(() => world.stop());

  /** Opens a page of an application with this entry; `INIT` starts the tracker there. */
  const open = (source, path, visitor) => {
    const input = `import posthog, { loadCore } from 'hoofprint/slim';
      const INIT = () => posthog.init('token', { api_host: ${JSON.stringify(world.wire.url)}, capture_pageview: false,
        request_queue_config: { flush_interval_ms: 250 } });
      ${source}`;
    const args = ['--bundle', '--format=esm', '--log-level=error', '--target=es2022'];
    const body = execFileSync('node_modules/.bin/esbuild', args, { input, encoding: 'utf8' });
    world.site.pages[`${path}.js`] = { type: 'text/javascript', body };
    return world.open(`<!doctype html><title>A page</title><script type="module" src="${path}.js"></script>`, { path, visitor });
  };

  const SOURCES = {
    'a URL as text': `'/core.wasm'`,
    'a URL': `new URL('/core.wasm', location)`,
    'an address whose server does not know the type': `'/core.bin'`,
    'a response': `await fetch('/core.wasm')`,
    'the promise of a response': `fetch('/core.wasm')`,
    bytes: `await (await fetch('/core.wasm')).arrayBuffer()`,
    'a view of bytes': `new Uint8Array(await (await fetch('/core.wasm')).arrayBuffer())`,
    'a module': `await WebAssembly.compileStreaming(fetch('/core.wasm'))`,
  };
  for (const [at, [name, source]] of Object.entries(SOURCES).entries()) {
    it(`takes ${name}`, () =>
      world.expectEvents(() => open(`loadCore(${source}); INIT(); posthog.capture('slim', { at: ${at} });`, `/source-${at}`), [
        { event: 'slim', at, $sdk_dist_channel: 'npm' },
      ]));
  }

  for (const name of ['bytes', 'a module']) {
    it(`gives ids on the line after init, with ${name}`, async () => {
      const source = `loadCore(${SOURCES[name]}); INIT(); posthog.capture('known', { id: posthog.get_distinct_id() });`;
      const [known] = await world.expectEvents(() => open(source, `/ids-${name.length}`), ['known']);
      assert.equal(known.properties.id, known.distinct_id);
    });
  }

  it('keeps what is captured before it is told where the core is, and takes the first that it is told', async () => {
    const source = `INIT(); posthog.capture('early'); setTimeout(() => { loadCore('/core.wasm'); loadCore('/nowhere'); }, 300);`;
    await world.expectEvents(() => open(source, '/late'), ['early']);
  });

  it('has the page go on where there is no core, and tells whoever debugs', async () => {
    const visitor = await world.browser.newVisitor();
    const said = [];
    visitor.on('console', (message) => said.push(message.text()));
    visitor.on('weberror', (error) => said.push(`thrown: ${error.error()}`));
    const source = `posthog.debug(); loadCore('/nowhere'); INIT(); posthog.capture('lost'); window.goesOn = true;`;
    await world.expectEvents(async () => {
      const page = await open(source, '/broken', visitor);
      await page.waitForFunction(() => goesOn);
      await eventually(() => said.some((line) => line.includes('the core did not start')), { describe: () => said.join('\n') });
    }, []);
    assert.ok(!said.some((line) => line.startsWith('thrown')), said.join('\n'));
  });

  it('throws nothing into the page where the source fails before a tracker wants it', async () => {
    const visitor = await world.browser.newVisitor();
    const thrown = [];
    visitor.on('weberror', (error) => thrown.push(String(error.error())));
    const source = `loadCore(Promise.reject(new Error('offline'))); setTimeout(() => { INIT(); window.goesOn = true; }, 200);`;
    const page = await open(source, '/failing', visitor);
    await page.waitForFunction(() => window.goesOn);
    await page.waitForTimeout(200);
    assert.deepEqual(thrown, []);
  });
});
