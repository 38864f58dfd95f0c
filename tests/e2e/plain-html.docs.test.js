// What docs/plain-html.md shows is what works: all its code runs here as it stands there.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { eventually, startCollector } from './support/collector.js';
import { blocksIn, readDocument } from './support/documents.js';
import { useWorld } from './support/visits.js';
import { STUB, VERSION } from './support/world.js';

const DOCUMENT = readDocument('docs/plain-html.md');
const HOST = 'https://collector.example';

/** For each section with HTML, by its title: the pages that it makes, and what a visitor does there. */
const SECTIONS = {
  'Start': [{ expected: ['$pageview', '$pageleave'] }],
  'Say what happens': [
    { visit: (page) => page.click('button'), expected: [{ event: 'plan chosen', plan: 'pro' }] },
  ],
  'Say who it is': [
    { expected: [{ event: '$identify', distinct_id: 'ann@example.com' }] },
    { before: "posthog.identify('ann@example.com')", visit: (page) => page.click('button'), expected: ['$identify'], isForgotten: true },
  ],
  'Forms': [
    {
      async visit(page) {
        await page.fill('[name=email]', 'bob@example.com');
        await page.selectOption('[name=topic]', 'Releases');
        await page.click('button');
        await page.waitForURL('**/thanks?*');
      },
      expected: ['$identify', { event: 'subscribed', distinct_id: 'bob@example.com', topic: 'Releases' }],
      isUntold: /bob@example|Releases/,
    },
  ],
  'Links': [
    {
      async visit(page) {
        await page.click('a');
        await page.waitForURL('**/price-list.pdf');
      },
      expected: [{ event: 'price list opened', href: '/files/price-list.pdf' }],
    },
  ],
  'Pages that change without loading': [
    { visit: (page) => page.evaluate(() => history.pushState({}, '', '/next')), expected: ['$pageview', { event: '$pageview', $pathname: '/next' }] },
  ],
  'Files of your own': [{ expected: ['$pageview'] }, { expected: ['$pageview'] }],
  'Stay with one version': [{ expected: ['$pageview'] }],
};

describe('docs/plain-html.md', () => {
  const world = useWorld();

  /** The snippet, as the first section puts it on every page. */
  const start = () => here(DOCUMENT.block('html', 'Start'));
  const here = (code, host = world.wire.url) => code.replaceAll(HOST, host).replaceAll('VERSION', VERSION).replace('…', () => STUB.trim());

  it('has the sections that run here', () => {
    const titles = [...DOCUMENT.text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    const html = blocksIn(DOCUMENT.text).filter(({ language }) => language === 'html');
    const shown = titles.map((title) => [title, html.filter(({ heading }) => heading === title).length]);
    assert.deepEqual(shown, Object.entries(SECTIONS).map(([title, pages]) => [title, pages.length]));
  });

  /** What the sections are about, and not what is captured beside. */
  const aside = (expected) => {
    const wanted = expected.map((event) => event.event ?? event);
    return ['$pageview', '$pageleave', '$autocapture', '$set'].filter((event) => !wanted.includes(event));
  };

  for (const [title, pages] of Object.entries(SECTIONS)) {
    if (title === 'Stay with one version') continue;
    it(title, async () => {
      for (const name of ['array.js', 'array.full.js']) world.site.pages[`/js/${name}`] = { type: 'text/javascript', body: readFileSync(`dist/${name}`) };
      world.site.pages['/js/hoofprint_bg.wasm'] = { type: 'application/wasm', body: readFileSync('dist/hoofprint_bg.wasm') };
      Object.assign(world.site.pages, { '/thanks': '<!doctype html>Thanks', '/files/price-list.pdf': '<!doctype html>Prices' });
      for (const [at, { before = '', visit = () => {}, expected, isForgotten, isUntold }] of pages.entries()) {
        const shown = here(DOCUMENT.blocks('html', title)[at]);
        const html = `<!doctype html>${shown.includes('posthog.init(') ? '' : start()}<script>${before}</script>${shown}`;
        await world.expectEvents(async () => {
          const page = await world.open(html, { path: '/plain' });
          const id = () => page.evaluate(() => posthog.get_distinct_id());
          await page.waitForFunction(() => posthog.__loaded);
          const was = await id();
          await visit(page);
          if (isForgotten) assert.notEqual(await id(), was);
          if (expected.includes('$pageleave')) await page.goto('about:blank');
        }, expected, { apart: aside(expected) });
        if (!isUntold) continue;
        const submitted = () => world.collector.events().filter(({ properties }) => properties.$event_type === 'submit');
        await eventually(() => submitted().length > 0);
        const ofItself = world.collector.events().filter(({ event }) => event === '$autocapture');
        assert.ok(ofItself.every(({ elements_chain: chain }) => !isUntold.test(chain)));
      }
    });
  }

  it('Stay with one version', async () => {
    const [print, keep, ...more] = DOCUMENT.blocks('sh', 'Stay with one version');
    assert.deepEqual(more, []);
    const place = mkdtempSync(join(tmpdir(), 'hoofprint-plain-'));
    cpSync('dist', join(place, 'dist'), { recursive: true });
    const run = (script) => execFileSync('sh', ['-ec', script.replaceAll('VERSION', VERSION)], { cwd: place, encoding: 'utf8' });
    run(keep);
    // The collector is brought up to date: another file lies in the old one's place.
    writeFileSync(join(place, 'static/array.full.js'), 'window.isAnother = true;');
    const collector = await startCollector({ files: join(place, 'static') });
    try {
      const shown = DOCUMENT.block('html', 'Stay with one version');
      const html = `<!doctype html>${here(shown, collector.url).replace('HASH', run(print))}`;
      const page = await world.open(html, { path: '/pinned' });
      await eventually(() => collector.events().some(({ event }) => event === '$pageview'));
      assert.equal(await page.evaluate(() => window.isAnother), undefined);

      rmSync(join(place, 'static', VERSION), { recursive: true });
      const refused = await world.open(html, { path: '/refused' });
      assert.deepEqual(await refused.evaluate(() => [typeof window.posthog, typeof window.isAnother]), ['undefined', 'undefined']);
      await page.close();
    } finally {
      await collector.stop();
      rmSync(place, { recursive: true });
    }
  });
});
