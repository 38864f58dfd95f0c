// What integrations and other people's code reach for inside of the tracker.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { useWorld } from './support/visits.js';

const HOUR_MS = 60 * 60 * 1000;

describe('inside', () => {
  const world = useWorld();

  it('persistence: reads, writes and deletes properties of every event', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      const { persistence } = posthog;
      const isChanged = [
        persistence.register({ a: 1, b: 2, none: 'None', zero: 0 }),
        persistence.register({ a: 1 }),
        persistence.register_once({ a: 9, none: 'some' }),
        persistence.register_once({ zero: 1 }, 0),
        persistence.register_once({ zero: 2 }, 0),
      ];
      persistence.unregister('b');
      const { a, b, none, zero, distinct_id } = persistence.props;
      const isId = distinct_id === posthog.get_distinct_id();
      return [isChanged, [a, typeof b, none, zero, isId], persistence.get_property('a'), posthog.capture('e').properties.a];
    });
    assert.deepEqual(given, [[true, false, true, true, false], [1, 'undefined', 'some', 1, true], 1, 1]);
  });

  it('persistence: has stored what was registered, at the latest after a flush', async () => {
    const page = await world.visit({ persistence_save_debounce_ms: 5000 });
    const given = await page.evaluate(() => {
      const stored = () => JSON.parse(localStorage.getItem('ph_token_posthog'));
      posthog.persistence.register({ a: 1 });
      posthog.persistence.flush();
      const { a } = stored();
      posthog.persistence.register({ b: 1 });
      posthog.persistence.save();
      return [a, stored().b];
    });
    assert.deepEqual(given, [1, 1]);
  });

  it('persistence: can be emptied, and tells apart what events carry and what the tracker keeps', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      posthog.persistence.set_property('a', 1);
      const { a, $user_state } = posthog.persistence.properties();
      posthog.persistence.clear();
      return [a, typeof $user_state, 'a' in posthog.persistence.props];
    });
    assert.deepEqual(given, [1, 'undefined', false]);
  });

  it('persistence: says whether it stores, and can be told to stop', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      const isDisabled = () => [posthog.persistence.isDisabled(), localStorage.length];
      const [before] = isDisabled();
      posthog.persistence.set_disabled(true);
      return [before, ...isDisabled()];
    });
    assert.deepEqual(given, [false, true, 0]);
  });

  it('persistence: is not there before init', async () => {
    await world.visit();
    const page = await world.open('<!doctype html><script src="/array.full.js"></script>');
    const given = await page.evaluate(() => {
      const before = typeof posthog.persistence;
      posthog.init('token', { capture_pageview: false });
      return [before, typeof posthog.persistence];
    });
    assert.deepEqual(given, ['undefined', 'object']);
  });

  it('sessionPersistence: reads, writes and deletes properties of the session', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      const { sessionPersistence } = posthog;
      sessionPersistence.register({ step: 1, gone: 1 });
      sessionPersistence.unregister('gone');
      const { step, gone } = sessionPersistence.props;
      const read = [posthog.getSessionProperty('step'), sessionPersistence.get_property('step')];
      return [step, typeof gone, ...read, 'step' in posthog.persistence.props];
    });
    assert.deepEqual(given, [1, 'undefined', 1, 1, false]);
  });

  it('sessionPersistence: writes what is missing in the session only', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      posthog.sessionPersistence.register({ step: 1 });
      posthog.sessionPersistence.register_once({ step: 2, fresh: 2 });
      return [posthog.getSessionProperty('step'), posthog.getSessionProperty('fresh'), 'fresh' in posthog.persistence.props];
    });
    assert.deepEqual(given, [1, 2, false]);
  });

  it('sessionManager: gives session and window of any moment, and why they began', async () => {
    const page = await world.visit();
    const { start, first, read, same, next } = await page.evaluate((hour) => {
      const start = Date.now();
      const check = (...args) => posthog.sessionManager.checkAndGetSessionAndWindowId(...args);
      const [first, read, same] = [check(), check(true, start + hour), check(false, start + 1000)];
      return { start, first, read, same, next: check(false, start + hour) };
    }, HOUR_MS);
    assert.deepEqual(first.changeReason, {
      noSessionId: true, activityTimeout: false, sessionPastMaximumLength: false, crossTabAdoption: false,
    });
    assert.ok(first.sessionStartTimestamp >= start && first.sessionStartTimestamp < start + 5000);
    for (const { sessionId, windowId } of [read, same]) {
      assert.deepEqual([sessionId, windowId], [first.sessionId, first.windowId]);
    }
    assert.equal(read.lastActivityTimestamp, first.lastActivityTimestamp, 'reading prolongs nothing');
    assert.deepEqual([read.changeReason, same.changeReason], [undefined, undefined]);
    assert.equal(same.lastActivityTimestamp, start + 1000);
    assert.notEqual(next.sessionId, first.sessionId);
    assert.notEqual(next.windowId, first.windowId);
    assert.equal(next.sessionStartTimestamp, start + HOUR_MS);
    assert.equal(next.changeReason.activityTimeout, true);
  });

  it('sessionManager: ends the session, tells of the next, and knows how long one may be idle', async () => {
    const page = await world.visit({ session_idle_timeout_seconds: 120 });
    const given = await page.evaluate(() => {
      const before = posthog.capture('e').properties.$session_id;
      const told = [];
      posthog.sessionManager.onSessionId((id) => told.push(id));
      posthog.sessionManager.resetSessionId();
      const after = posthog.capture('e').properties.$session_id;
      return [told[0] === before, told[1] === after, before !== after, posthog.sessionManager.sessionTimeoutMs];
    });
    assert.deepEqual(given, [true, true, true, 120_000]);
  });

  it('sessionManager: is not there where there are no sessions', async () => {
    const page = await world.visit({ cookieless_mode: 'always' });
    assert.equal(await page.evaluate(() => typeof posthog.sessionManager), 'undefined');
  });

  it('featureFlags: has what integrations use to bring flags of their own', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      const { featureFlags: flags } = posthog;
      const before = [flags.hasLoadedFlags, flags.getFlags()];
      flags.setReloadingPaused(true);
      flags.ensureFlagsLoaded();
      const told = [];
      flags.onFeatureFlags((...all) => told.push(all));
      const detail = { key: 'one', enabled: true, variant: 'a', metadata: { id: 1, payload: '[1]' } };
      flags.receivedFeatureFlags({ flags: { one: detail, off: { key: 'off', enabled: false } } });
      flags.receivedFeatureFlags({ featureFlags: ['old'] }, true);
      flags.override({ off: 'b' });
      flags.unsetPersonPropertiesForFlags(['a'], true);
      flags.setAnonymousDistinctId('id');
      flags.resetFlagCallReported();
      return {
        before,
        told,
        has: flags.hasLoadedFlags,
        lists: [flags.getFlags(), flags.getFlagVariants(), flags.getFlagPayloads(), flags.getFlagsWithDetails()],
        one: [flags.getFeatureFlag('one'), flags.isFeatureEnabled('off'), flags.getFeatureFlagDetails('one').metadata.id],
      };
    });
    assert.deepEqual(given.before, [false, []]);
    const [first, second, third] = given.told;
    assert.deepEqual(first, [['one'], { one: 'a' }, { errorsLoading: false }]);
    assert.deepEqual(second, [['one'], { one: 'a' }, { errorsLoading: true }]);
    assert.deepEqual(third.slice(0, 2), [['one', 'off'], { one: 'a', off: 'b' }]);
    assert.equal(given.has, true);
    assert.deepEqual(given.lists.slice(0, 3), [['one', 'off'], { one: 'a', off: 'b' }, { one: '[1]' }]);
    assert.deepEqual(given.one, ['a', true, 1]);
  });

  it('people: names itself, and has what sets properties of the person', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => [`${posthog.people}`, typeof posthog.people.set, typeof posthog.people.set_once]);
    assert.deepEqual(given, ['posthog.people', 'function', 'function']);
  });

  it('consent: says what the visitor decided, and decides', async () => {
    const page = await world.visit({ opt_out_capturing_by_default: true });
    const given = await page.evaluate(() => {
      const { consent } = posthog;
      const events = [];
      posthog.on('eventCaptured', ({ event }) => events.push(event));
      const states = () => [
        consent.consent, consent.isOptedIn(), consent.isOptedOut(), consent.isExplicitlyOptedOut(), consent.isRejected(),
      ];
      const all = [states()];
      for (const decide of [() => consent.optInOut(false), () => consent.optInOut(true), () => consent.reset()]) {
        decide();
        all.push(states());
      }
      return { all, events };
    });
    assert.deepEqual(given, {
      all: [
        [-1, false, true, false, true],
        [0, false, true, true, true],
        [1, true, false, false, false],
        [-1, false, true, false, true],
      ],
      events: [],
    });
  });

  it('_is_bot: is true of bots only', async () => {
    const isBot = async (options, where) => (await world.visit(options, where)).evaluate(() => posthog._is_bot());
    assert.equal(await isBot(), false);
    assert.equal(await isBot({ custom_blocked_useragents: ['Linux X86'] }), true);
    assert.equal(await isBot({}, { before: "Object.defineProperty(navigator, 'webdriver', { value: true })" }), true);
    const visitor = await world.browser.newVisitor({ userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1)' });
    assert.equal(await isBot({ opt_out_useragent_filter: true }, { visitor }), true);
  });

  it('flagsEndpointWasHit: says whether the server has answered about flags', async () => {
    const page = await world.visit({ bootstrap: { featureFlags: { flag: true } } });
    assert.equal(await page.evaluate(() => posthog.flagsEndpointWasHit), false);
    await page.evaluate(() => posthog.reloadFeatureFlags());
    await page.waitForFunction(() => posthog.flagsEndpointWasHit);
  });

  it('decideEndpointWasHit: is the same under its old name', async () => {
    const page = await world.visit();
    assert.equal(await page.evaluate(() => posthog.decideEndpointWasHit), false);
    await page.evaluate(() => posthog.reloadFeatureFlags());
    await page.waitForFunction(() => posthog.decideEndpointWasHit);
  });

  /** What these methods of a part of the tracker give, with `'undefined'` for nothing. No event may come of them. */
  async function given(part, ...methods) {
    const page = await world.visit();
    const [answers, events] = await page.evaluate(async ([part, methods]) => {
      const events = [];
      posthog.on('eventCaptured', (event) => events.push(event));
      const call = async (method) => (await posthog[part][method]('name', 1, { a: 1 })) ?? 'undefined';
      return [await Promise.all(methods.map(call)), events];
    }, [part, methods]);
    assert.deepEqual(events, []);
    return answers;
  }

  it('surveys: has none, and lets itself be called', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      const told = [];
      posthog.surveys.getSurveys((surveys, { isLoaded }) => told.push([surveys, isLoaded]));
      posthog.surveys.markSurveyAsSeen('id', { iteration: 1 });
      return told;
    });
    assert.deepEqual(given, [[[], false]]);
  });

  it('sessionRecording: is off', async () => {
    const page = await world.visit();
    const states = await page.evaluate(() => [posthog.sessionRecording.started, posthog.sessionRecording.status]);
    assert.deepEqual(states, [false, 'disabled']);
  });

  it('conversations: are not there, and say so', async () => {
    assert.deepEqual(await given('conversations', 'show', 'isAvailable', 'isVisible'), ['undefined', false, false]);
  });

  it('experiments: gives none', async () => {
    const page = await world.visit();
    const experiments = await page.evaluate(() => new Promise((resolve) => posthog.experiments.getWebExperiments(resolve)));
    assert.deepEqual(experiments, []);
  });

  it('exceptions: lets itself be called', async () => {
    assert.deepEqual(await given('exceptions', 'addExceptionStep', 'sendExceptionEvent'), Array(2).fill('undefined'));
  });

  const isOff = (part) => async () => {
    const page = await world.visit();
    const isEnabled = await page.evaluate((part) => (posthog[part].startIfEnabled(), posthog[part].isEnabled), part);
    assert.equal(isEnabled, false);
  };

  it('autocapture: tells whether it is on', async () => {
    const isOn = async (options) => (await world.visit(options)).evaluate(() => posthog.autocapture.isEnabled);
    assert.deepEqual([await isOn({}), await isOn({ autocapture: false })], [true, false]);
  });

  it('heatmaps: are off', isOff('heatmaps'));

  it('toolbar: says that it did not load', async () => {
    assert.deepEqual(await given('toolbar', 'loadToolbar', 'maybeLoadToolbar'), [false, false]);
  });

  it('logs: lets itself be called', async () => {
    assert.deepEqual(await given('logs', 'captureLog', 'flushLogs'), Array(2).fill('undefined'));
  });

  it('metrics: lets itself be called', async () => {
    assert.deepEqual(await given('metrics', 'count', 'gauge', 'histogram', 'flush'), Array(4).fill('undefined'));
  });

  it('logger: lets itself be called', async () => {
    const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
    assert.deepEqual(await given('logger', ...levels), Array(6).fill('undefined'));
  });

  it('webPerformance: can be written to', async () => {
    const page = await world.visit();
    assert.equal(await page.evaluate(() => (posthog.webPerformance._forceAllowLocalhost = true)), true);
  });

  it('SentryIntegration: makes an integration that leaves events of Sentry as they are', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      const integration = new posthog.SentryIntegration(posthog, 'organization', 1, 'prefix');
      const processors = [];
      integration.setupOnce((processor) => processors.push(processor), () => ({}));
      return [integration.name, processors.map((processor) => processor({ message: 'm' }))];
    });
    assert.equal(given[0], 'posthog-js');
    for (const event of given[1]) assert.equal(event.message, 'm');
  });

  it('sentryIntegration: gives an integration that leaves events of Sentry as they are', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      const integration = posthog.sentryIntegration({ organization: 'organization' });
      return [integration.name, integration.processEvent({ message: 'm' })];
    });
    assert.deepEqual(given, ['posthog-js', { message: 'm' }]);
  });
});
