// What is told when a view ends: for how long it was seen, and how far down.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { eventually } from './support/collector.js';
import { useWorld } from './support/visits.js';

const TALL = "document.write('<div style=height:5000px></div>');";

describe('page leaves', () => {
  const world = useWorld();

  /** Opens a page, waits until its view is stored, and gives it. */
  async function open(options = {}, where) {
    let page;
    const given = { capture_pageview: true, ...options };
    const [view] = await world.expectEvents(async () => (page = await world.visit(given, where)), ['$pageview']);
    return { page, view };
  }

  /** Another tab is in front, as far as the page can see: a browser without windows shows all of its tabs. */
  async function hide(page) {
    const become = (visibilityState) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, value });
        document.dispatchEvent(new Event('visibilitychange'));
      }, visibilityState);
    await become('hidden');
    return () => become('visible');
  }

  const stored = (uuid) => world.collector.events().find((event) => event.uuid === uuid);

  it('option capture_pageleave: tells once when the page goes, of the view that ends', async () => {
    const { page, view } = await open();
    const [leave] = await world.expectEvents(() => page.goto('about:blank'), [
      { event: '$pageleave', $prev_pageview_id: view.uuid, $pageview_id: view.uuid, $prev_pageview_pathname: '/' },
    ]);
    assert.equal(leave.distinct_id, view.distinct_id);
    assert.equal(leave.properties.$session_id, view.properties.$session_id);
    const { $prev_pageview_duration: duration, $prev_pageview_active_duration: active } = leave.properties;
    assert.ok(duration > 0.4 && duration < 30 && Math.abs(duration - active) < 0.1, `${duration}, ${active}`);
  });

  it('option capture_pageleave: tells when the tab is closed', async () => {
    const { page } = await open();
    await world.expectEvents(() => page.close(), ['$pageleave']);
  });

  it('option capture_pageleave: false switches it off, true switches it on without views', async () => {
    const { page } = await open({ capture_pageleave: false });
    await world.expectEvents(() => page.goto('about:blank'), []);
    const without = await world.visit({ capture_pageview: false });
    await world.expectEvents(() => without.goto('about:blank'), []);
    const always = await world.visit({ capture_pageview: false, capture_pageleave: true });
    const [leave] = await world.expectEvents(() => always.goto('about:blank'), ['$pageleave']);
    assert.equal(leave.properties.$prev_pageview_id, undefined);
  });

  it('are one for a view, however often the tab is switched, with the time that it was seen', async () => {
    const { page, view } = await open();
    const turns = 5;
    const away = 300;
    const [first] = await world.expectEvents(async () => (await hide(page))(), ['$pageleave']);
    for (let turn = 0; turn < turns; turn++) {
      const show = await hide(page);
      await sleep(away);
      await show();
      await sleep(100);
    }
    await page.goto('about:blank');
    const told = (name) => stored(first.uuid).properties[`$prev_pageview_${name}`];
    const hidden = () => told('duration') - told('active_duration');
    await eventually(() => hidden() >= (turns * away) / 1000, { describe: () => `${hidden()} s away` });
    assert.ok(told('active_duration') >= (turns * 100) / 1000);
    const leaves = world.collector.events().filter((event) => event.properties.$prev_pageview_id === view.uuid);
    assert.equal(leaves.length, 1);
  });

  it('come after the view of a route that was just reached', async () => {
    const { page } = await open({ capture_pageview: 'history_change' }, { path: '/start' });
    await world.expectEvents(() => page.evaluate(() => {
      history.pushState(null, '', '/two');
      location.href = 'about:blank';
    }), [{ event: '$pageview', $prev_pageview_pathname: '/start' }, { event: '$pageleave', $prev_pageview_pathname: '/two' }]);
  });

  it('count the page that comes back from the cache as a view of its own', async () => {
    const { page, view } = await open();
    world.site.pages['/else'] = 'Something else';
    await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => (window.isRestored = persisted)));
    await world.expectEvents(() => page.goto(`${world.site.url}/else`), ['$pageleave']);
    const [again] = await world.expectEvents(() => page.goBack({ waitUntil: 'commit' }), ['$pageview']);
    assert.equal(await page.evaluate(() => isRestored), true);
    assert.equal(again.properties.$prev_pageview_id, undefined, 'its leave told that already');
    const [leave] = await world.expectEvents(() => page.goto('about:blank'), ['$pageleave']);
    assert.equal(leave.properties.$prev_pageview_id, again.uuid);
    assert.notEqual(again.uuid, view.uuid);
  });

  it('tell how far down the visitor was and is', async () => {
    const { page } = await open({}, { before: TALL });
    await page.evaluate(() => scrollTo(0, 2000));
    await sleep(100);
    await page.evaluate(() => scrollTo(0, 500));
    const { height, total } = await page.evaluate(() => {
      const { clientHeight, scrollHeight } = document.documentElement;
      return { height: clientHeight, total: scrollHeight };
    });
    const [{ properties }] = await world.expectEvents(() => page.goto('about:blank'), ['$pageleave']);
    const told = (name) => properties[`$prev_pageview_${name}`];
    assert.deepEqual(
      ['last_scroll', 'max_scroll', 'last_content', 'max_content'].map(told),
      [500, 2000, 500 + height, 2000 + height],
    );
    const close = (name, value) => assert.ok(Math.abs(told(name) - value) < 1e-9, `${name}: ${told(name)}, not ${value}`);
    close('last_scroll_percentage', 500 / (total - height));
    close('max_scroll_percentage', 2000 / (total - height));
    close('last_content_percentage', (500 + height) / total);
    close('max_content_percentage', (2000 + height) / total);
  });

  it('tell of a page that needs no scrolling that all of it was seen', async () => {
    const { page } = await open();
    const [{ properties }] = await world.expectEvents(() => page.goto('about:blank'), ['$pageleave']);
    assert.equal(properties.$prev_pageview_max_scroll, 0);
    assert.equal(properties.$prev_pageview_max_scroll_percentage, 1);
    assert.equal(properties.$prev_pageview_max_content_percentage, 1);
  });

  it('tell of each view of a single-page application alone', async () => {
    const { page } = await open({ capture_pageview: 'history_change' }, { before: TALL });
    await page.evaluate(() => scrollTo(0, 3000));
    const [second] = await world.expectEvents(() => page.evaluate(() => {
      history.pushState(null, '', '/two');
      setTimeout(() => scrollTo(0, 100), 400);
    }), ['$pageview']);
    assert.equal(second.properties.$prev_pageview_max_scroll, 3000);
    const [leave] = await world.expectEvents(() => page.goto('about:blank'), ['$pageleave']);
    assert.equal(leave.properties.$prev_pageview_last_scroll, 100);
  });

  it('option disable_scroll_properties: tells nothing of scrolling, and does not look', async () => {
    const { page } = await open({ disable_scroll_properties: true }, { before: TALL });
    await page.evaluate(() => scrollTo(0, 2000));
    const [{ properties }] = await world.expectEvents(() => page.goto('about:blank'), ['$pageleave']);
    assert.deepEqual(Object.keys(properties).filter((key) => /scroll|content/.test(key)), []);
  });

  it('option scroll_root_selector: names what scrolls, the first that is there', async () => {
    const before = "document.write('<main style=\"height:200px;overflow:auto\"><div style=height:1000px></div></main>');";
    for (const scroll_root_selector of ['main', ['#none', 'main']]) {
      const { page } = await open({ scroll_root_selector }, { before });
      await page.evaluate(() => document.querySelector('main').scrollTo(0, 400));
      const [{ properties }] = await world.expectEvents(() => page.goto('about:blank'), ['$pageleave']);
      assert.equal(properties.$prev_pageview_max_scroll, 400);
      assert.equal(properties.$prev_pageview_max_scroll_percentage, 0.5);
      assert.equal(properties.$prev_pageview_max_content_percentage, 0.6);
    }
  });

  it('do not come after shutdown', async () => {
    const { page } = await open();
    await world.expectEvents(async () => {
      await page.evaluate(() => posthog.shutdown());
      await page.goto('about:blank');
    }, []);
  });
});
