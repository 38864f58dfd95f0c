// Pages written for Kissmetrics: what they push into `_kmq`, in whichever order scripts come, is in the database.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { eventually } from './support/collector.js';
import { readDocument } from './support/documents.js';
import { STUB, THEIR_STUB } from './support/world.js';
import { useWorld } from './support/visits.js';

const QUIET = { capture_pageview: false, autocapture: false };
const DOCUMENT = readDocument('docs/kissmetrics.md');

describe('kissmetrics', () => {
  const world = useWorld();
  afterEach(() => (world.wire.before = () => true));
  const script = () => `<script src="${world.wire.url}/static/kissmetrics.js"></script>`;
  const snippet = (options) => world.pageWithSnippet('', { ...QUIET, ...options });
  /** A page whose `_kmq` is that of Kissmetrics' snippet, with our script after it. */
  const pushed = (code) => `${snippet()}<script>var _kmq = _kmq || []; ${code}</script>${script()}`;
  const personOf = (id) => world.collector.persons().find((person) => person.ids.includes(id));
  let paths = 0;
  /** Opens a page as a new visitor; what it throws is in `page.errors`. */
  const open = async (html, body = '') => {
    const page = await (await world.browser.newVisitor()).newPage();
    page.errors = [];
    page.on('pageerror', (error) => page.errors.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && page.errors.push(message.text()));
    const path = `/km-${paths++}`;
    world.site.pages[path] = html + body;
    world.site.pages['/favicon.ico'] = { type: 'image/x-icon', body: '' };
    await page.goto(world.site.url + path);
    return page;
  };

  it('serves what was pushed before, in its order', async () => {
    const page = pushed(`
      _kmq.push(['record', 'visited']);
      _kmq.push(['identify', 'ann@km.example']);
      _kmq.push(['record', 'signed up', {plan: 'pro', amount: 99.95}]);
      _kmq.push(['set', {company: 'Acme'}]);
      _kmq.push(['set', 'seats', 7]);
      _kmq.push(['record', {team: 'red'}]);`);
    const [visited] = await world.expectEvents(() => open(page), [
      'visited', { event: '$identify', distinct_id: 'ann@km.example' },
      { event: 'signed up', distinct_id: 'ann@km.example', plan: 'pro', amount: 99.95 }, '$set', '$set', '$set',
    ]);
    const person = personOf('ann@km.example');
    assert.ok(person.ids.includes(visited.distinct_id));
    const { company, seats, team } = person.properties;
    assert.deepEqual([company, seats, team], ['Acme', 7, 'red']);
  });

  it('keeps user and account apart when the page toggles between them', async () => {
    await world.expectEvents(() => open(pushed(`
      _kmq.push(['identify', 'km-user']); _kmq.push(['record', 'as user']);
      _kmq.push(['identify', 'km-account']); _kmq.push(['record', 'as account']);
      _kmq.push(['identify', 'km-user']); _kmq.push(['record', 'as user again']);`)), [
      '$identify', { event: 'as user', distinct_id: 'km-user' }, { event: 'as account', distinct_id: 'km-account' },
      { event: 'as user again', distinct_id: 'km-user' },
    ]);
    assert.notEqual(personOf('km-user').uuid, personOf('km-account').uuid);
  });

  it('connects two names of a visitor by alias, whichever comes first', async () => {
    await world.expectEvents(() => open(pushed(`_kmq.push(['identify', 'km-new']); _kmq.push(['alias', 'km-new', 'km-old']);`)), [
      '$identify', { event: '$create_alias', distinct_id: 'km-new', alias: 'km-old' },
    ]);
    assert.deepEqual(personOf('km-new'), personOf('km-old'));
  });

  it('makes somebody else of a visitor by clearIdentity, unless nobody knows them', async () => {
    const [before, still] = await world.expectEvents(
      () => open(pushed(`_kmq.push(['record', 'first']); _kmq.push(['clearIdentity']); _kmq.push(['record', 'second']);`)),
      ['first', 'second'],
    );
    assert.equal(still.distinct_id, before.distinct_id);
    const [, , after] = await world.expectEvents(
      () => open(pushed(`_kmq.push(['identify', 'km-leaves']); _kmq.push(['record', 'here']); _kmq.push(['clearIdentity']);
        _kmq.push(['record', 'gone']);`)),
      ['$identify', { event: 'here', distinct_id: 'km-leaves' }, 'gone'],
    );
    assert.ok(!personOf('km-leaves').ids.includes(after.distinct_id));
  });

  it('runs functions in their place, with KM at hand, and tells callbacks', async () => {
    let page;
    // Who did it tells the order: pushes keep their time, and functions happen when the tracker has loaded.
    const [first, , , inside] = await world.expectEvents(async () => {
      page = await open(pushed(`
        _kmq.push(['record', 'first']);
        _kmq.push(function () { window.id = KM.i(); KM.record('inside'); });
        _kmq.push(['identify', 'km-fn']);
        _kmq.push([function (n) { KM.record('called', {n: n}); }, 7]);
        _kmq.push(function () { throw new Error('of the page'); });
        _kmq.push(['record', 'last', {}, function () { throw new Error('of the page'); }]);
        _kmq.push(['record', 'told', {}, function () { window.told = true; }]);`));
      await page.waitForFunction(() => window.told);
    }, [
      'first', { event: 'last', distinct_id: 'km-fn' }, { event: 'told', distinct_id: 'km-fn' },
      'inside', '$identify', { event: 'called', distinct_id: 'km-fn', n: 7 },
    ]);
    assert.equal(inside.distinct_id, first.distinct_id);
    assert.equal(await page.evaluate('id'), first.distinct_id);
    assert.equal(await page.evaluate('KM.i()'), 'km-fn');
    assert.deepEqual(page.errors, []);
  });

  it('takes the time of a push, or the one that it names', async () => {
    let release;
    const ready = new Promise((resolve) => (release = resolve));
    world.wire.before = async ({ path }) => (path.endsWith('.wasm') && (await ready), true);
    let until;
    const events = await world.expectEvents(async () => {
      await open(pushed(`_kmq.push(function () {}); _kmq.push(['record', 'waited', {n: 1}]);
        _kmq.push(['record', 'long ago', {_t: 1234567890, _d: 1, n: 2}]); _kmq.push(['record', 'unnamed', {_t: 1234567890}]);`));
      until = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 300));
      release();
    }, [{ event: 'long ago', n: 2, _t: undefined, _d: undefined }, { event: 'waited', n: 1 }, 'unnamed']);
    assert.equal(events[0].timestamp, 1234567890000);
    for (const { timestamp } of events.slice(1)) assert.ok(timestamp <= until, timestamp);
  });

  /** The events that come from `action`, and whose they are. */
  const stored = async (action, count) => {
    const before = new Set(world.collector.events().map(({ uuid }) => uuid));
    const fresh = () => world.collector.events().filter(({ uuid }) => !before.has(uuid));
    await action();
    await eventually(() => fresh().length >= count);
    return fresh().map(({ event, distinct_id }) => `${event} ${distinct_id}`);
  };

  it('takes scripts in whichever order they come', async () => {
    const queue = `<script>var _kmq = _kmq || []; _kmq.push(['identify', 'km-order']); _kmq.push(['record', 'one']);</script>`;
    const later = `<script>_kmq.push(['record', 'two'])</script>`;
    const options = JSON.stringify({ ...QUIET, api_host: world.wire.url });
    const theirs = `<script>${THEIR_STUB} posthog.init('token', ${options})</script>`;
    const direct = `<script src="${world.wire.url}/static/array.js"></script><script>posthog.init('token', ${options})</script>`;
    const orders = [
      script() + snippet() + queue + later,
      script() + queue + snippet() + later,
      queue + script() + snippet() + later,
      snippet() + queue + later + script(),
      queue + script() + direct + later,
      direct + queue + later + script(),
      theirs + queue + later + script(),
      script() + queue + theirs + later,
    ];
    for (const html of orders) {
      const events = await stored(() => open(html), 3);
      assert.deepEqual(events.sort(), ['$identify', 'one', 'two'].map((event) => `${event} km-order`), html);
    }
  });

  it('tells of visitors who leave before the tracker has loaded', async () => {
    world.wire.before = ({ path }) => (path.endsWith('array.js') ? [503, {}] : true);
    // The stub listens to the page's leave, too, and sends what it has by then.
    const events = await stored(async () => {
      const page = await open(`${script()}${snippet()}<script>_kmq.push(['identify', 'km-leaver']);
        _kmq.push(['record', 'a', {n: 1}]); _kmq.push(function () { KM.record('b'); }); _kmq.push(['record', 'c']);</script>`);
      await page.goto('about:blank');
    }, 4);
    assert.deepEqual(events.sort(), ['$identify', 'a', 'b', 'c'].map((event) => `${event} km-leaver`));
  });

  const replacing = {
    'an array that was assigned': 'window._kmq = window._kmq || [];',
    'an array that was declared by var': 'var _kmq = _kmq || [];',
  };
  for (const [name, declared] of Object.entries(replacing)) {
    it(`survives that another script replaces ${name}`, async () => {
      const html = `${snippet()}<script>${declared} _kmq.push(['record', 'a']);
          _kmq = [].concat(_kmq); _kmq.push(['record', 'b']);</script>
        ${script()}<script>window.first = _kmq; _kmq.push(['record', 'c']); window._kmq = [['record', 'd']]; _kmq.push(['record', 'e']);</script>
        <script>document.addEventListener('DOMContentLoaded', () => _kmq.push(['record', 'f']))</script>`;
      let page;
      await world.expectEvents(async () => {
        page = await open(html);
        await page.waitForFunction(() => window.posthog.__loaded);
        await page.evaluate(() => void (_kmq = [['record', 'g']]) || _kmq.push(['record', 'h']));
        await page.mouse.click(1, 1);
        await page.evaluate(() => [first.push(['record', 'i']), _kmq.push(['record', 'j'])]);
        await page.evaluate(() => void (window._kmq = [['record', 'k']]));
        await page.goto('about:blank');
      }, [...'abcdefghijk']);
      assert.deepEqual(page.errors, []);
    });
  }

  it('goes along with a push that is not the array’s own', async () => {
    const html = `${snippet()}<script>var _kmq = []; var seen = [];
        _kmq.push = function (item) { seen.push(item[1]); return Array.prototype.push.apply(this, arguments); };
        _kmq.push(['record', 'a']);</script>
      ${script()}<script>_kmq.push(['record', 'b']);
        const ours = _kmq.push; _kmq.push = (item) => { seen.push('wrapped'); return ours(item); }; _kmq.push(['record', 'c']);
        _kmq.push = Array.prototype.push; _kmq.push(['record', 'd']);
        window._kmq = { push: (item) => seen.push('library ' + item[1]) };</script>
      <script src="/km-none.js"></script><script>_kmq.push(['record', 'e']);</script>`;
    world.site.pages['/km-none.js'] = { type: 'text/javascript', body: '' };
    let page;
    await world.expectEvents(async () => (page = await open(html)), [...'abcde']);
    assert.deepEqual(await page.evaluate('seen'), ['a', 'b', 'wrapped', 'c', 'library e']);
  });

  it('records clicks and submits, of elements that come later, too, and nothing of what forms hold', async () => {
    const rules = pushed(`
      _kmq.push(['trackClick', 'invite', 'clicked id', {from: 'top'}]);
      _kmq.push(['trackClick', 'invite', 'clicked id', {from: 'menu'}]);
      _kmq.push(['trackClick', '.play', 'clicked class']);
      _kmq.push(['trackClick', '#hash', 'clicked hash']);
      _kmq.push(['trackClick', 'b', 'no tag']);
      _kmq.push(['trackClick', '[[', 'no selector']);
      _kmq.push(['trackSubmit', 'signup', 'signed up']);
      _kmq.push(['trackClickOnOutboundLink', 'away', 'left']);`);
    world.site.pages['/km-away'] = '<!doctype html>';
    let page;
    const events = await world.expectEvents(async () => {
      page = await open(rules, '<i></i>');
      await page.evaluate(() => {
        document.body.innerHTML = `<button id="invite"><b>Invite</b></button><p class="play now">Play</p><p id="hash">Hash</p>
          <form id="signup"><input name="email" value="secret@km.example"><input name="id"><button>Go</button></form>
          <a id="away" href="/km-away">Away</a><p id="element">Element</p>`;
        _kmq.push(['trackClick', document.getElementById('element'), 'clicked element']);
        document.getElementById('signup').addEventListener('submit', (event) => event.preventDefault());
        document.querySelector('.play').addEventListener('click', (event) => event.stopPropagation());
      });
      for (const selector of ['#invite b', '.play', '#hash', '#element', 'form button']) await page.click(selector);
      assert.deepEqual(page.errors, []);
      await page.click('#away');
      await page.waitForURL('**/km-away');
    }, [
      { event: 'clicked id', from: 'menu' }, 'clicked class', 'clicked hash', 'clicked element', 'signed up', 'left',
    ]);
    assert.ok(!JSON.stringify(events).includes('secret'));
  });

  it('is not disturbed by what a page may push', async () => {
    let page;
    await world.expectEvents(async () => {
      page = await open(pushed(`
        const hostile = {get _t() { throw 1 }, get ok() { throw 2 }, fine: 3};
        const odd = [null, undefined, 0, '', 'record', [], {}, [[]], [null], [{}], [Symbol('s')], ['__proto__'], ['constructor'],
          ['record'], ['record', null], ['record', ''], ['identify'], ['identify', {}], ['set'], ['set', null], ['alias'],
          ['trackClick'], ['trackClick', null, 'x'], ['trackClick', {}, 'x'], ['trackSubmit', Symbol('s'), 'x'], ['toString'],
          new Proxy([], {get() { throw 4 }}), [{toString() { throw 5 }}], [() => { throw 6 }], Object.create(null), 7n, NaN];
        for (const item of odd) _kmq.push(item);
        _kmq.push(...odd, ['record', 'hostile', hostile], ['record', 'odd', 7]);
        const same = ['record', 'same']; _kmq.push(same); _kmq.push(same);
        _kmq.push(['record', 'cycle', (() => { const a = {}; a.a = a; return a; })()]);`));
      await page.evaluate(() => {
        for (const value of [null, undefined, 7, {}, { push: 1 }, Object.freeze([]), document]) window._kmq = value;
        window._kmq = [];
        _kmq.push(null, ['record', 'still there']);
      });
    }, [{ event: 'hostile', fine: 3 }, 'odd', 'same', 'same', 'cycle', 'still there']);
    assert.deepEqual(page.errors, []);
  });

  it('serves each push once, whoever loads it twice', async () => {
    const app = "import { followKissmetrics } from 'hoofprint/kissmetrics'; followKissmetrics(() => window.posthog);";
    world.site.pages['/km-twice.js'] = { type: 'text/javascript', body: bundle(app) };
    const html = pushed(`_kmq.push(['record', 'a'])`) + script() + '<script src="/km-twice.js"></script>';
    await world.expectEvents(() => open(`${html}<script>_kmq.push(['record', 'b'])</script>`), ['a', 'b']);
  });

  const bundle = (input) =>
    execFileSync('node_modules/.bin/esbuild', ['--bundle', '--format=iife', '--log-level=error'], { input, encoding: 'utf8' });

  it('comes from npm, as its document shows', async () => {
    const body = bundle(`${DOCUMENT.block('js', 'From Kissmetrics').replace('https://collector.example', world.wire.url)}
      posthog.set_config(${JSON.stringify(QUIET)});`);
    world.site.pages['/km-app.js'] = { type: 'text/javascript', body };
    const html = `<!doctype html><script>window._kmq = [['identify', 'km-npm'], ['record', 'before']]</script>
      <script src="/km-app.js"></script><script>_kmq.push(['record', 'after'])</script>`;
    await world.expectEvents(() => open(html), ['$identify', { event: 'before', distinct_id: 'km-npm' }, 'after']);
  });

  it('works on the page that its document shows', async () => {
    const here = DOCUMENT.block('html').replaceAll('https://collector.example', world.wire.url).replace('…', STUB);
    await world.expectEvents(() => open(`<!doctype html>${here}`), [
      { event: '$identify', distinct_id: 'bob@example.com' }, { event: 'Signed Up', Plan: 'Pro' }, '$pageview',
    ]);
  });

  it('stores each event under the id of its moment, as its document shows', async () => {
    const heading = 'Whose events they are';
    const events = await world.expectEvents(() => open(pushed(DOCUMENT.block('js', heading))), [
      'Visited Pricing', '$identify', 'Signed Up', { event: 'Upgraded', distinct_id: 'acme' }, 'Created Project',
    ]);
    const shown = [...DOCUMENT.text.split(`## ${heading}`)[1].split('## ')[0].matchAll(/^\| `(.*)` \| `(.*)` \|$/gm)];
    assert.equal(shown.length, 4);
    for (const [, event, person] of shown) {
      const { distinct_id } = events.find((row) => row.event === event);
      assert.ok(personOf(distinct_id).ids.includes(person), event);
    }
    assert.ok(!personOf('acme').ids.includes('ann@acme.example'));
  });

  it('takes the history of an export, once', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'hoofprint-'));
    try {
      const facts = [
        { _p: 'km-anonymous', _n: 'Visited Site', _t: 1393344604, Referrer: 'Direct' },
        { _p: 'km-old@example.com', _p2: 'km-anonymous', _t: 1393344605 },
        { _p: 'km-old@example.com', _n: 'Signed Up', _t: 1393344606, Plan: 'Pro' },
        { _p: 'km-old@example.com', _t: 1393344607, Company: 'Acme' },
      ];
      const file = join(directory, '1.json');
      writeFileSync(file, facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
      const code = DOCUMENT.block('js', 'History');
      const env = { ...process.env, COLLECTOR: world.collector.url };
      writeFileSync(join(directory, 'history.mjs'), code);
      const send = () => promisify(execFile)('node', [join(directory, 'history.mjs'), file], { env });
      const [, , signedUp] = await world.expectEvents(async () => {
        for (const { stdout } of [await send(), await send()]) assert.match(stdout, /1\.json 200 \{"status":"Ok"\}/);
      }, [{ event: 'Visited Site', Referrer: 'Direct' }, '$create_alias', { event: 'Signed Up', Plan: 'Pro' }, '$set']);
      assert.equal(signedUp.timestamp, 1393344606000);
      const { ids, properties } = personOf('km-old@example.com');
      assert.deepEqual([ids.sort(), properties.Company], [['km-anonymous', 'km-old@example.com'], 'Acme']);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('does nothing on a server', async () => {
    const { followKissmetrics } = await import('hoofprint/kissmetrics');
    assert.equal(followKissmetrics(() => assert.fail()), undefined);
  });
});
