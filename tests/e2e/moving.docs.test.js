// docs/moving-from-posthog.md: its code runs here, and the same visitors meet the real posthog-js and our tracker in turn.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';

import { build } from 'esbuild';

import { watch } from './support/browser.js';
import { ADMIN_KEY, eventually, startCollector } from './support/collector.js';
import { readDocument } from './support/documents.js';
import { useWorld } from './support/visits.js';
import { STUB, THEIR_STUB } from './support/world.js';

const DOCUMENT = readDocument('docs/moving-from-posthog.md');
const [PACKAGE, ALIAS] = DOCUMENT.blocks('js', 'What changes');
const PAGE = DOCUMENT.block('html', 'What changes');
const [BOTH, TOLD, LEFT] = DOCUMENT.blocks('js', 'Side by side');
const { version: OURS, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const THEIRS = devDependencies['posthog-js'];
const run = promisify(execFile);

/** What is known of a visitor, which does not change with the tracker. */
const KNOWN = () => ({
  id: posthog.get_distinct_id(),
  device: posthog.get_property('$device_id'),
  isIdentified: posthog.get_property('$user_state') === 'identified',
  session: posthog.get_session_id(),
  window: posthog.sessionManager.checkAndGetSessionAndWindowId(true).windowId,
  plan: posthog.get_property('plan'),
  groups: posthog.getGroups(),
  first: posthog.get_property('$initial_person_info'),
  consent: posthog.get_explicit_consent_status(),
});

describe('docs/moving-from-posthog.md', () => {
  const world = useWorld();
  const here = (code) => code.replaceAll('https://collector.example', world.wire.url);

  const bundle = async (contents) => {
    const options = { bundle: true, write: false, format: 'iife', logLevel: 'error' };
    return (await build({ stdin: { contents, resolveDir: '.' }, ...options })).outputFiles[0].text;
  };
  const withOptions = (code, options) => code.replace("example'", `example', ${options}`);

  /** A page with the posthog-js that speaks to the collector, and one with the snippet of the document and our stub. */
  async function serve(options = '') {
    const theirs = withOptions(DOCUMENT.block('js', 'One after the other'), `capture_pageview: false${options}`);
    const script = await bundle(`${here(theirs)} window.posthog = posthog;`);
    world.site.pages['/theirs.js'] = { type: 'text/javascript', body: script };
    world.site.pages['/theirs'] = '<!doctype html><title>Theirs</title><script src="/theirs.js"></script>';
    const quiet = 'capture_pageview: false, capture_pageleave: false, request_queue_config: {flush_interval_ms: 250}';
    world.site.pages['/ours'] = `<!doctype html><title>Ours</title>${here(withOptions(PAGE.replace('…', STUB), quiet + options))}`;
    world.site.pages['/favicon.ico'] = { type: 'image/x-icon', body: '' };
  }

  async function visit(page, path) {
    await page.goto(world.site.url + path);
    await page.waitForFunction(() => posthog.__loaded);
  }

  /**
   * The events of a distinct id by their names, once these have arrived. posthog-js loses a request that is on its way when the
   * page goes, and moves events of a batch in time.
   */
  const arrived = (id, names, { events } = world.collector) =>
    eventually(() => {
      const stored = events().filter(({ distinct_id }) => distinct_id === id);
      const byName = Object.fromEntries(stored.map(({ event, properties }) => [event, properties]));
      return names.every((name) => name in byName) && byName;
    }, { describe: () => `${names} of ${id}` });

  const newPage = async () => (await world.browser.newVisitor()).newPage();

  it('the address in the snippet is enough, with theirs and with ours', async () => {
    for (const stub of [THEIR_STUB, STUB]) {
      const html = here(PAGE.replace('…', stub));
      const more = "<script>posthog.capture('moved', {n: 1});</script>";
      await world.expectEvents(() => world.open(`<!doctype html>${html}${more}`), [
        { event: 'moved', n: 1, $lib_version: OURS }, '$pageview',
      ]);
    }
  });

  it('the name of the package is enough', async () => {
    const body = await bundle(`${here(PACKAGE)} posthog.capture('moved');`);
    world.site.pages['/package.js'] = { type: 'text/javascript', body };
    await world.expectEvents(() => world.open('<!doctype html><script src="/package.js"></script>'), ['moved', '$pageview']);
  });

  it('an alias of the bundler moves every import', async () => {
    const application = mkdtempSync(join(tmpdir(), 'hoofprint-'));
    try {
      mkdirSync(join(application, 'node_modules'));
      symlinkSync(resolve('.'), join(application, 'node_modules/hoofprint'));
      symlinkSync(resolve('node_modules/esbuild'), join(application, 'node_modules/esbuild'));
      writeFileSync(join(application, 'other.js'), "import { posthog } from 'posthog-js'; export const told = () => posthog.capture('aliased');");
      writeFileSync(join(application, 'app.js'), `import { told } from './other.js'; ${here(PACKAGE).replace("'hoofprint'", "'posthog-js'")} told();`);
      writeFileSync(join(application, 'build.mjs'), ALIAS);
      execFileSync('node', ['build.mjs'], { cwd: application });
      const body = readFileSync(join(application, 'public/app.js'), 'utf8');
      world.site.pages['/aliased.js'] = { type: 'text/javascript', body };
      await world.expectEvents(() => world.open('<!doctype html><script src="/aliased.js"></script>'), [
        { event: 'aliased', $lib_version: OURS }, '$pageview',
      ]);
    } finally {
      rmSync(application, { recursive: true });
    }
  });

  const stores = {
    'localStorage and a cookie': '',
    'localStorage': ", persistence: 'localStorage'",
    'a cookie': ", persistence: 'cookie'",
    'sessionStorage': ", persistence: 'sessionStorage'",
    'a name of its own': ", persistence_name: 'shop'",
  };
  for (const [store, options] of Object.entries(stores)) {
    it(`visitors whom posthog-js knows stay who they are, there and back: ${store}`, async () => {
      await serve(options);
      const page = await newPage();
      const login = `login-${store}`;
      await visit(page, '/theirs?utm_source=news');
      await page.evaluate((login) => {
        posthog.register({ plan: 'team' });
        posthog.register_for_session({ task: 'look' });
        posthog.identify(login);
        posthog.group('company', 'acme');
      }, login);
      const known = await page.evaluate(KNOWN);
      assert.deepEqual([known.isIdentified, known.groups], [true, { company: 'acme' }]);
      await arrived(login, ['$identify']);
      await visit(page, '/ours');
      assert.deepEqual(await page.evaluate(KNOWN), known);
      await page.evaluate(() => (posthog.capture('with ours'), posthog.register({ since: 'ours' }), posthog.flush()));
      await visit(page, '/theirs');
      assert.deepEqual(await page.evaluate(KNOWN), known);
      await page.evaluate(() => posthog.capture('back'));
      await page.goto('about:blank');
      const events = await arrived(login, ['$identify', '$groupidentify', 'with ours', 'back']);
      const { plan, task, utm_source, $groups, $is_identified, $session_entry_utm_source } = events['with ours'];
      assert.deepEqual([plan, task, $groups, $is_identified], ['team', 'look', { company: 'acme' }, true]);
      assert.deepEqual([utm_source, $session_entry_utm_source], ['news', 'news']);
      assert.deepEqual([events.back.since, events.back.task], ['ours', 'look']);
      assert.equal(world.collector.persons().filter(({ ids }) => ids.includes(login)).length, 1);
    });
  }

  it('who was nobody to posthog-js becomes somebody with ours, and keeps what they did before', async () => {
    await serve();
    const page = await newPage();
    await visit(page, '/theirs');
    await page.evaluate(() => posthog.capture('looked'));
    const visitor = await page.evaluate(() => posthog.get_distinct_id());
    await visit(page, '/ours');
    await page.evaluate(() => (posthog.identify('zoe'), posthog.flush()));
    await arrived(visitor, ['looked']);
    const { ids } = world.collector.persons().find(({ ids }) => ids.includes('zoe'));
    assert.deepEqual(ids.sort(), [visitor, 'zoe'].sort());
  });

  it('what the visitor decided with posthog-js holds', async () => {
    await serve();
    const refuses = await newPage();
    await world.expectEvents(async () => {
      await visit(refuses, '/theirs');
      await refuses.evaluate(() => posthog.opt_out_capturing());
      await visit(refuses, '/ours');
      await refuses.evaluate(() => (posthog.capture('refused'), posthog.flush({ timeoutMs: 1000 })));
    }, []);
    const left = () => [Object.entries({ ...localStorage }), document.cookie];
    assert.deepEqual(await refuses.evaluate(left), [[['__ph_opt_in_out_phc_token', '0']], '']);

    await serve(', opt_out_capturing_by_default: true');
    const agrees = await newPage();
    await world.expectEvents(async () => {
      await visit(agrees, '/theirs');
      await agrees.evaluate(() => posthog.opt_in_capturing({ captureEventName: null }));
      await visit(agrees, '/ours');
      await agrees.evaluate(() => (posthog.capture('agreed'), posthog.flush()));
    }, ['agreed']);
  });

  it('flags that posthog-js has loaded count until the collector answers', async () => {
    const flag = { token: 'phc_token', key: 'new-editor', filters: { groups: [{}] } };
    const headers = { authorization: `Bearer ${ADMIN_KEY}` };
    await fetch(`${world.collector.url}/api/flags`, { method: 'POST', headers, body: JSON.stringify(flag) });
    await serve();
    const page = await newPage();
    await visit(page, '/theirs');
    await page.waitForFunction(() => posthog.getFeatureFlag('new-editor', { send_event: false }));
    world.wire.before = ({ path }) => !path.startsWith('/flags/');
    try {
      await visit(page, '/ours');
      assert.equal(await page.evaluate(() => posthog.getFeatureFlag('new-editor', { send_event: false })), true);
    } finally {
      world.wire.before = () => true;
    }
  });

  it('posthog-js speaks to the collector, and asks it for nothing that is not there', async () => {
    await serve();
    const page = await newPage();
    const seen = watch(page);
    await world.expectEvents(async () => {
      await visit(page, '/theirs');
      await page.evaluate(() => posthog.capture('to the collector'));
      await page.goto('about:blank');
    }, [{ event: 'to the collector', $lib_version: THEIRS }]);
    assert.ok(DOCUMENT.text.includes(`posthog-js ${THEIRS}`));
    assert.deepEqual(seen, { console: [], errors: [] });
  });

  it('side by side both know each visitor by the same id', async () => {
    const theirCollector = await startCollector();
    try {
      const code = here(BOTH).replace('https://eu.i.posthog.com', theirCollector.url);
      const body = await bundle(`${code} Object.assign(window, { theirs: posthog, ours: hoofprint });
        window.tell = () => { ${TOLD} }; window.leave = () => { ${LEFT} };`);
      world.site.pages['/both.js'] = { type: 'text/javascript', body };
      world.site.pages['/both'] = '<!doctype html><title>Both</title><script src="/both.js"></script>';
      const page = await newPage();
      /** Opens the page, once what was told on the last one has arrived, and gives the id by which both know the visitor. */
      const open = async () => {
        await page.evaluate(() => window.ours?.flush());
        await page.goto(`${world.site.url}/both`);
        await page.waitForFunction(() => theirs.__loaded && ours.__loaded);
        return known();
      };
      const known = async () => {
        const [id, again] = await page.evaluate(() => [theirs.get_distinct_id(), ours.get_distinct_id()]);
        assert.equal(again, id);
        return id;
      };
      const ours = await world.expectEvents(async () => {
        const visitor = await open();
        assert.equal(await page.evaluate(() => window.posthog), undefined);
        await page.evaluate(() => tell());
        await arrived('ann@acme.example', ['$identify'], theirCollector);
        assert.equal(await open(), 'ann@acme.example');
        assert.equal(await page.evaluate(() => ours.get_property('$user_state')), 'identified');
        await page.evaluate(() => leave());
        const next = await known();
        assert.notEqual(next, visitor);
        await page.evaluate(() => [theirs, ours].forEach((tracker) => tracker.capture('next')));
        assert.equal(await open(), next);
        await page.evaluate(() => ours.flush());
        await page.goto('about:blank');
      }, ['$pageview', '$identify', '$groupidentify', 'project_created', '$pageview', 'next', '$pageview'], { apart: ['$pageleave'] });

      const told = (events) => events.map(({ event, distinct_id }) => `${event} of ${distinct_id}`).sort();
      const theirs = () => theirCollector.events().filter(({ event }) => event !== '$pageleave');
      await eventually(() => theirs().length >= ours.length);
      assert.deepEqual(told(theirs()), told(ours));
    } finally {
      await theirCollector.stop();
    }
  });

  it('a library for servers tells of the same persons', async () => {
    await world.expectEvents(() => run('node', ['--input-type=module', '--eval', here(DOCUMENT.block('js', 'Servers'))]), [
      { event: '$identify', distinct_id: 'ann@acme.example' },
      { event: 'invoice_paid', distinct_id: 'ann@acme.example', value: 48, $groups: { company: 'acme' }, $lib: 'posthog-node' },
    ]);
    const persons = world.collector.persons().filter(({ ids }) => ids.includes('ann@acme.example'));
    assert.ok(persons.some(({ properties }) => properties.plan === 'team'));
  });

  it('history keeps its uuids, its times and its persons, however often it is sent', async () => {
    const send = () => run('bash', ['-e', '-c', DOCUMENT.block('sh', 'History')], { env: { ...process.env, COLLECTOR: world.collector.url } });
    const events = await world.expectEvents(async () => {
      for (const { stdout } of [await send(), await send()]) assert.equal(JSON.parse(stdout).status, 'Ok');
    }, ['$identify', { event: 'project_created', name: 'Spring catalogue' }]);
    const [, { uuid, timestamp }] = events;
    assert.deepEqual([uuid, timestamp], ['0190163d-8694-739b-aea5-966c26f8ad92', Date.parse('2024-06-14T09:31:00Z')]);
    const { ids } = world.collector.persons().find(({ ids }) => ids.includes('0190163d-8691-7a3c-9c5e-0d5c2f1e9b11'));
    assert.ok(ids.includes('ann@acme.example'));
  });
});
