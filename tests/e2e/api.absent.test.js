// Features of posthog-js that are not there: each says so in the way that its callers expect, and nothing throws.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { watch } from './support/browser.js';
import { useWorld } from './support/visits.js';

const REASON = 'surveys are not part of this tracker';
const NO_SURVEYS = [[], { isLoaded: false, error: REASON }];

describe('features that are not there', () => {
  const world = useWorld();

  /** What a call gives on a fresh page, with `'undefined'` for nothing. It may neither throw nor say or send anything. */
  async function given(call, options) {
    const page = await world.visit(options);
    const seen = watch(page);
    const requests = [];
    page.on('request', (request) => requests.push(request.url()));
    const [result, events] = await page.evaluate(async (call) => {
      const events = [];
      posthog.on('eventCaptured', (event) => events.push(event));
      return [(await eval(call)) ?? 'undefined', events];
    }, call);
    assert.deepEqual({ ...seen, requests, events }, { console: [], errors: [], requests: [], events: [] });
    return result;
  }

  /** Calls of which the page and what is stored show nothing. */
  const changesNothing = (method, ...args) => async () => {
    const state = "JSON.stringify([posthog.persistence.props, document.body.innerHTML])";
    const call = `const before = ${state}; [posthog.${method}(...${JSON.stringify(args)}) ?? 'undefined', before === ${state}]`;
    assert.deepEqual(await given(call), ['undefined', true]);
  };

  it('captureException: gives nothing', async () => {
    assert.equal(await given("posthog.captureException(new Error('e'), { a: 1 })"), 'undefined');
  });

  it('addExceptionStep: gives nothing', async () => {
    assert.equal(await given("posthog.addExceptionStep('clicked', { a: 1 })"), 'undefined');
  });

  it('startExceptionAutocapture: only notes the option', async () => {
    assert.equal(await given('posthog.startExceptionAutocapture(), posthog.config.capture_exceptions'), true);
    const options = { capture_unhandled_errors: true };
    const call = `posthog.startExceptionAutocapture(${JSON.stringify(options)}), posthog.config.capture_exceptions`;
    assert.deepEqual(await given(call), options);
  });

  it('stopExceptionAutocapture: only notes the option', async () => {
    const call = 'posthog.stopExceptionAutocapture(), posthog.config.capture_exceptions';
    assert.equal(await given(call, { capture_exceptions: true }), false);
  });

  it('captureLog: gives nothing', async () => {
    assert.equal(await given("posthog.captureLog({ body: 'text' })"), 'undefined');
  });

  it('getSurveys: calls back with none', async () => {
    assert.deepEqual(await given('const told = []; posthog.getSurveys((...all) => told.push(all), true); told'), [NO_SURVEYS]);
  });

  it('getActiveMatchingSurveys: never calls back', async () => {
    assert.deepEqual(await given('const told = []; posthog.getActiveMatchingSurveys((...all) => told.push(all)); told'), []);
  });

  it('onSurveysLoaded: calls back with none, and gives a function that does nothing', async () => {
    assert.deepEqual(await given('const told = []; posthog.onSurveysLoaded((...all) => told.push(all))(); told'), [NO_SURVEYS]);
  });

  it('renderSurvey: changes nothing', changesNothing('renderSurvey', 'id', 'body'));

  it('displaySurvey: changes nothing', changesNothing('displaySurvey', 'id', {}));

  it('cancelPendingSurvey: changes nothing', changesNothing('cancelPendingSurvey', 'id'));

  const saysThatItCannot = (method) => async () =>
    assert.deepEqual(await given(`posthog.${method}('id')`), { visible: false, disabledReason: REASON });

  it('canRenderSurvey: says that it cannot', saysThatItCannot('canRenderSurvey'));

  it('canRenderSurveyAsync: says that it cannot', saysThatItCannot('canRenderSurveyAsync'));

  it('canRenderSurveyAsync: gives a promise', async () => {
    assert.equal(await given("posthog.canRenderSurveyAsync('id') instanceof Promise"), true);
  });

  it('startSessionRecording: only notes the option', async () => {
    const states = '[posthog.config.disable_session_recording, posthog.sessionRecordingStarted()]';
    const call = `posthog.startSessionRecording(true), ${states}`;
    assert.deepEqual(await given(call, { disable_session_recording: true }), [false, false]);
  });

  it('stopSessionRecording: only notes the option', async () => {
    assert.equal(await given('posthog.stopSessionRecording(), posthog.config.disable_session_recording'), true);
  });

  it('sessionRecordingStarted: is false', async () => {
    assert.equal(await given('posthog.sessionRecordingStarted()'), false);
  });

  it('loadToolbar: says that it did not', async () => {
    assert.equal(await given("posthog.loadToolbar({ token: 't' })"), false);
  });
});
