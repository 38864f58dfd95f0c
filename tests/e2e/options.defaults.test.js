// Options that change the defaults of others, names that do nothing any more, and old names.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { capture, cookie, properties, stored, useWorld } from './support/options.js';

const INTERNAL = '/^(localhost|127\\.0\\.0\\.1)$/';
const STEPS = ['next', 'previous', 'prev', '>', '<', '+', '-', '−', '–'];
/** What each date changes, in the words of `defaults` below. */
const SNAPSHOTS = {
  '2025-05-24': { capture_pageview: 'history_change' },
  '2025-11-30': { rageclick: { content_ignorelist: true }, session_recording: { strictMinimumDuration: true } },
  '2026-01-30': { external_scripts_inject_target: 'head', internal_or_test_user_hostname: INTERNAL },
  '2026-05-30': {
    persistence_save_debounce_ms: 250,
    split_storage: true,
    detect_google_search_app: true,
    rageclick: { content_ignorelist: STEPS, ignore_text_selection: true },
    session_recording: { strictMinimumDuration: true, canvasCapture: { resolutionScale: 0.6 } },
  },
  '2026-06-25': {
    disable_capture_url_hashes: true,
    session_recording: { strictMinimumDuration: true, canvasCapture: { resolutionScale: 0.6 }, streamNetworkBody: true },
  },
  '2026-08-29': { cookieWinsOnConflict: true },
};
const LEGACY = {
  capture_pageview: true,
  rageclick: true,
  session_recording: {},
  external_scripts_inject_target: 'body',
  internal_or_test_user_hostname: 'undefined',
  persistence_save_debounce_ms: 0,
  split_storage: false,
  detect_google_search_app: false,
  disable_capture_url_hashes: false,
  cookieWinsOnConflict: false,
};

