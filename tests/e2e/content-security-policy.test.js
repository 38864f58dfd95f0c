// What docs/content-security-policy.md shows is what works: each policy is served with the page of its section, and with
// `default-src 'none'`, so that nothing else is needed.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { watch } from './support/browser.js';
import { eventually } from './support/collector.js';
import { blocksIn, readDocument } from './support/documents.js';
import { useWorld } from './support/visits.js';
import { STUB, VERSION } from './support/world.js';

const DOCUMENT = readDocument('docs/content-security-policy.md');
const ALL = blocksIn(DOCUMENT.text);
const POLICY = 'Content-Security-Policy: ';
const hash = (kind, content) => createHash(kind).update(content).digest('base64');
const FULL_HASH = `sha384-${hash('sha384', readFileSync('dist/array.full.js'))}`;

describe('docs/content-security-policy.md', () => {
  const world = useWorld();

  const here = (code) =>
    code
      .replaceAll('https://collector.example', world.wire.url)
      .replaceAll('VERSION', VERSION)
      .replaceAll('sha384-HASH', FULL_HASH)
      .replace('…', () => STUB.trim());

  const count = (language, section) => ALL.filter((block) => block.language === language && block.heading === section).length;
  const has = (...which) => count(...which) > 0;

  /** The page of a section, and the policies that are shown for it. A section without a page is about a bundle. */
  const read = (section) => {
    const html = has('html', section) ? DOCUMENT.block('html', section) : '<script src="/tracking.js"></script>';
    const script = has('js', section) ? DOCUMENT.block('js', section) : '';
    const body = script.includes('import ')
      ? execFileSync('node_modules/.bin/esbuild', ['--bundle', '--format=iife', '--log-level=error'], { input: here(script), encoding: 'utf8' })
      : here(script);
    world.site.pages['/tracking.js'] = { type: 'text/javascript', body };
    const inline = /<script[^>]*>([^]+?)<\/script>/.exec(here(html))?.[1] ?? '';
    const policies = DOCUMENT.blocks('http', section).map((text) => {
      assert.ok(text.startsWith(POLICY), text);
      return here(text.slice(POLICY.length).trim()).replace('sha256-HASH', () => `sha256-${hash('sha256', inline)}`);
    });
    return { html: here(html), policies };
  };

  let pages = 0;
  /**
   * Opens a page of its own under a policy, as a new visitor unless one is given. Gives it with what it said, threw and was
   * refused, and the names of the events that it has stored.
   */
  const open = async (html, policy, visitor) => {
    const page = await (visitor ?? (await world.browser.newVisitor())).newPage();
    const seen = { ...watch(page), refused: [] };
    await page.exposeFunction('refuse', (what) => seen.refused.push(what));
    await page.addInitScript(() =>
      addEventListener('securitypolicyviolation', (event) => refuse(`${event.effectiveDirective} ${event.blockedURI}`)));
    const path = `/page-${pages++}`;
    const headers = { 'content-security-policy': `default-src 'none'; img-src data:; ${policy}` };
    const body = `<!doctype html><title>A page</title><link rel="icon" href="data:,">${html}`;
    world.site.pages[path] = { body, headers };
    await page.goto(world.site.url + path);
    const stored = () => world.collector.events().filter(({ properties }) => properties.$current_url.endsWith(path)).map(({ event }) => event);
    return { page, seen, stored };
  };
  const saidByUs = ({ console }) => console.filter((line) => line.startsWith('[hoofprint]'));

  const sections = [...new Set(ALL.filter(({ language }) => language === 'http').map(({ heading }) => heading))];

  it('has the policies that are tried here', () => {
    assert.deepEqual(
      sections.map((title) => [title, count('http', title)]),
      [['The snippet', 3], ['Without anything inline', 2], ['One file, and no other', 2], ['From npm', 1]],
    );
  });

  for (const title of sections) {
    it(`${title}: events arrive, and nothing is refused`, async () => {
      const { html, policies } = read(title);
      for (const policy of policies) {
        const { page, seen, stored } = await open(html, policy);
        await eventually(() => stored().length === 1, { describe: () => `a pageview under ${policy}; ${JSON.stringify(seen)}` });
        await page.goto('about:blank');
        await eventually(() => stored().length === 2, { describe: () => `a leave under ${policy}; ${JSON.stringify(seen)}` });
        assert.deepEqual(stored(), ['$pageview', '$pageleave']);
        assert.deepEqual(seen, { console: [], errors: [], refused: [] }, policy);
      }
    });

    it(`${title}: without 'wasm-unsafe-eval' nothing is captured, nothing thrown, and nothing said but in debugging`, async () => {
      const { html, policies } = read(title);
      const policy = policies[0].replace(" 'wasm-unsafe-eval'", '');
      assert.notEqual(policy, policies[0]);
      const { page, seen, stored } = await open(html, policy);
      await eventually(() => seen.refused.length > 0);
      assert.ok(seen.refused.every((what) => what === 'script-src wasm-eval'), `${seen.refused}`);
      await sleep(500);
      assert.deepEqual([saidByUs(seen), seen.errors], [[], []]);
      // The bundle keeps its tracker to itself.
      if (title !== 'From npm') {
        await page.evaluate(() => [posthog.capture('a'), posthog.identify('ann'), posthog.people.set({ a: 1 }), posthog.debug()]);
        await page.reload();
        await eventually(() => saidByUs(seen).some((line) => line.includes('the core did not start, nothing is captured')));
      }
      await page.goto('about:blank');
      await sleep(500);
      assert.deepEqual([stored(), seen.errors], [[], []]);
    });
  }

  it('Trusted Types: the snippet asks for nothing, and throws nothing', async () => {
    const { html, policies } = read('The snippet');
    const { page, seen } = await open(html, `${policies[0]}; require-trusted-types-for 'script'`);
    await page.evaluate(() => posthog.capture('a'));
    await sleep(500);
    assert.deepEqual([seen.refused, seen.errors], [['require-trusted-types-for trusted-types-sink'], []]);
  });

  it("without the collector's address in script-src, the snippet sends what the page captures when the visitor leaves", async () => {
    const { html, policies } = read('The snippet');
    const { page, seen, stored } = await open(html, policies[0].replace(` ${world.wire.url}`, ''));
    await page.evaluate(() => posthog.capture('by the page'));
    assert.deepEqual(seen.refused, [`script-src-elem ${world.wire.url}/static/${VERSION}/array.js`]);
    await page.goto('about:blank');
    await eventually(() => stored().length === 2);
    assert.deepEqual([stored().sort(), saidByUs(seen), seen.errors], [['$pageview', 'by the page'], [], []]);
  });

  it("without the collector's address in connect-src, the core of array.js does not come", async () => {
    const { html, policies } = read('The snippet');
    const { page, seen, stored } = await open(html, policies[0].replace(/; connect-src .*/, ''));
    await eventually(() => seen.refused.length > 0);
    await page.evaluate(() => [posthog.capture('a'), posthog.debug()]);
    assert.deepEqual([saidByUs(seen), seen.errors], [[], []]);
    await page.reload();
    await eventually(() => saidByUs(seen).some((line) => line.includes('the core did not start, nothing is captured')));
    await page.goto('about:blank');
    await sleep(500);
    assert.deepEqual([stored(), seen.errors], [[], []]);
  });

  it("without the collector's address in connect-src, events of array.full.js wait for a page that may send them", async () => {
    const { html, policies } = read('One file, and no other');
    const visitor = await world.browser.newVisitor();
    const { page, seen, stored } = await open(html, policies[0].replace(/; connect-src .*/, ''), visitor);
    await page.evaluate(() => void posthog.capture('by the page'));
    await eventually(() => seen.refused.length > 0);
    assert.ok(seen.refused.every((what) => what.startsWith(`connect-src ${world.wire.url}/e/`)), `${seen.refused}`);
    assert.deepEqual([stored(), saidByUs(seen), seen.errors], [[], [], []]);
    await page.close();
    await open(html, policies[0], visitor);
    await eventually(() => stored().length >= 2);
    assert.deepEqual(stored().filter((event) => event !== '$pageleave'), ['$pageview', 'by the page']);
  });
});
