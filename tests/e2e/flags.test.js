// Feature flags, from the collector's definition to the page and the events: by person and by organisation.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { ADMIN_KEY, eventually } from './support/collector.js';
import { useWorld } from './support/visits.js';

const flag = (key, groups, more = {}) => ({ key, filters: { groups, ...more } });
const is = (key, value, more) => ({ key, value, operator: 'exact', type: 'person', ...more });

/** Waits until flags were loaded by the server, and gives what callbacks are told. */
const LOADED = () =>
  new Promise((resolve) => {
    posthog.onFeatureFlags((on, values, context) => posthog.flagsEndpointWasHit && resolve({ on, values, context }));
  });

describe('feature flags', () => {
  const world = useWorld();
  /** Flags by key, as the collector has them. */
  const made = {};
  const call = async (method, path, body) => {
    const response = await fetch(world.collector.url + path, {
      method,
      headers: { Authorization: `Bearer ${ADMIN_KEY}` },
      body: body && JSON.stringify(body),
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${response.ok || (await response.text())}`);
    return response.status === 204 ? undefined : response.json();
  };
  const asks = () => world.wire.requests.filter((request) => request.path.startsWith('/flags')).map((request) => JSON.parse(request.body() || '{}'));

  /** A function that gives what a page asked. */
  const asksOf = async (page) => {
    const id = await page.evaluate(() => posthog.get_distinct_id());
    return () => asks().filter(({ distinct_id }) => distinct_id === id);
  };

  before(async () => {
    // The types of groups have their places in the order in which they come up.
    const page = await world.visit({ advanced_disable_flags: true });
    await world.expectEvents(() => page.evaluate(() => posthog.group('company', 'first', { tier: 'none' })), ['$groupidentify']);
    const byCompany = { aggregation_group_type_index: 0 };
    const tier = (value) => [is('tier', value, { type: 'group', group_type_index: 0 })];
    for (const one of [
      flag('everybody', [{}], { payloads: { true: '{"deep":[1]}' } }),
      flag('nobody', [{ rollout_percentage: 0 }]),
      flag('red', [{}], { multivariate: { variants: [{ key: 'red', rollout_percentage: 100 }] }, payloads: { red: '"#f00"' } }),
      flag('pro', [{ properties: [is('plan', 'pro')] }]),
      flag('gold', [{ properties: tier('gold') }], byCompany),
      flag('acme', [{ properties: [is('$group_key', 'acme', { type: 'group', group_type_index: 0 })] }], byCompany),
      { ...flag('early', []), early_access: { name: 'Early bird', description: 'First.', stage: 'beta' } },
    ]) {
      made[one.key] = await call('POST', '/api/flags', { token: 'token', ...one });
    }
  });

  const STARTED = ['everybody', 'red'];

  it('getFeatureFlag: gives values, variants, and nothing for what there is not', async () => {
    const page = await world.visit();
    const { on, values } = await page.evaluate(LOADED);
    assert.deepEqual([on.sort(), values], [STARTED, { everybody: true, red: 'red' }]);
    const given = await page.evaluate(() => ['everybody', 'nobody', 'red', 'unheard of'].map((key) => posthog.getFeatureFlag(key)));
    assert.deepEqual(given, [true, false, 'red', undefined]);
  });

  it('isFeatureEnabled: says whether a flag is on, and the default where it is not known', async () => {
    const page = await world.visit();
    const early = await page.evaluate(() => [posthog.isFeatureEnabled('everybody'), posthog.isFeatureEnabled('everybody', { defaultValue: true })]);
    assert.deepEqual(early, [undefined, true]);
    await page.evaluate(LOADED);
    const keys = ['everybody', 'nobody', 'red', 'unheard of'];
    const given = await page.evaluate((keys) => keys.map((key) => posthog.isFeatureEnabled(key, { defaultValue: true })), keys);
    assert.deepEqual(given, [true, false, true, true]);
  });

  it('getFeatureFlagResult: gives all that is known of a flag', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    const given = await page.evaluate(() => ['everybody', 'red', 'nobody', 'unheard of'].map((key) => posthog.getFeatureFlagResult(key) ?? null));
    assert.deepEqual(given, [
      { key: 'everybody', enabled: true, variant: undefined, payload: { deep: [1] } },
      { key: 'red', enabled: true, variant: 'red', payload: '#f00' },
      { key: 'nobody', enabled: false, variant: undefined, payload: undefined },
      null,
    ]);
  });

  it('getFeatureFlagPayload: gives the payload, and captures nothing', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    await world.expectEvents(async () => {
      const given = await page.evaluate(() => ['everybody', 'red', 'nobody'].map((key) => posthog.getFeatureFlagPayload(key) ?? null));
      assert.deepEqual(given, [{ deep: [1] }, '#f00', null]);
    }, []);
  });

  it('getAllFeatureFlags: gives every flag', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    const all = await page.evaluate(() => posthog.getAllFeatureFlags());
    assert.deepEqual(all.map(({ key }) => key).sort(), Object.keys(made).sort());
    assert.deepEqual(all.find(({ key }) => key === 'red'), { key: 'red', enabled: true, variant: 'red', payload: '#f00' });
  });

  it('a page that does not speak of flags asks for them only when an answer says that there are any', async () => {
    const page = await world.visit({ flags_api_host: world.wire.url });
    const asked = await asksOf(page);
    await page.waitForTimeout(200);
    assert.equal(asked().length, 0, 'nothing before the first event');
    await page.evaluate(() => posthog.capture('e'));
    await eventually(() => asked().length === 1, { describe: () => `a request for flags, got ${asked().length}` });
    await page.waitForFunction(() => posthog.featureFlags.hasLoadedFlags);
    const [event] = await world.expectEvents(() => page.evaluate(() => posthog.capture('f')), ['f'], { apart: ['e'] });
    assert.deepEqual(event.properties.$active_feature_flags.sort(), STARTED);
  });

  it('a page of a project without flags asks for none', async () => {
    const page = await world.visit({}, { script: `posthog.init('flagless', {api_host: '${world.wire.url}', capture_pageview: false}, 'other');` });
    const before = asks().filter(({ token }) => token === 'flagless').length;
    await page.waitForFunction(() => posthog.other.__loaded);
    await page.evaluate(async () => (posthog.other.capture('e'), posthog.other.flush()));
    await page.waitForTimeout(300);
    assert.equal(asks().filter(({ token }) => token === 'flagless').length, before);
  });

  it('events carry the flags, on and off', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    const [event] = await world.expectEvents(() => page.evaluate(() => posthog.capture('e')), ['e']);
    const { properties } = event;
    assert.deepEqual(properties.$active_feature_flags.sort(), STARTED);
    assert.deepEqual(
      ['everybody', 'nobody', 'red', 'gold'].map((key) => properties[`$feature/${key}`]),
      [true, false, 'red', false],
    );
    assert.equal(properties.$enabled_feature_flags, undefined);
    assert.match(properties.$feature_flag_request_id, /^[0-9a-f-]{36}$/);
  });

  it('onFeatureFlags: calls back at once where they are loaded, again when they change, and not when it is ended', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    const told = await page.evaluate(async () => {
      const calls = [];
      const stop = posthog.onFeatureFlags((...told) => calls.push(told));
      posthog.onFeatureFlags(() => {
        throw new Error('of the page');
      });
      const atOnce = calls.length;
      posthog.updateFlags({ mine: 'x' });
      stop();
      posthog.updateFlags({});
      return { atOnce, calls };
    });
    assert.equal(told.atOnce, 1);
    assert.equal(told.calls[0].length, 2);
    assert.deepEqual(told.calls[1], [['mine'], { mine: 'x' }, { errorsLoading: undefined }]);
    assert.equal(told.calls.length, 2);
  });

  it('updateFlags: puts flags in the place of others, or beside them', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    const given = await page.evaluate(() => {
      posthog.updateFlags({ mine: 'x', red: 'blue' }, { mine: { a: 1 } }, { merge: true });
      const merged = [posthog.getFeatureFlag('mine'), posthog.getFeatureFlag('red'), posthog.getFeatureFlag('everybody')];
      const payloads = [posthog.getFeatureFlagPayload('mine'), posthog.getFeatureFlagPayload('red') ?? null];
      posthog.updateFlags({ only: true });
      return { merged, payloads, all: posthog.featureFlags.getFlagVariants() };
    });
    assert.deepEqual(given, { merged: ['x', 'blue', true], payloads: [{ a: 1 }, null], all: { only: true } });
  });

  it('$feature_flag_called: once a flag and value, over reloads, until the visitor is another', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    const read = () =>
      page.evaluate(() => {
        for (const key of ['red', 'red', 'nobody', 'missing']) posthog.getFeatureFlag(key);
        posthog.isFeatureEnabled('red');
        posthog.getFeatureFlag('everybody', { send_event: false });
      });
    const events = await world.expectEvents(read, [
      { event: '$feature_flag_called', $feature_flag: 'red', $feature_flag_response: 'red', $feature_flag_payload: '"#f00"' },
      { event: '$feature_flag_called', $feature_flag: 'nobody', $feature_flag_response: false, $used_bootstrap_value: false },
      { event: '$feature_flag_called', $feature_flag: 'missing', $feature_flag_error: 'flag_missing' },
    ]);
    const [{ properties: red }, , { properties: missing }] = events;
    assert.equal(red.$feature_flag_id, made.red.id);
    assert.equal(red.$feature_flag_version, made.red.version);
    assert.equal(typeof red.$feature_flag_reason, 'string');
    assert.equal('$feature_flag_response' in missing, false);
    await page.reload();
    await page.waitForFunction(() => posthog.__loaded);
    await page.evaluate(LOADED);
    await world.expectEvents(read, []);
    await page.evaluate(() => posthog.reset());
    await page.evaluate(LOADED);
    await world.expectEvents(read, Array(3).fill('$feature_flag_called'));
  });

  it('identify, setPersonProperties, $set: flags follow the person at once', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    const anonymous = await page.evaluate(() => posthog.get_distinct_id());
    const follows = (act, expected) =>
      page.evaluate(
        ([act, expected]) =>
          new Promise((resolve) => {
            posthog.onFeatureFlags(() => posthog.isFeatureEnabled('pro', { send_event: false }) === expected && resolve());
            new Function(act)();
          }),
        [act, expected],
      );
    await follows("posthog.identify('hal', {plan: 'pro'})", true);
    const request = asks().findLast((asked) => asked.distinct_id === 'hal');
    assert.equal(request.$anon_distinct_id, anonymous);
    assert.equal(request.person_properties.plan, 'pro');
    assert.equal(request.person_properties.$lib, 'web');
    await follows("posthog.setPersonProperties({plan: 'free'})", false);
    await follows("posthog.capture('upgraded', {$set: {plan: 'pro'}})", true);
    await follows("posthog.unsetPersonProperties(['plan']); posthog.setPersonPropertiesForFlags({plan: 'free'})", false);
    assert.equal(asks().at(-1).$anon_distinct_id, undefined, 'is told once');
    await follows("posthog.setPersonPropertiesForFlags({plan: 'pro'})", true);
    // What an account is like says nothing of the visitor.
    await page.evaluate(() => posthog.as('account').people.set({ plan: 'free' }));
    await page.evaluate(() => new Promise((resolve) => { posthog.on('featureFlagsReloading', resolve); posthog.reloadFeatureFlags(); }));
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => posthog.isFeatureEnabled('pro')), true);
    await page.evaluate(() => posthog.reset());
    await eventually(() => asks().at(-1).distinct_id !== 'hal', { describe: () => 'a request for the next visitor' });
    assert.equal(asks().at(-1).person_properties.plan, undefined);
  });

  it('identify: an answer about the person before is nobody\'s', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    let release;
    const held = new Promise((resolve) => {
      world.wire.before = (request) => {
        if (!request.path.startsWith('/flags')) return true;
        // Only the first one waits.
        world.wire.before = () => true;
        resolve();
        return new Promise((pass) => (release = () => pass(true)));
      };
    });
    try {
      await page.evaluate(() => posthog.identify('first', { plan: 'pro' }));
      await held;
      await page.evaluate(() => {
        window.seen = [];
        posthog.onFeatureFlags(() => seen.push(posthog.isFeatureEnabled('pro', { send_event: false })));
        posthog.identify('second');
      });
    } finally {
      world.wire.before = () => true;
      release?.();
    }
    await eventually(() => asks().at(-1).distinct_id === 'second', { describe: () => 'a request for the second person' });
    await page.waitForFunction(() => seen.length > 1 && posthog.flagsEndpointWasHit);
    assert.deepEqual([...new Set(await page.evaluate(() => seen))], [false]);
  });

  it('a flag for one organisation is on for its members in every tab, off for others, and rolled back within one reload', async () => {
    const member = await world.visit();
    await member.evaluate(LOADED);
    const second = await world.visit({}, { visitor: member.context() });
    await second.evaluate(LOADED);
    const other = await world.visit();
    await other.evaluate(LOADED);
    const isOn = (page) => page.evaluate(() => posthog.isFeatureEnabled('acme', { send_event: false }));
    assert.deepEqual(await Promise.all([member, second, other].map(isOn)), [false, false, false]);
    await member.evaluate(() => posthog.group('company', 'acme'));
    await other.evaluate(() => posthog.group('company', 'other'));
    for (const tab of [member, second]) await tab.waitForFunction(() => posthog.isFeatureEnabled('acme', { send_event: false }));
    await eventually(() => asks().some(({ groups }) => groups?.company === 'other'), {
      describe: () => 'a request of the other organisation',
    });
    await other.waitForTimeout(200);
    assert.equal(await isOn(other), false);

    await call('PATCH', `/api/flags/${made.acme.id}`, { active: false });
    await member.reload();
    await member.waitForFunction(() => posthog.__loaded);
    await member.evaluate(LOADED);
    assert.equal(await isOn(member), false);
    await call('PATCH', `/api/flags/${made.acme.id}`, { active: true });
    await member.evaluate(() => posthog.reloadFeatureFlags());
    await member.waitForFunction(() => posthog.isFeatureEnabled('acme', { send_event: false }));
    await member.evaluate(() => posthog.resetGroups());
    await member.waitForFunction(() => !posthog.isFeatureEnabled('acme', { send_event: false }));
  });

  it('setGroupPropertiesForFlags: flags go by properties of the organisation', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    await page.evaluate(() => posthog.group('company', 'goldies', { tier: 'gold' }));
    await page.waitForFunction(() => posthog.isFeatureEnabled('gold', { send_event: false }));
    await page.evaluate(() => posthog.setGroupPropertiesForFlags({ company: { tier: 'tin' } }));
    await page.waitForFunction(() => !posthog.isFeatureEnabled('gold', { send_event: false }));
    await page.evaluate(() => posthog.setGroupPropertiesForFlags({ company: { tier: 'gold' } }, false));
    assert.equal(await page.evaluate(() => posthog.isFeatureEnabled('gold', { send_event: false })), false);
    await page.evaluate(() => posthog.reloadFeatureFlags());
    await page.waitForFunction(() => posthog.isFeatureEnabled('gold', { send_event: false }));
    assert.deepEqual(asks().at(-1).group_properties, { company: { tier: 'gold' } });
    await page.evaluate(() => posthog.resetGroupPropertiesForFlags());
    await page.waitForTimeout(200);
    assert.equal(asks().at(-1).group_properties, undefined);
  });

  it('option bootstrap: flags are there at once, and nothing is asked for', async () => {
    const called = { event: '$feature_flag_called', $used_bootstrap_value: true, $feature_flag_bootstrapped_response: 'x' };
    await world.expectEvents(async () => {
      const page = await world.visit({ bootstrap: { featureFlags: { early: 'x', off: false }, featureFlagPayloads: { early: '{"a":1}', off: 1 } } });
      const given = await page.evaluate(() => ({
        values: [posthog.getFeatureFlag('early'), posthog.getFeatureFlag('off'), posthog.getFeatureFlagPayload('early')],
        has: posthog.featureFlags.hasLoadedFlags,
        hit: posthog.flagsEndpointWasHit,
      }));
      assert.deepEqual(given, { values: ['x', null, { a: 1 }].map((value) => value ?? undefined), has: true, hit: false });
      await page.waitForTimeout(200);
      assert.deepEqual((await asksOf(page))(), []);
    }, [called, '$feature_flag_called']);
  });

  it('featureFlags.overrideFeatureFlags: takes the place of what is loaded, over reloads, until it is taken back', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    await page.evaluate(() => posthog.featureFlags.overrideFeatureFlags({ flags: { red: 'blue', new: true }, payloads: { red: 7 } }));
    const read = () => page.evaluate(() => [posthog.getFeatureFlag('red'), posthog.getFeatureFlag('new') ?? null, posthog.getFeatureFlagPayload('red')]);
    assert.deepEqual(await read(), ['blue', true, 7]);
    await page.reload();
    await page.waitForFunction(() => posthog.__loaded);
    assert.deepEqual(await read(), ['blue', true, 7]);
    const [event] = await world.expectEvents(() => page.evaluate(() => posthog.capture('e')), ['e'], { apart: ['$feature_flag_called'] });
    assert.deepEqual(event.properties['$feature/red'], 'blue');
    await page.evaluate(() => posthog.featureFlags.overrideFeatureFlags(false));
    await page.evaluate(LOADED);
    assert.deepEqual(await read(), ['red', null, '#f00']);
  });

  it('on the stub: who waits for flags is called back, and the flags of bootstrap are there with the script', async () => {
    const script = `var told = []; posthog.onFeatureFlags(function (on) { told.push(on.length) }); posthog.getFeatureFlag('red');`;
    const page = await world.open(world.pageWithSnippet(script, { capture_pageview: false }), { path: '/stub' });
    await page.waitForFunction(() => told.length);
    // What the collector says of flags takes their place, so it is not asked.
    const options = { bootstrap: { featureFlags: { mine: 'x' } }, advanced_disable_feature_flags_on_first_load: true };
    const early = world.pageWithSnippet('', { ...options, capture_pageview: false });
    const other = await world.open(early, { path: '/early' });
    await other.waitForFunction(() => posthog.__loaded);
    assert.equal(await other.evaluate(() => posthog.getFeatureFlag('mine')), 'x');
    const again = await world.visit({ bootstrap: { featureFlags: { mine: 'x' } } });
    // At once, before the collector says that it knows of no such flag.
    const mine = () => (posthog.reset({ bootstrap: { featureFlags: { mine: 'y' } } }), posthog.getFeatureFlag('mine'));
    assert.equal(await again.evaluate(mine), 'y');
  });

  it('getEarlyAccessFeatures, updateEarlyAccessFeatureEnrollment: a visitor takes part, and the collector remembers', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    const features = await page.evaluate(() => new Promise((resolve) => posthog.getEarlyAccessFeatures(resolve)));
    assert.deepEqual(features.map(({ name, stage, flagKey }) => [name, stage, flagKey]), [['Early bird', 'beta', 'early']]);
    assert.equal(await page.evaluate(() => posthog.isFeatureEnabled('early', { send_event: false })), false);
    await page.evaluate(() => posthog.identify('ivy'));
    await world.expectEvents(
      () => page.evaluate(() => posthog.updateEarlyAccessFeatureEnrollment('early', true, 'beta')),
      [{ event: '$feature_enrollment_update', $feature_flag: 'early', $feature_enrollment: true, $early_access_feature_name: 'Early bird' }],
      { apart: ['$identify'] },
    );
    assert.equal(await page.evaluate(() => posthog.isFeatureEnabled('early', { send_event: false })), true);
    const elsewhere = await world.visit({ bootstrap: { distinctID: 'ivy', isIdentifiedID: true } });
    const { on } = await elsewhere.evaluate(LOADED);
    assert.ok(on.includes('early'));
  });

  it('nothing leaves before the visitor allows it', async () => {
    const page = await world.visit({ opt_out_capturing_by_default: true });
    const asked = await asksOf(page);
    await page.evaluate(() => (posthog.onFeatureFlags(() => {}), posthog.reloadFeatureFlags(), posthog.identify('jo')));
    await page.waitForTimeout(300);
    assert.deepEqual([...asked(), ...(await asksOf(page))()], []);
    await page.evaluate(() => posthog.opt_in_capturing());
    await page.waitForFunction(() => posthog.flagsEndpointWasHit);
  });

  it('errors: what fails is told, what was known stays, and after three failures nobody asks before the network is back', async () => {
    const page = await world.visit({ feature_flag_request_max_retries: 0 });
    await page.evaluate(LOADED);
    const told = (answer) => {
      world.wire.before = (request) => (request.path.startsWith('/flags') ? answer : true);
      return page.evaluate(
        () =>
          new Promise((resolve) => {
            const stop = posthog.onFeatureFlags((on, _values, context) => context && (stop(), resolve([on.length, context.errorsLoading])));
            posthog.reloadFeatureFlags();
          }),
      );
    };
    try {
      assert.deepEqual(await told([500]), [2, true]);
      const [failed] = await world.expectEvents(() => page.evaluate(() => posthog.getFeatureFlag('unheard of')), ['$feature_flag_called']);
      assert.equal(failed.properties.$feature_flag_error, 'api_error_500,flag_missing');
      for (let failure = 0; failure < 3; failure++) assert.deepEqual(await told(false), [2, true]);
      world.wire.before = () => true;
      const asked = await asksOf(page);
      const before = asked().length;
      await page.evaluate(() => posthog.reloadFeatureFlags());
      await page.waitForTimeout(200);
      assert.equal(asked().length, before);
      await page.evaluate(() => dispatchEvent(new Event('online')));
      await eventually(() => asked().length === before + 1, { describe: () => 'a request once the network is back' });
    } finally {
      world.wire.before = () => true;
    }
  });

  it('reloadFeatureFlags: asks again, once a moment', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    const asked = await asksOf(page);
    const before = asked().length;
    await page.evaluate(() => Array.from({ length: 20 }, () => posthog.reloadFeatureFlags()));
    await page.waitForTimeout(300);
    assert.equal(asked().length, before + 1);
  });

  it('setPersonPropertiesForFlags: flags go by them, and they are not the person\'s', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    await world.expectEvents(async () => {
      await page.evaluate(() => posthog.setPersonPropertiesForFlags({ $set: { plan: 'pro' }, $set_once: { plan: 'free', since: 1 } }));
      await page.waitForFunction(() => posthog.isFeatureEnabled('pro', { send_event: false }));
    }, []);
    const { plan, since } = asks().at(-1).person_properties;
    assert.deepEqual([plan, since], ['pro', 1]);
  });

  it('resetPersonPropertiesForFlags: forgets them', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    await page.evaluate(() => posthog.setPersonPropertiesForFlags({ plan: 'pro' }));
    await page.waitForFunction(() => posthog.isFeatureEnabled('pro', { send_event: false }));
    await page.evaluate(() => posthog.resetPersonPropertiesForFlags());
    await page.waitForFunction(() => !posthog.isFeatureEnabled('pro', { send_event: false }));
  });

  it('resetGroupPropertiesForFlags: forgets those of a type', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    await page.evaluate(() => posthog.setGroupPropertiesForFlags({ company: { tier: 'gold' }, team: { size: 3 } }, false));
    await page.evaluate(() => posthog.resetGroupPropertiesForFlags('company'));
    await eventually(() => asks().at(-1).group_properties, { describe: () => 'a request with properties of groups' });
    assert.deepEqual(asks().at(-1).group_properties, { team: { size: 3 } });
  });

  it('getEarlyAccessFeatures: asks once, and again when told to', async () => {
    const page = await world.visit();
    const lists = () => world.wire.requests.filter(({ path }) => path.startsWith('/api/early_access_features/')).length;
    const before = lists();
    const get = (...args) => page.evaluate((args) => new Promise((resolve) => posthog.getEarlyAccessFeatures(resolve, ...args)), args);
    await get();
    await get();
    assert.equal(lists(), before + 1);
    assert.deepEqual(await get(true, ['concept']), []);
    assert.equal((await get(true, ['beta'])).length, 1);
  });

  it('updateEarlyAccessFeatureEnrollment: takes a visitor out again', async () => {
    const page = await world.visit();
    await page.evaluate(LOADED);
    const given = await page.evaluate(() =>
      [true, false].map((enrolled) => {
        posthog.updateEarlyAccessFeatureEnrollment('early', enrolled);
        return posthog.isFeatureEnabled('early', { send_event: false });
      }),
    );
    assert.deepEqual(given, [true, false]);
  });

  /** What is asked for on a page with `options` that speaks of flags. */
  const load = async (options, act = () => posthog.onFeatureFlags(() => {})) => {
    const before = asks().length;
    const page = await world.visit(options);
    await page.evaluate(act);
    await page.waitForTimeout(300);
    const id = await page.evaluate(() => posthog.get_distinct_id());
    // Of a request that was cut nothing can be read. Pages of other tests may ask, too.
    const isOurs = ({ distinct_id }) => !distinct_id || distinct_id === id;
    return { page, asked: asks().slice(before).filter(isOurs) };
  };
  const never = (option) => async () => {
    const { page, asked } = await load({ [option]: true }, () => (posthog.onFeatureFlags(() => {}), posthog.reloadFeatureFlags()));
    assert.deepEqual(asked, []);
    assert.equal(await page.evaluate(() => posthog.getFeatureFlag('everybody') ?? null), null);
  };

  it('option advanced_disable_flags: nothing is asked for', never('advanced_disable_flags'));

  it('option advanced_disable_decide: nothing is asked for', never('advanced_disable_decide'));

  it('option advanced_disable_feature_flags: nothing is asked for', never('advanced_disable_feature_flags'));

  it('option advanced_disable_feature_flags_on_first_load: nothing is asked for before something changes', async () => {
    const { page, asked } = await load({ advanced_disable_feature_flags_on_first_load: true });
    assert.deepEqual(asked, []);
    await page.evaluate(() => posthog.identify('kim'));
    await page.waitForFunction(() => posthog.flagsEndpointWasHit);
  });

  it('option advanced_only_evaluate_survey_feature_flags: asks for those only, beside what is known', async () => {
    const before = world.wire.requests.length;
    const { page } = await load({ advanced_only_evaluate_survey_feature_flags: true });
    const [{ path }] = world.wire.requests.slice(before).filter(({ path }) => path.startsWith('/flags'));
    assert.match(path, /only_evaluate_survey_feature_flags=true/);
    assert.deepEqual(await page.evaluate(() => posthog.featureFlags.getFlags()), []);
  });

  it('option flag_keys: asks only for these', async () => {
    const { page, asked } = await load({ flag_keys: ['red'] });
    assert.deepEqual(asked[0].flag_keys, ['red']);
    assert.deepEqual(await page.evaluate(() => posthog.featureFlags.getFlags()), ['red']);
  });

  it('option evaluation_contexts: is told to the server, but for blank ones', async () => {
    const { asked } = await load({ evaluation_contexts: ['web', ' ', 7] });
    assert.deepEqual(asked[0].evaluation_contexts, ['web']);
    assert.equal(typeof asked[0].timezone, 'string');
    assert.equal(typeof asked[0].$device_id, 'string');
  });

  it('option evaluation_environments: is the old name', async () => {
    const { asked } = await load({ evaluation_environments: ['web'] });
    assert.deepEqual(asked[0].evaluation_contexts, ['web']);
  });

  it('option flags_api_host: is asked in the place of api_host', async () => {
    const page = await world.visit({ flags_api_host: world.collector.url });
    await page.evaluate(LOADED);
    assert.deepEqual((await asksOf(page))(), []);
    assert.equal(await page.evaluate(() => posthog.getFeatureFlag('everybody')), true);
  });

  it('option feature_flag_request_timeout_ms: is as long as an answer may take', async () => {
    world.wire.before = (request) => (request.path.startsWith('/flags') ? new Promise((resolve) => setTimeout(resolve, 600, true)) : true);
    try {
      const page = await world.visit({ feature_flag_request_timeout_ms: 50, feature_flag_request_max_retries: 0 });
      const told = await page.evaluate(() => new Promise((resolve) => posthog.onFeatureFlags((...all) => resolve(all))));
      assert.deepEqual(told, [[], {}, { errorsLoading: true }]);
      const [event] = await world.expectEvents(() => page.evaluate(() => posthog.getFeatureFlag('red')), ['$feature_flag_called']);
      assert.equal(event.properties.$feature_flag_error, 'timeout,flag_missing');
    } finally {
      world.wire.before = () => true;
    }
  });

  it('option feature_flag_request_max_retries: is how often a request without an answer is made again', async () => {
    world.wire.before = (request) => !request.path.startsWith('/flags');
    try {
      for (const retries of [0, 2]) {
        const { asked } = await load({ feature_flag_request_max_retries: retries });
        assert.equal(asked.length, retries + 1);
      }
    } finally {
      world.wire.before = () => true;
    }
  });

  it('option remote_config_refresh_interval_ms: flags are asked for again so often, or never', async () => {
    const { page } = await load({ remote_config_refresh_interval_ms: 50 });
    const asked = await asksOf(page);
    await eventually(() => asked().length > 3, { describe: () => `several requests, got ${asked().length}` });
    await page.close();
    assert.equal((await load({ remote_config_refresh_interval_ms: 0 })).asked.length, 1);
  });

  it('option feature_flag_cache_ttl_ms: older answers count no more, and are asked for again', async () => {
    const page = await world.visit({ feature_flag_cache_ttl_ms: 400, remote_config_refresh_interval_ms: 0 });
    const { values } = await page.evaluate(LOADED);
    assert.equal(values.everybody, true);
    await page.waitForTimeout(500);
    assert.equal(await page.evaluate(() => posthog.getFeatureFlag('everybody') ?? null), null);
    await page.waitForFunction(() => posthog.getFeatureFlag('everybody'));
  });

  it('option advanced_feature_flags_dedup_per_session: a flag is captured as read once a session', async () => {
    const page = await world.visit({ advanced_feature_flags_dedup_per_session: true });
    await page.evaluate(LOADED);
    const read = () => page.evaluate(() => (posthog.getFeatureFlag('red'), posthog.getFeatureFlag('red')));
    await world.expectEvents(read, ['$feature_flag_called']);
    await world.expectEvents(read, []);
    await page.evaluate(() => posthog.sessionManager.resetSessionId());
    await world.expectEvents(read, ['$feature_flag_called']);
  });

  it('remote configuration that the page carries says whether there are flags', async () => {
    const config = (hasFeatureFlags) => `window._POSTHOG_REMOTE_CONFIG = {token: {config: {hasFeatureFlags: ${hasFeatureFlags}}}}`;
    const without = await asksOf(await world.visit({}, { before: config(false) }));
    const page = await world.visit({}, { before: config(true) });
    await page.waitForFunction(() => posthog.flagsEndpointWasHit);
    assert.deepEqual([without().length, (await asksOf(page))().length], [0, 1]);
  });
});