describe('options that change options', () => {
  const world = useWorld();

  /** The configuration of a tracker of its own that is given these options (JavaScript). */
  const configured = async (options, names) =>
    (await world.plain()).evaluate(([options, names]) => {
      const { config } = posthog.init('another', eval(`(${options})`), `tracker${Math.random()}`);
      const said = (value) => (value instanceof RegExp || value === undefined ? String(value) : value);
      return Object.fromEntries(names.map((name) => [name, said(config[name])]));
    }, [options, names]);
  const snapshot = (options) => configured(options, Object.keys(LEGACY));

  /** Shows that an old name sets today's option, which wins where both are given. */
  async function isRenamed(old, today, value, other) {
    const given = async (options) => (await configured(JSON.stringify(options), [today]))[today];
    assert.deepEqual(await given({ [old]: value }), value);
    assert.deepEqual(await given({ [old]: value, [today]: other }), other);
    assert.deepEqual(await given({ [today]: other, [old]: value }), other);
  }

  it('option defaults: each date brings its changes and those of the dates before', async () => {
    let expected = LEGACY;
    for (const [date, changes] of Object.entries(SNAPSHOTS)) {
      const [year, month, day] = date.split('-');
      const eve = `${year}-${month}-${String(day - 1).padStart(2, '0')}`;
      assert.deepEqual(await snapshot(`{defaults: '${eve}'}`), expected, eve);
      expected = { ...expected, ...changes };
      assert.deepEqual(await snapshot(`{defaults: '${date}'}`), expected, date);
    }
    assert.deepEqual(await snapshot("{defaults: '2099-01-01'}"), expected);
    const unset = { ...expected, cookieWinsOnConflict: false };
    assert.deepEqual(await snapshot("{defaults: 'unset'}"), unset, 'a word later than any date');
    for (const options of ['{}', '{defaults: undefined}', "{defaults: ''}", '{defaults: null}']) {
      assert.deepEqual(await snapshot(options), LEGACY, options);
    }
  });

  it('option defaults: give way to what is given', async () => {
    const options = "{defaults: '2099-01-01', split_storage: false, capture_pageview: true, rageclick: true}";
    const { split_storage, capture_pageview, rageclick } = await snapshot(options);
    assert.deepEqual([split_storage, capture_pageview, rageclick], [false, true, true]);
  });

  it('option defaults: what is given of a group of options is merged with the rest', async () => {
    const { session_recording } = await snapshot("{defaults: '2025-11-30', session_recording: {maskAllInputs: true}}");
    assert.deepEqual(session_recording, { strictMinimumDuration: true, maskAllInputs: true });
    const { rageclick } = await snapshot("{defaults: '2026-05-30', rageclick: {content_ignorelist: false}}");
    assert.deepEqual(rageclick, { content_ignorelist: false, ignore_text_selection: true });
  });

  it('option defaults: are told with each event', async () => {
    const told = async (options) => (await properties(await world.enter(options))).$config_defaults;
    assert.deepEqual([await told({}), await told({ defaults: '2026-01-30' })], ['unset', '2026-01-30']);
  });

  it('option defaults: are in force, not only readable', async () => {
    const page = await world.enter({ defaults: '2026-06-25' }, { before: "history.replaceState(null, '', '/?a=1#secret');" });
    assert.equal((await properties(page)).$current_url, `${world.site.url}/?a=1`);
  });

  it('option loaded: is called with the tracker, which can be used, before the pageview', async () => {
    const visitor = await world.newVisitor();
    const options = `{capture_pageview: true, loaded(it) {
      it.register({ by: it === posthog ? 'loaded' : 'somebody else' });
      it.capture('from loaded', { ready: it.__loaded && !!it.get_distinct_id() });
      throw new Error('no matter');
    }}`;
    await world.expectEvents(() => world.enter(options, { visitor }), [
      { event: 'from loaded', ready: true, by: 'loaded' }, { event: '$pageview', by: 'loaded' },
    ]);
    assert.deepEqual(visitor.said, []);
    assert.equal(await (await world.enter()).evaluate(() => typeof posthog.config.loaded), 'function');
  });

  it('option name: is that of the tracker, whatever is given', async () => {
    const page = await world.enter({ name: 'mine' });
    const names = await page.evaluate(() => {
      const second = posthog.init('another', { name: 'mine', capture_pageview: false }, 'second');
      return [posthog.config.name, posthog.second.config.name, second === posthog.second, posthog.mine];
    });
    assert.deepEqual(names, ['posthog', 'second', true, undefined]);
  });

  it('option __preview_flags_v2: does nothing', () => world.accepts('__preview_flags_v2', undefined, 'true'));
  it('option __preview_eager_load_replay: does nothing', () => world.accepts('__preview_eager_load_replay', undefined, 'true'));
  it('option __preview_lazy_load_replay: does nothing', () => world.accepts('__preview_lazy_load_replay', undefined, 'true'));
  it('option __preview_disable_xhr_credentials: does nothing', () =>
    world.accepts('__preview_disable_xhr_credentials', undefined, 'true'));
  it('option api_method: does nothing', () => world.accepts('api_method', undefined, "'GET'"));
  it('option inapp_protocol: does nothing', () => world.accepts('inapp_protocol', undefined, "'//'"));
  it('option inapp_link_new_window: does nothing', () => world.accepts('inapp_link_new_window', undefined, 'true'));

  it('option process_person: is person_profiles', async () => {
    await isRenamed('process_person', 'person_profiles', 'always', 'never');
    assert.equal((await properties(await world.enter({ process_person: 'always' }))).$process_person_profile, true);
  });

  it('option xhr_headers: is request_headers', async () => {
    await isRenamed('xhr_headers', 'request_headers', { 'X-Horse': 'Fury' }, { 'X-Horse': 'Rih' });
    const page = await world.enter({ xhr_headers: { 'X-Horse': 'Fury' } });
    await world.expectEvents(() => capture(page, 'event'), ['event']);
    assert.equal(world.wire.requests.at(-1).headers['x-horse'], 'Fury');
  });

  it('option cookie_name: is persistence_name', async () => {
    await isRenamed('cookie_name', 'persistence_name', 'mine', 'other');
    assert.ok(await cookie(await world.enter({ cookie_name: 'mine' }), 'ph_mine'));
  });

  it('option disable_cookie: is disable_persistence', async () => {
    await isRenamed('disable_cookie', 'disable_persistence', true, false);
    const page = await world.enter({ disable_cookie: true });
    assert.deepEqual([await stored(page), await cookie(page)], [null, undefined]);
  });

  it('option __preview_disable_beacon: is disable_beacon', () =>
    isRenamed('__preview_disable_beacon', 'disable_beacon', true, false));

  it('option store_google: is save_campaign_params', async () => {
    await isRenamed('store_google', 'save_campaign_params', false, true);
    const before = "history.replaceState(null, '', '/?utm_source=news');";
    const source = async (options) => (await properties(await world.enter(options, { before }))).utm_source;
    assert.deepEqual([await source({}), await source({ store_google: false })], ['news', undefined]);
  });

  it('option verbose: is debug', async () => {
    await isRenamed('verbose', 'debug', true, false);
    const visitor = await world.newVisitor();
    await capture(await world.enter({ verbose: true }, { visitor }), 'event');
    assert.ok(visitor.said.some((line) => line.includes('captured')), visitor.said.join('\n'));
  });

  it('option __preview_cookie_wins_on_conflict: is cookieWinsOnConflict', () =>
    isRenamed('__preview_cookie_wins_on_conflict', 'cookieWinsOnConflict', true, false));

  it('option property_blacklist: stands before property_denylist', async () => {
    const page = await world.enter({ property_blacklist: ['a'], property_denylist: ['b'] });
    assert.deepEqual(await page.evaluate(() => posthog.config.property_denylist), ['a', 'b']);
    const given = await capture(page, 'event', { a: 1, b: 2, c: 3 });
    assert.deepEqual(['a', 'b', 'c'].filter((name) => name in given.properties), ['c']);
    const alone = await world.enter({ property_blacklist: ['a'] });
    assert.deepEqual(await alone.evaluate(() => posthog.config.property_denylist), ['a']);
  });

  it('option __preview_external_dependency_versioned_paths: is strict_script_versioning, a text asset_host too', async () => {
    const given = (value) =>
      configured(`{__preview_external_dependency_versioned_paths: ${value}}`, ['strict_script_versioning', 'asset_host']);
    assert.deepEqual(await given('true'), { strict_script_versioning: true, asset_host: null });
    const host = 'https://assets.example.test';
    assert.deepEqual(await given(`'${host}'`), { strict_script_versioning: true, asset_host: host });
    const both = await given('true, strict_script_versioning: false');
    assert.deepEqual(both, { strict_script_versioning: false, asset_host: null });
  });

  it('option on_xhr_error: is on_request_error', async () => {
    const options = "{fetch_options: {body: 'garbage'}, on_xhr_error: ({ statusCode }) => (window.told = statusCode)}";
    const page = await world.enter(options);
    await capture(page, 'refused', {}, {});
    assert.equal(await (await page.waitForFunction(() => window.told)).jsonValue(), 400);
    assert.deepEqual(await configured('{on_xhr_error: 1, on_request_error: 2}', ['on_request_error']), { on_request_error: 2 });
  });
});
