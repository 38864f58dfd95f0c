// What docs/workers.md shows is what works: its workers run on a page, its extension is loaded.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { chromium } from 'playwright-core';

import { FLAGS, USER_AGENT } from './support/browser.js';
import { eventually } from './support/collector.js';
import { readDocument } from './support/documents.js';
import { startWorld } from './support/world.js';

const { block, blocks } = readDocument('docs/workers.md');

const bundled = (source) =>
  execFileSync('node_modules/.bin/esbuild', ['--bundle', '--format=iife', '--log-level=error'], { input: source, encoding: 'utf8' });

describe('docs/workers.md', () => {
  let world;
  before(async () => (world = await startWorld()));
  after(() => world.stop());

  const here = (code) => code.replaceAll('https://collector.example', world.collector.url);
  const [plain, page, kept] = blocks('js', 'A web worker');

  const serve = (worker) => (world.site.pages['/worker.js'] = { type: 'text/javascript', body: bundled(here(worker)) });

  it('shows a worker that captures for the visitor that its page names', async () => {
    serve(plain);
    const [, , computed] = await world.expectEvents(
      () => world.open(`<!doctype html><script>${page}</script>`),
      ['$identify', '$groupidentify', { event: 'report computed', rows: 7, $groups: { company: 'Acme' } }],
    );
    assert.equal(computed.distinct_id, 'ann@acme.example');
  });

  it('shows a storage that keeps the visitor', async () => {
    serve(kept);
    const visitor = await world.browser.newVisitor();
    const run = () => world.open('<!doctype html><script>new Worker("/worker.js")</script>', { visitor });
    const [first] = await world.expectEvents(run, ['woken']);
    const [second] = await world.expectEvents(run, ['woken']);
    assert.equal(second.distinct_id, first.distinct_id);
  });

  it('shows an extension whose events are stored, the popup\'s under the background\'s visitor', async () => {
    const extension = mkdtempSync(join(tmpdir(), 'hoofprint-extension-'));
    const profile = mkdtempSync(join(tmpdir(), 'hoofprint-profile-'));
    const write = (file, text) => writeFileSync(join(extension, file), text);
    write('manifest.json', block('json', 'manifest.json').replace('https://collector.example', 'http://127.0.0.1'));
    write('popup.html', block('html', 'popup.html'));
    for (const file of ['popup.js', 'background.js']) write(file, bundled(here(block('js', file))));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.HOOFPRINT_CHROMIUM ?? '/usr/bin/chromium',
      // The user agent of headless Chromium is a bot's, and only this way service workers get another one.
      args: [...FLAGS, `--user-agent=${USER_AGENT}`, `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
      ignoreDefaultArgs: ['--disable-extensions'],
    });
    try {
      const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
      const errors = [];
      context.on('weberror', (error) => errors.push(String(error.error())));
      const events = await world.expectEvents(async () => {
        await eventually(() => world.collector.events().some(({ event }) => event === 'extension installed'));
        const popup = await context.newPage();
        await popup.goto(new URL('popup.html', worker.url()).href);
      }, ['extension installed', 'popup opened', '$pageview']);
      assert.equal(new Set(events.map(({ distinct_id }) => distinct_id)).size, 1);
      assert.deepEqual(errors, []);
    } finally {
      await context.close();
      rmSync(extension, { recursive: true });
      rmSync(profile, { recursive: true });
    }
  });
});
