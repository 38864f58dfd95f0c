// What visitors do, captured by itself: which of it, and what must not be told.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { useWorld } from './support/visits.js';

/** In the page: puts `html` into the body and does `type` to `selector` (as often as `times`); gives the events captured. */
function act({ html, selector = '#x', type = 'click', times = 1 }) {
  const stage = document.body ?? document.documentElement.appendChild(document.createElement('body'));
  if (html !== undefined) stage.innerHTML = html;
  const seen = [];
  const stop = posthog.on('eventCaptured', ({ event, properties }) => seen.push({ event, ...properties }));
  const target = document.querySelector(selector);
  for (let n = 0; n < times; n++) target.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, cancelable: true }));
  stop();
  return seen;
}

describe('autocapture', () => {
  const world = useWorld();
  const names = (events) => events.map(({ event }) => event);

  it('stores clicks, changes and submits with what they happened to', async () => {
    const page = await world.visit();
    const html = '<form id="f" class="signup"><input id="i" name="city" value="Berlin"><button id="x">Join <span>now</span></button></form>';
    const [click, submit, change] = await world.expectEvents(async () => {
      await page.evaluate(() => addEventListener('submit', (event) => event.preventDefault()));
      await page.evaluate(act, { html });
      await page.evaluate(act, { selector: '#i', type: 'change' });
    }, [
      { event: '$autocapture', $event_type: 'click', $el_text: 'Join now', $ce_version: 1 },
      { event: '$autocapture', $event_type: 'submit' },
      { event: '$autocapture', $event_type: 'change' },
    ]);
    assert.match(click.elements_chain, /^button:attr__id="x"attr_id="x".*text="Join now";form\.signup:/);
    assert.match(submit.elements_chain, /^form\.signup:/);
    assert.match(change.elements_chain, /^input:.*attr__name="city"/);
    assert.ok(!JSON.stringify([click, submit, change]).includes('Berlin'));
  });

  it('option autocapture: is off, or limited by what its lists say', async () => {
    const html = '<div class="around"><a id="x" href="/a" class="inner" data-secret="s">Link</a></div>';
    for (const [autocapture, captured] of [
      [true, true],
      [false, false],
      [{ url_allowlist: ['/$'] }, true],
      [{ url_allowlist: ['/other'] }, false],
      [{ url_ignorelist: ['127.0.0.1'] }, false],
      [{ dom_event_allowlist: ['change'] }, false],
      [{ element_allowlist: ['a'] }, true],
      [{ element_allowlist: ['button'] }, false],
      [{ css_selector_allowlist: ['.around'] }, true],
      [{ css_selector_allowlist: [] }, false],
      [{ css_selector_ignorelist: ['.inner'] }, false],
      [{ css_selector_ignorelist: ['not [a selector'] }, true],
      [{ url_allowlist: ['not (a pattern'] }, false],
    ]) {
      const page = await world.visit({ autocapture });
      assert.deepEqual(names(await page.evaluate(act, { html })), captured ? ['$autocapture'] : [], JSON.stringify(autocapture));
    }
    const page = await world.visit({ autocapture: { element_attribute_ignorelist: ['data-secret'] } });
    const [event] = await page.evaluate(act, { html });
    assert.ok(!event.$elements_chain.includes('data-secret') && event.$elements_chain.includes('attr__class'));
  });

  it('option get_current_url: gives the address that the lists of addresses are compared with', async () => {
    for (const [shown, captured] of [['/inside/1', true], ['/elsewhere', false]]) {
      const page = await world.visit(`{ autocapture: { url_allowlist: ['/inside/'] }, get_current_url: () => '${shown}' }`);
      assert.deepEqual(names(await page.evaluate(act, { html: '<button id="x">A</button>' })), captured ? ['$autocapture'] : []);
    }
  });

  it('option mask_all_text: tells no text; mask_all_element_attributes: no attributes', async () => {
    const html = '<button id="x" class="c" title="t">Text</button>';
    const [text] = await (await world.visit({ mask_all_text: true })).evaluate(act, { html });
    assert.ok(!JSON.stringify(text).includes('Text') && text.$elements_chain.includes('title="t"'));
    const [attributes] = await (await world.visit({ mask_all_element_attributes: true })).evaluate(act, { html });
    assert.match(attributes.$elements_chain, /^button:nth-child="1"nth-of-type="1"text="Text"/);
  });

  it('tells what is copied where it is switched on', async () => {
    const page = await world.visit({ autocapture: { capture_copied_text: true } });
    await page.evaluate(act, { html: '<p id="x">Some words 4111111111111111</p>' });
    await page.evaluate(() => getSelection().selectAllChildren(document.querySelector('#x')));
    const [event] = await page.evaluate(act, { type: 'copy' });
    assert.deepEqual([event.event, event.$copy_type, event.$selected_content], ['$copy_autocapture', 'copy', 'Some words']);
    const off = await world.visit();
    assert.deepEqual(await off.evaluate(act, { html: '<p id="x">Some words</p>', type: 'copy' }), []);
  });

  it('option rageclick: captures the third of quick clicks, once, before the click itself', async () => {
    const html = '<button id="x">Nothing happens</button>';
    const after = async (rageclick, times, given = html) =>
      names(await (await world.visit({ rageclick })).evaluate(act, { html: given, times }));
    assert.deepEqual(await after(true, 5), ['$autocapture', '$autocapture', '$rageclick', ...Array(3).fill('$autocapture')]);
    assert.deepEqual(await after(false, 3), Array(3).fill('$autocapture'));
    assert.deepEqual(await after({ click_count: 2 }, 2), ['$autocapture', '$rageclick', '$autocapture']);
    assert.deepEqual(await after({ content_ignorelist: true }, 3, '<button id="x">Next page</button>'), Array(3).fill('$autocapture'));
    assert.deepEqual(await after(true, 3, '<button id="x" class="ph-no-rageclick">A</button>'), Array(3).fill('$autocapture'));
    assert.deepEqual(await after({ ignore_text_selection: true }, 3, '<input id="x" type="text">'), Array(3).fill('$autocapture'));
    assert.deepEqual(await after(true, 3, '<div id="x">No button</div>'), []);
  });

  it('sees what the page stops, what is deep, and forms whose fields hide their properties', async () => {
    const page = await world.visit();
    await page.evaluate(() => addEventListener('click', (event) => event.stopImmediatePropagation(), true));
    assert.deepEqual(names(await page.evaluate(act, { html: '<button id="x">Stopped</button>' })), []);
    await page.evaluate(() => document.addEventListener('click', (event) => event.stopImmediatePropagation()));
    const stopping = await world.visit();
    await stopping.evaluate(() => document.addEventListener('click', (event) => event.stopPropagation(), true));
    assert.deepEqual(names(await stopping.evaluate(act, { html: '<button id="x">Stopped</button>' })), ['$autocapture']);
    const deep = `${'<div>'.repeat(400)}<button id="x">Deep</button>`;
    assert.match((await stopping.evaluate(act, { html: deep }))[0].$elements_chain, /^button:(.|\n)*;body:/);
    const clobbering = ['parentNode', 'attributes', 'tagName', 'localName', 'className', 'id', 'childNodes', 'nodeType', 'getAttribute', 'matches'];
    const clobbered = `<form class="f">${clobbering.map((name) => `<input name="${name}">`).join('')}<button id="x">Go</button></form>`;
    const [event] = await stopping.evaluate(act, { html: clobbered });
    assert.match(event.$elements_chain, /;form\.f:/);
  });

  it('tells none of 200 secrets, wherever they stand', async () => {
    const page = await world.visit({ autocapture: { capture_copied_text: true }, mask_personal_data_properties: true });
    const given = await page.evaluate(async () => {
      const secrets = [];
      const secret = () => secrets[secrets.push(`s3cr3t${secrets.length}x`) - 1];
      const card = () => secrets[secrets.push(`4${String(100000000000000 + secrets.length)}`) - 1];
      const places = [
        () => `<input type="password" value="${secret()}" placeholder="${secret()}" data-x="${secret()}">`,
        () => `<input type="text" value="${secret()}" title="${secret()}">`,
        () => `<input type="hidden" value="${secret()}">`,
        () => `<input autocomplete="one-time-code" value="${secret()}">`,
        () => `<textarea>${secret()}</textarea>`,
        () => `<select><option value="${secret()}" selected>${secret()}</option></select>`,
        () => `<div contenteditable="true">${secret()}<b>${secret()}</b></div>`,
        () => `<div contenteditable="true"><button>${secret()}</button><a href="#">${secret()}</a></div>`,
        () => `<button class="ph-sensitive">${secret()}</button>`,
        () => `<div class="ph-sensitive"><a href="/${secret()}">${secret()}<span>${secret()}</span></a></div>`,
        () => `<button class="ph-no-capture" title="${secret()}">${secret()}</button>`,
        () => `<div class="ph-no-capture" data-ph-capture-attribute-a="${secret()}"><button>${secret()}</button></div>`,
        () => `<button name="password">${secret()}</button>`,
        () => `<label><input type="password" value="${secret()}">Password</label>`,
        () => `<button>${card()}</button><button title="${card()}">Pay</button><a href="${card()}">Card</a>`,
        () => `<button data-ph-capture-attribute-card="${card()}">Card <span>${card()}</span></button>`,
        () => `<input type="text" name="ssn" value="${secret()}" aria-describedby="${secret()}">`,
        () => `<div style="cursor: pointer" autocomplete="cc-number">${secret()}</div>`,
      ];
      while (secrets.length < 200) {
        const stage = document.body.appendChild(document.createElement('form'));
        stage.innerHTML = places.map((place) => place()).join('');
      }
      addEventListener('submit', (event) => event.preventDefault());
      const told = [];
      posthog.on('eventCaptured', (event) => told.push(JSON.stringify(event)));
      for (const element of document.body.querySelectorAll('*')) {
        getSelection().selectAllChildren(element);
        for (const type of ['click', 'change', 'submit', 'copy']) {
          element.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, cancelable: true }));
        }
      }
      return { told: told.length, leaked: secrets.filter((secret) => told.some((text) => text.includes(secret))), count: secrets.length };
    });
    assert.ok(given.count >= 200 && given.told > 200, JSON.stringify(given));
    assert.deepEqual(given.leaked, []);
  });

  it('ends with shutdown', async () => {
    const page = await world.visit();
    await page.evaluate(() => posthog.shutdown());
    assert.deepEqual(await page.evaluate(act, { html: '<button id="x">After</button>' }), []);
  });
});
