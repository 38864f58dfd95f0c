// Options of hosts, transport and batching: what goes over the wire, and how.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { eventually } from './support/collector.js';
import { capture, properties, useWorld } from './support/options.js';

const BODY = JSON.stringify({ status: 1 });

describe('options of hosts, transport and batching', () => {
  const world = useWorld();

  /** The request that carries what `action` captures. */
  const request = async (page, action) =>
    (await Promise.all([page.waitForRequest(/\/e\//, { timeout: 3000 }), page.evaluate(action)]))[0];
  const captureNow = () => void posthog.capture('now', {}, {});

  it('option api_host: is where events go, whatever stands around it, and they tell it', async () => {
    const page = await world.enter({ api_host: ` ${world.wire.url}/ ` });
    const event = { event: 'event', $lib_custom_api_host: world.wire.url };
    await world.expectEvents(() => capture(page, 'event'), [event]);
    assert.equal(world.wire.requests.at(-1).path, '/e/');
  });

  it('option api_host: is where the script came from, by default', async () => {
    const page = await world.enter('{api_host: undefined}');
    assert.equal(await page.evaluate(() => posthog.config.api_host), world.site.url);
  });

  it('option api_host: may be one of PostHog itself, which events do not tell', async () => {
    const page = await world.enter({ api_host: 'https://app.posthog.com' });
    await page.route('https://us.i.posthog.com/**', (route) =>
      route.fulfill({ body: BODY, headers: { 'access-control-allow-origin': '*' } }));
    const sent = await request(page, captureNow);
    assert.equal(sent.url(), 'https://us.i.posthog.com/e/');
    assert.equal(sent.postDataJSON().batch[0].properties.$lib_custom_api_host, undefined);
  });

  it('option ui_host: is where links to recordings lead', async () => {
    const link = (page) => page.evaluate(() => posthog.get_session_replay_url().replace(posthog.get_session_id(), 'ID'));
    assert.equal(await link(await world.enter()), `${world.wire.url}/project/token/replay/ID`);
    const cloud = await world.enter({ api_host: 'https://eu.i.posthog.com' });
    assert.equal(await link(cloud), 'https://eu.posthog.com/project/token/replay/ID');
    const given = await world.enter({ ui_host: 'https://ui.example.test' });
    assert.equal(await link(given), 'https://ui.example.test/project/token/replay/ID');
    assert.equal(await cloud.evaluate(() => posthog.config.ui_host), null);
  });

  it('option rewriteRequestPath: changes the address of requests', async () => {
    const page = await world.enter(`{rewriteRequestPath: (url) => {
      url.pathname = '/i/v0' + url.pathname;
      url.searchParams.set('via', 'page');
      return url;
    }}`);
    await world.expectEvents(() => capture(page, 'rewritten'), ['rewritten']);
    assert.equal(world.wire.requests.at(-1).path, '/i/v0/e/?via=page');
  });

  it('option api_transport: sends by XMLHttpRequest, or by fetch', async () => {
    for (const [options, type] of [[{}, 'fetch'], [{ api_transport: 'fetch' }, 'fetch'], [{ api_transport: 'XHR' }, 'xhr']]) {
      const page = await world.enter(options);
      await world.expectEvents(async () => {
        assert.equal((await request(page, captureNow)).resourceType(), type, JSON.stringify(options));
      }, ['now']);
    }
  });

  it('option request_headers: come with each request, and changed ones with the next', async () => {
    for (const api_transport of ['fetch', 'XHR']) {
      const page = await world.enter({ api_transport, request_headers: { 'X-Horse': 'Fury' } });
      await world.expectEvents(() => capture(page, 'first'), ['first']);
      assert.equal(world.wire.requests.at(-1).headers['x-horse'], 'Fury', api_transport);
      await page.evaluate(() => posthog.set_config({ request_headers: { 'X-Horse': 'Rih' } }));
      await world.expectEvents(() => capture(page, 'second'), ['second']);
      assert.equal(world.wire.requests.at(-1).headers['x-horse'], 'Rih', api_transport);
    }
    assert.deepEqual(await world.byDefault('request_headers'), {});
  });

  it('option request_batching: false sends each event at once', async () => {
    const page = await world.enter({ request_batching: false, request_queue_config: { flush_interval_ms: 5000 } });
    await world.expectEvents(async () => {
      const sent = await request(page, () => void posthog.capture('one'));
      assert.deepEqual(sent.postDataJSON().batch.map(({ event }) => event), ['one']);
      await sent.response();
      await request(page, () => void posthog.capture('two'));
    }, ['one', 'two']);
  });

  it('option request_queue_config: says how long events wait for others', async () => {
    const page = await world.enter({ request_queue_config: { flush_interval_ms: 1000 } });
    const began = Date.now();
    const sent = await request(page, () => {
      posthog.capture('one');
      setTimeout(() => posthog.capture('two'), 300);
    });
    const waited = Date.now() - began;
    assert.deepEqual(sent.postDataJSON().batch.map(({ event }) => event), ['one', 'two']);
    assert.ok(waited >= 950 && waited < 2500, `${waited} ms`);
    assert.equal((await sent.response()).status(), 200);
    const plain = await world.enter('{request_queue_config: undefined}');
    // `visit` gives it, but what is undefined leaves the default.
    assert.deepEqual(await plain.evaluate(() => posthog.config.request_queue_config), { flush_interval_ms: 3000 });
  });

  it('option disable_compression: sends bodies as plain JSON, which are compressed otherwise', async () => {
    for (const disable_compression of [false, true]) {
      const page = await world.enter({ disable_compression });
      await world.expectEvents(() => page.evaluate(captureNow), ['now']);
      const { headers, path, isPacked } = world.wire.requests.at(-1);
      assert.equal(path, '/e/');
      assert.match(headers['content-type'], /^text\/plain/);
      assert.equal(isPacked(), !disable_compression);
    }
  });

  it('option disable_beacon: keeps the last events from beacons, which are for browsers without any other way', async () => {
    const before = 'delete Request.prototype.keepalive; delete window.fetchLater;';
    for (const [options, old, beacons] of [[{}, '', false], [{}, before, true], [{ disable_beacon: true }, before, false]]) {
      const visitor = await world.newVisitor();
      const given = { request_queue_config: { flush_interval_ms: 5000 }, ...options };
      const page = await world.enter(given, { visitor, before: old });
      const seen = world.wire.requests.length;
      await page.evaluate(() => {
        posthog.capture('last');
        location.href = 'about:blank';
      });
      if (!options.disable_beacon) await eventually(() => world.wire.requests.length > seen);
      await page.waitForTimeout(300);
      const modes = world.wire.requests.slice(seen).map(({ headers }) => headers['sec-fetch-mode']);
      assert.equal(modes.includes('no-cors'), beacons, JSON.stringify([options, old]));
    }
  });

  it('option fetch_options: are given to fetch', async () => {
    const page = await world.enter({ fetch_options: { cache: 'no-store', referrerPolicy: 'no-referrer' } });
    await world.expectEvents(() => capture(page, 'event'), ['event']);
    const { headers } = world.wire.requests.at(-1);
    assert.deepEqual([headers['cache-control'], headers.referer], ['no-cache', undefined]);
  });

  it('option on_request_error: learns of refusals, and of nothing else', async () => {
    const before = 'window.errors = []';
    const options = "{fetch_options: {body: 'garbage'}, on_request_error: (error) => errors.push(error)}";
    for (const transport of ['fetch', 'XHR']) {
      const page = await world.enter(`{api_transport: '${transport}', ...${options}}`, { before });
      await capture(page, 'refused', {}, {});
      await page.waitForFunction(() => errors.length);
      const [error] = await page.evaluate(() => errors);
      assert.deepEqual([error.statusCode, error.json], [400, JSON.parse(error.text)]);
      assert.equal(error.json.field, 'body');
    }
    const page = await world.enter('{on_request_error: (error) => errors.push(error)}', { before });
    world.wire.before = () => false;
    await Promise.all([page.waitForEvent('requestfailed'), capture(page, 'cut', {}, {})]);
    world.wire.before = () => true;
    await world.expectEvents(() => capture(page, 'stored', {}, {}), ['cut', 'stored']);
    assert.deepEqual(await page.evaluate(() => errors), []);
  });

  it('option on_request_error: may throw', async () => {
    const visitor = await world.newVisitor();
    const options = "{fetch_options: {body: 'garbage'}, on_request_error() { throw new Error(window.told = 'told'); }}";
    const page = await world.enter(options, { visitor });
    await capture(page, 'refused', {}, {});
    await page.waitForFunction(() => window.told);
    await page.evaluate(() => posthog.set_config({ fetch_options: {} }));
    await world.expectEvents(() => capture(page, 'next'), ['next']);
    // The browser itself tells of the refused request.
    assert.deepEqual(visitor.said.filter((line) => !line.includes('400')), []);
  });

  it('option rate_limiting: holds events back beyond the burst, says so once, and lets more through in time', async () => {
    const page = await world.enter({ rate_limiting: { events_per_second: 1, events_burst_limit: 2 } });
    const [first, second] = await world.expectEvents(async () => {
      await page.evaluate(() => [1, 2, 3, 4].forEach((n) => posthog.capture(`event ${n}`)));
    }, ['event 1', 'event 2', '$$client_ingestion_warning']);
    assert.equal(first.properties.$lib_rate_limit_remaining_tokens, 1);
    assert.ok(second.properties.$lib_rate_limit_remaining_tokens < 1);
    const warning = world.collector.events().find(({ event }) => event === '$$client_ingestion_warning');
    assert.match(
      warning.properties.$$client_ingestion_warning_message,
      /client rate limited: .*Config is set to 1 events per second and 2 events burst limit\.$/,
    );
    await world.expectEvents(() => eventually(() => capture(page, 'later')), ['later']);
  });

  it('option rate_limiting: a burst is ten seconds of events at first; by default only a loop without end is stopped', async () => {
    const count = (page, most) => page.evaluate((most) => {
      let n = 0;
      while (n < most && posthog.capture('many')) n++;
      return n;
    }, most);
    assert.equal(await count(await world.enter({ rate_limiting: { events_per_second: 3 } }), 50), 30);
    const plain = await world.enter();
    assert.equal(await count(plain, 200), 200);
    assert.equal('$lib_rate_limit_remaining_tokens' in (await properties(plain)), false);
    assert.ok((await count(plain, 20000)) < 20000);
  });

  it('option asset_host: is kept for lazy scripts', () => world.accepts('asset_host', null, "'https://assets.example.test'"));

  it('option surveys_request_timeout_ms: is kept for surveys', () => world.accepts('surveys_request_timeout_ms', 10000, '50'));

  it('option strict_script_versioning: is kept for lazy scripts', () =>
    world.accepts('strict_script_versioning', 'fallback', 'true'));

  it('option external_scripts_inject_target: is kept for lazy scripts', () =>
    world.accepts('external_scripts_inject_target', 'body', "'head'"));

  it('option prepare_external_dependency_script: is not asked, because there are no lazy scripts', () =>
    world.accepts('prepare_external_dependency_script', undefined, '() => console.log("asked")'));

  it('option prepare_external_dependency_stylesheet: is not asked, because there are no lazy sheets', () =>
    world.accepts('prepare_external_dependency_stylesheet', undefined, '() => console.log("asked")'));

  it('option disable_external_dependency_loading: is kept for lazy scripts', () =>
    world.accepts('disable_external_dependency_loading', false, 'true'));
});
