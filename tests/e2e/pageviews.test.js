// Views of pages: exactly one for each that a visitor sees, whatever the page's router does to the history.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { useWorld } from './support/visits.js';

describe('pageviews', () => {
  const world = useWorld();

  /** Opens a page at /start whose history is watched, and waits for its first view. */
  async function open(options = {}) {
    let page;
    const given = { capture_pageview: 'history_change', capture_pageleave: false, ...options };
    const [first] = await world.expectEvents(async () => (page = await world.visit(given, { path: '/start' })), ['$pageview']);
    return { page, first };
  }

  it('come with the path, how it was changed, and what was seen before', async () => {
    const { page, first } = await open();
    const [pushed, replaced, popped] = await world.expectEvents(async () => {
      await page.evaluate(() => { history.pushState(null, '', '/two'); document.title = 'Two'; });
      await page.evaluate(() => new Promise((done) => setTimeout(done, 400)));
      await page.evaluate(() => history.replaceState(null, '', '/three'));
      await page.evaluate(() => new Promise((done) => setTimeout(done, 400)));
      await page.evaluate(() => history.back());
    }, [
      { event: '$pageview', $pathname: '/two', navigation_type: 'pushState', title: 'Two', $prev_pageview_pathname: '/start' },
      { event: '$pageview', $pathname: '/three', navigation_type: 'replaceState', $prev_pageview_pathname: '/two' },
      { event: '$pageview', $pathname: '/start', navigation_type: 'popstate', $prev_pageview_pathname: '/three' },
    ]);
    assert.equal(pushed.properties.$prev_pageview_id, first.uuid);
    assert.equal(replaced.properties.$prev_pageview_id, pushed.uuid);
    assert.equal(popped.properties.$pageview_id, popped.uuid);
    assert.ok(replaced.properties.$prev_pageview_duration >= 0.4);
  });

  it('do not come for states, queries and fragments, however often they change', async () => {
    const { page } = await open();
    await world.expectEvents(() => page.evaluate(() => {
      history.replaceState({ scroll: 1 }, '');
      history.pushState({ modal: true }, '', '/start?filter=a');
      for (let n = 0; n < 60; n++) history.replaceState(null, '', `#${n}`);
      location.hash = 'top';
    }), []);
  });

  it('come once for a redirect, with the page that was reached', async () => {
    const { page } = await open();
    await world.expectEvents(() => page.evaluate(() => {
      history.pushState(null, '', '/login');
      history.replaceState(null, '', '/home');
    }), [{ event: '$pageview', $pathname: '/home' }]);
    await world.expectEvents(() => page.evaluate(() => {
      history.pushState(null, '', '/away');
      history.pushState(null, '', '/home');
    }), []);
  });

  it('option capture_pageview: is off, for the page alone, for its paths, or for the parts of its address that are named', async () => {
    const moves = ['/start?q=1', '/start?q=1#part', '/next?q=1#part', '/next?q=1#/route'];
    for (const [capture_pageview, counted] of [
      [false, []],
      [true, []],
      ['history_change', [moves[2], moves[3]]],
      [{}, []],
      [{ path: true }, [moves[2]]],
      [{ search: true }, [moves[0]]],
      [{ hash: true }, [moves[1], moves[3]]],
      [{ path: true, search: true, hash: true }, moves],
    ]) {
      const page = await world.visit({ capture_pageview, capture_pageleave: false }, { path: '/start' });
      await page.waitForTimeout(20);
      const addresses = await page.evaluate(async (moves) => {
        const seen = [];
        posthog.on('eventCaptured', ({ event, properties }) => event === '$pageview' && seen.push(properties.$current_url));
        for (const move of moves) {
          history.pushState(null, '', move);
          document.title = move;
          await new Promise((done) => setTimeout(done, 10));
        }
        return seen.map((address) => address.replace(location.origin, ''));
      }, moves);
      assert.deepEqual(addresses, counted, JSON.stringify(capture_pageview));
    }
  });

  it('come before what is captured on them', async () => {
    const { page } = await open();
    const [view, event] = await world.expectEvents(() => page.evaluate(() => {
      history.pushState(null, '', '/two');
      posthog.capture('on two');
    }), ['$pageview', { event: 'on two', $pathname: '/two' }]);
    assert.equal(event.properties.$pageview_id, view.uuid);
  });

  it('come once a route from routers of every kind', async () => {
    // What each router does to the history for one navigation, as their sources have it.
    const routers = {
      'React Router': "history.pushState({ key: 'k', usr: null, idx: 1 }, '', path)",
      'Vue Router': "history.replaceState({ ...history.state, forward: path, scroll: {} }, ''); history.pushState({ current: path }, '', path)",
      'SvelteKit': "history.replaceState({ ...history.state, 'sveltekit:scroll': [0, 0] }, ''); history.pushState({ 'sveltekit:index': 2 }, '', path)",
      'Next': "history.pushState({ __NA: true, tree: [] }, '', path); history.replaceState({ __NA: true, tree: [1] }, '', path)",
    };
    const { page } = await open();
    for (const [router, navigate] of Object.entries(routers)) {
      const path = `/${encodeURIComponent(router)}`;
      const [view] = await world.expectEvents(() => page.evaluate(`{ const path = ${JSON.stringify(path)}; ${navigate}; }`), ['$pageview']);
      assert.equal(view.properties.$pathname, path);
    }
  });

  it('come when the page is left before its title is there', async () => {
    const { page } = await open();
    await world.expectEvents(() => page.evaluate(() => {
      history.pushState(null, '', '/two');
      location.href = 'about:blank';
    }), [{ event: '$pageview', $prev_pageview_pathname: '/start' }]);
  });

  it('leave the history as it was when they are switched off', async () => {
    const { page } = await open();
    const [was, is] = await page.evaluate(async () => {
      const native = (name) => /native code/.test(String(history[name]));
      const was = native('pushState');
      await posthog.shutdown();
      return [was, native('pushState') && native('replaceState')];
    });
    assert.deepEqual([was, is], [false, true]);
    await world.expectEvents(() => page.evaluate(() => history.pushState(null, '', '/two')), []);
  });

  it('do not come after shutdown, also where somebody else has wrapped the history meanwhile', async () => {
    const { page } = await open();
    await world.expectEvents(() => page.evaluate(async () => {
      const { pushState } = history;
      history.pushState = (...args) => pushState.apply(history, args);
      await posthog.shutdown();
      history.pushState(null, '', '/two');
    }), []);
  });

  it('do not come for a page that is only prepared, which stores and asks nothing until it is shown', async () => {
    const before = `Object.defineProperty(document, 'prerendering', { configurable: true, value: true });`;
    const visitor = await world.browser.newVisitor();
    world.site.pages['/prepared'] = world.pageWithSnippet().replace('<script>', `<script>${before}</script><script>`);
    const page = await visitor.newPage();
    await world.expectEvents(() => page.goto(`${world.site.url}/prepared`), []);
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
    await world.expectEvents(() => page.evaluate(() => {
      delete document.prerendering;
      document.dispatchEvent(new Event('prerenderingchange'));
    }), ['$pageview']);
  });
});
