// What is told of an element is, byte for byte, what posthog-js tells: both are on the page, and see the same events.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { build } from 'esbuild';

import { FIXTURES } from './support/fixtures.js';
import { startWorld } from './support/world.js';

const COMPARED = ['$event_type', '$ce_version', '$elements_chain', '$el_text', '$external_click_url', 'plan', 'seats'];

/** In the page: shows a fixture, does what it says, and gives what each tracker told of it. */
function show({ html, shadow, type = 'click', on = '#x' }, compared) {
  const stage = document.body.appendChild(document.createElement('main'));
  stage.innerHTML = html;
  const root = shadow ? stage.querySelector('#host').attachShadow({ mode: 'open' }) : stage;
  if (shadow) root.innerHTML = shadow;
  const target = (root.querySelector(on) ?? stage.querySelector(on));
  [ours, theirs].forEach((told) => told.splice(0));
  target.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, cancelable: true }));
  stage.remove();
  const told = (events) => events.map(({ event, properties }) => [event, ...compared.map((key) => [key, properties[key]])]);
  return { ours: told(ours), theirs: told(theirs) };
}

describe('elements', () => {
  let world;
  let page;
  before(async () => {
    world = await startWorld();
    const contents = "import posthog from 'posthog-js'; window.posthogJs = posthog;";
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: '.' }, bundle: true, write: false, format: 'iife', logLevel: 'error',
    });
    world.site.pages['/posthog.js'] = { type: 'text/javascript', body: outputFiles[0].contents };
    const script = `
      window.ours = []; window.theirs = [];
      posthog.on('eventCaptured', (event) => ours.push(event));
      addEventListener('click', (event) => event.preventDefault());
      addEventListener('submit', (event) => event.preventDefault());
      const { init } = posthogJs;
      posthogJs.init('theirs', {
        api_host: location.origin, advanced_disable_flags: true, capture_pageview: false, persistence: 'memory', rageclick: false,
        disable_session_recording: true, disable_surveys: true, disable_external_dependency_loading: true,
        before_send: (event) => (theirs.push(event), null),
      });`;
    page = await world.visit({ rageclick: false }, { before: '</script><script src="/posthog.js"></script><script>', script });
    await page.waitForFunction(() => posthogJs.__loaded && document.body);
  });
  after(() => world.stop());

  for (const [name, fixture] of Object.entries(FIXTURES)) {
    it(`are told as posthog-js tells them: ${name}`, async () => {
      const { ours, theirs } = await page.evaluate(
        ([source, fixture, compared]) => new Function(`return (${source})`)()(fixture, compared),
        [show.toString(), typeof fixture === 'string' ? { html: fixture } : fixture, COMPARED],
      );
      assert.deepEqual(ours, theirs);
    });
  }
});
