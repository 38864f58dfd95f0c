// What people change on the page of insights, and what becomes of it where the collector is slow, gone, or knows better.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { READ_KEY, eventually } from './support/collector.js';
import { usePages } from './support/pages.js';

const TOKEN = 'paddock';
const NAMES = ['Sign-ups', 'Invoices', 'Projects'];
const DAY = 86_400_000;

let insights;
const pages = usePages(async () => {
  const at = (days) => new Date(Date.now() - days * DAY).toISOString();
  const batch = ['signed_up', 'invoice_paid', 'project_created'].flatMap((event) => [1, 3, 8].map((days) => ({ event, distinct_id: 'ines@example.com', timestamp: at(days), properties: { purchase_value: days } })));
  await pages.post(TOKEN, batch);
  insights = [];
  for (const [at, event] of ['signed_up', 'invoice_paid', 'project_created'].entries()) {
    const query = { kind: 'trends', range: { from: '-30d', to: null }, interval: 'day', series: [{ event, math: 'total' }], display: { show: 'number' } };
    insights.push((await pages.send('POST', '/api/insights', { token: TOKEN, name: NAMES[at], query })).id);
  }
});

/** Opens the page at a hash, with a browser that has the key. */
async function open(hash, options) {
  const page = await pages.open(`/insights/${hash}`, { key: READ_KEY, ...options });
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
  return page;
}

/** Makes a dashboard of the three insights. */
async function dashboard(name, size = 'small') {
  const tiles = insights.map((insight) => ({ insight, size }));
  const { id } = await pages.send('POST', '/api/dashboards', { token: TOKEN, name, tiles });
  return { id, hash: `#/dashboard/${id}?project=${TOKEN}` };
}

const keptTiles = async ({ id }) => (await pages.send('GET', `/api/dashboards/${id}`)).tiles.map(({ insight }) => NAMES[insights.indexOf(insight)]);
const titles = (page) => page.locator('.tile-title').allInnerTexts();
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const question = (page, title) => page.getByRole('dialog', { name: title });
const announced = (page, text) => page.locator('#announcer', { hasText: text }).waitFor({ state: 'attached' });
const trouble = (page, text) => page.locator('#trouble[role="alert"]', { hasText: text }).waitFor();
const hasFocus = (locator) => locator.evaluate((node) => node === document.activeElement);
const explore = (query, display) => `#/explore?${new URLSearchParams({ project: TOKEN, q: JSON.stringify({ query, display }) })}`;
const breakOff = (page, method) => page.route('**/api/**', (route) => (route.request().method() === method ? route.abort() : route.fallback()));

describe('a dashboard', () => {
  it('takes an insight from a page that was open before it was arranged elsewhere', async () => {
    const board = await dashboard('Taken');
    const page = await open(`#/saved?project=${TOKEN}`);
    await press(page, 'Put Sign-ups on a dashboard');
    await question(page, 'Put it on a dashboard').getByLabel('Dashboard').selectOption('Taken');
    await pages.send('PATCH', `/api/dashboards/${board.id}`, { tiles: [{ insight: insights[1], size: 'small' }] });
    await press(page, 'Put it there');
    await page.getByRole('heading', { name: 'Taken', level: 1 }).waitFor();
    assert.deepEqual(await keptTiles(board), ['Invoices', 'Sign-ups']);
  });

  it('keeps what was arranged last, however slow the collector is', async () => {
    const board = await dashboard('Slow');
    const page = await open(board.hash);
    await press(page, 'Arrange');
    const held = [];
    await page.route(`**/api/dashboards/${board.id}`, (route) => (route.request().method() === 'PATCH' ? held.push(route) : route.continue()));
    await page.getByRole('button', { name: 'Move later: Sign-ups' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await eventually(() => held.length > 0);
    assert.deepEqual(await titles(page), ['Invoices', 'Projects', 'Sign-ups']);
    assert.equal(await page.locator('#announcer').textContent(), '', 'nothing is done yet');
    // Whichever was sent last comes first.
    for (const route of held.toReversed()) await route.continue();
    await eventually(() => held.length > 1);
    await held[1].continue().catch(() => {}); // It was let go above, where it did not wait for the first.
    await announced(page, 'Sign-ups is now tile 3 of 3.');
    assert.deepEqual(await keptTiles(board), ['Invoices', 'Projects', 'Sign-ups']);
  });

  it('that was arranged elsewhere is not overwritten, but shown as it is', async () => {
    const board = await dashboard('Two tabs');
    const page = await open(board.hash);
    await press(page, 'Arrange');
    await pages.send('PATCH', `/api/dashboards/${board.id}`, { tiles: [...insights.toReversed().map((insight) => ({ insight, size: 'wide' })), { insight: insights[0], size: 'small' }] });
    await press(page, 'Take off the dashboard: Invoices');
    await trouble(page, 'This dashboard was changed elsewhere.');
    const theirs = ['Projects', 'Invoices', 'Sign-ups', 'Sign-ups'];
    assert.deepEqual(await titles(page), theirs);
    assert.deepEqual(await keptTiles(board), theirs);
  });

  it('goes back to what is kept where an arrangement is not, and says so in sight', async () => {
    const board = await dashboard('Failing', 'full');
    const page = await open(board.hash, { viewport: { width: 1000, height: 500 } });
    await press(page, 'Arrange');
    await breakOff(page, 'PATCH');
    const remove = page.getByRole('button', { name: 'Take off the dashboard: Projects' });
    await remove.focus();
    await page.keyboard.press('Enter');
    await trouble(page, 'The collector cannot be reached.');
    await page.getByLabel('Size of Projects').selectOption('Small');
    await eventually(async () => (await page.getByRole('article', { name: 'Projects' }).getAttribute('data-size')) === 'full');
    assert.deepEqual(await titles(page), NAMES);
    assert.equal(await page.locator('#announcer').textContent(), '');
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const isSeen = await page.locator('#trouble').evaluate((node) => {
      const { left, top, width, height } = node.getBoundingClientRect();
      return node.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    });
    assert.ok(isSeen, 'the message stays in sight');
    assert.ok(await page.evaluate(() => scrollY > 0));
  });

  it('that cannot be copied whole leaves nothing', async () => {
    const page = await open(`#/dashboard/team?project=${TOKEN}`);
    const before = (await pages.send('GET', `/api/insights?token=${TOKEN}`)).insights.length;
    await page.route('**/api/dashboards', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await press(page, 'Copy to my dashboards');
    await question(page, 'Copy Team analytics').getByLabel('Name').fill('Half');
    await page.keyboard.press('Enter');
    await trouble(page, 'The collector cannot be reached.');
    assert.equal((await pages.send('GET', `/api/insights?token=${TOKEN}`)).insights.length, before);
    await eventually(() => hasFocus(page.getByRole('button', { name: 'Copy to my dashboards' })));
  });

  it('says what failed of everything that is kept', async () => {
    const { hash } = await dashboard('Unwritten');
    const page = await open(hash);
    await breakOff(page, 'PATCH');
    await breakOff(page, 'POST');
    await breakOff(page, 'DELETE');
    const fails = async () => {
      await trouble(page, 'The collector cannot be reached.');
      await page.evaluate(() => (document.getElementById('trouble').hidden = true));
    };
    const name = async (text) => {
      await page.getByRole('dialog').getByLabel('Name').fill(text);
      await page.keyboard.press('Enter');
      await fails();
    };
    await press(page, 'Arrange');
    await press(page, 'Rename the dashboard');
    await name('Written');
    await press(page, 'Delete the dashboard');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the dashboard' }).click();
    await fails();
    await page.getByLabel('Dashboard', { exact: true }).selectOption('New dashboard…');
    await page.getByRole('dialog').getByLabel('Name').fill('   ');
    await page.keyboard.press('Enter');
    await name('Another'); // Spaces are no name, and the question stays.
    await page.getByRole('link', { name: 'Saved', exact: true }).click();
    await press(page, 'New dashboard');
    await name('Another');
    await press(page, 'Rename Invoices');
    await name('Bills');
    await press(page, 'Delete Invoices');
    await press(page, 'Delete');
    await fails();
    await press(page, 'Put Invoices on a dashboard');
    await press(page, 'Put it there');
    await fails();
    await page.getByRole('link', { name: 'Invoices', exact: true }).click();
    await page.getByRole('heading', { name: 'Invoices', level: 1 }).waitFor();
    await press(page, 'Save');
    await fails();
    await press(page, 'Save as new');
    await name('Bills');
    await press(page, 'CSV');
    await fails();
  });
});

describe('the range of a dashboard', () => {
  const today = () => new Date().toISOString().slice(0, 10);

  it('is chosen by arrow keys, with the focus where it was', async () => {
    const { hash } = await dashboard('Ranges');
    const page = await open(hash);
    const ranges = page.getByLabel('Range of all tiles');
    await page.getByRole('heading', { level: 1 }).evaluate((node) => (node.isSame = true));
    await ranges.focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/range=-24h/);
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/range=-7d/);
    await page.getByRole('article', { name: 'Sign-ups' }).locator('.number', { hasText: '2' }).waitFor();
    assert.ok(await hasFocus(ranges));
    assert.ok(await page.getByRole('heading', { level: 1 }).evaluate((node) => node.isSame), 'the head is not built anew');
    await page.goBack();
    await eventually(async () => (await ranges.inputValue()) === '-24h');
    await page.getByRole('article', { name: 'Sign-ups' }).locator('.number', { hasText: '1' }).waitFor();
  });

  it('is typed as dates, which count once they are whole', async () => {
    const { hash } = await dashboard('Dates');
    const page = await open(hash);
    await page.getByLabel('Range of all tiles').selectOption('Dates…');
    await page.getByLabel('First day').focus();
    await page.keyboard.type('10012026');
    const first = await page.getByLabel('First day').inputValue();
    assert.match(first, /^2026-(10-01|01-10)$/); // Which it is, the language of the browser says.
    assert.doesNotMatch(page.url(), /range/, 'nothing is asked before');
    await page.getByLabel('Last day').fill('2025-01-01');
    await page.keyboard.press('Enter');
    await page.getByText('The first day is after the last.').waitFor();
    await page.getByLabel('Last day').fill(today());
    await page.getByRole('link', { name: 'Saved', exact: true }).focus();
    await page.waitForURL(new RegExp(`range=${first}\\.\\.${today()}`));
    await page.getByLabel('First day').fill('0002-10-01');
    await press(page, 'Apply');
    await page.getByText('Choose days since 1970.').waitFor();
    assert.match(page.url(), /range=2026-/);
  });
});

describe('a choice of a dashboard', () => {
  it('keeps the focus', async () => {
    await dashboard('Aardvarks');
    const page = await open(`#/dashboard/team?project=${TOKEN}`);
    const which = page.getByLabel('Dashboard', { exact: true });
    await which.focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/dashboard\/\d/);
    await page.getByRole('button', { name: 'Arrange' }).waitFor();
    await eventually(() => hasFocus(which));
  });

  it('says that the collector is gone, and tries again', async () => {
    await dashboard('Unreached');
    const page = await open(`#/dashboard/team?project=${TOKEN}`);
    await page.route('**/api/**', (route) => route.abort());
    await page.getByLabel('Dashboard', { exact: true }).selectOption('Unreached');
    await page.getByRole('heading', { name: 'This could not be shown' }).waitFor();
    assert.equal(await page.locator('.tile').count(), 0, 'no figures of another place');
    await press(page, 'Try again');
    await eventually(() => hasFocus(page.getByRole('button', { name: 'Try again', exact: true })));
    await page.unroute('**/api/**');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Unreached', level: 1 }).waitFor();
    await page.route('**/insights/team.json', (route) => route.abort());
    await page.getByLabel('Dashboard', { exact: true }).selectOption('Team analytics');
    await page.getByRole('heading', { name: 'This could not be shown' }).waitFor();
  });
});

describe('the explorer', () => {
  const signUps = { kind: 'trends', range: { from: '-30d', to: null }, interval: 'day', series: [{ event: 'signed_up', math: 'total' }] };
  const tools = ['CSV', 'On a dashboard', 'Save'];

  it('draws no answer of before under a question that is not whole, and keeps none of it', async () => {
    const page = await open(explore(signUps, { show: 'line' }));
    await page.locator('.result-body canvas').waitFor();
    await page.getByLabel('Computation').selectOption('Sum');
    for (const name of tools) assert.ok(await page.getByRole('button', { name, exact: true }).isDisabled(), name);
    await page.getByText('Choose the property to compute with.').waitFor();
    await press(page, 'Bars');
    assert.equal(await page.locator('.result-body canvas').count(), 0);
    await page.getByLabel('Property to compute with').selectOption('purchase_value');
    await page.locator('.result-body canvas').waitFor();
    for (const name of tools) assert.ok(await page.getByRole('button', { name, exact: true }).isEnabled(), name);
  });

  it('takes of an address what has a shape, whatever else is in it', async () => {
    const queries = [
      { kind: 'trends', series: 5, range: 'x', formula: {}, breakdown: [] },
      { kind: 'funnel', steps: null, window: 'x', exclusions: [1] },
      { kind: 'trends', series: [{ event: 'signed_up', filters: {} }], filters: 'x' },
      { kind: 'retention', start: 7, return: 'x', periods: null },
      { kind: 'paths', steps: [], start: {}, end: 4 },
      { kind: 'profiles', of: 'x', breakdown: { key: {}, ranges: 'x' }, filters: [null] },
      { kind: 'lifecycle', event: [] },
    ];
    const page = await open(`#/saved?project=${TOKEN}`);
    for (const query of queries) {
      await page.evaluate((to) => (location.hash = to), explore(query, 'x'));
      await page.getByRole('radio', { checked: true }).and(page.locator(`[value="${query.kind}"]`)).waitFor();
      await page.locator('.result-card[aria-busy="false"]').first().waitFor();
    }
  });

  it('says which insight or dashboard is gone', async () => {
    const page = await open(`#/explore/999?project=${TOKEN}`);
    await page.getByRole('heading', { name: 'This insight is gone', level: 1 }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Saved' }).click();
    await page.getByRole('link', { name: 'Sign-ups', exact: true }).waitFor();
    await page.evaluate((to) => (location.hash = to), `#/dashboard/999?project=${TOKEN}`);
    await page.getByRole('heading', { name: 'This dashboard is gone', level: 1 }).waitFor();
    await pages.post('unlisted', [{ event: 'visited', distinct_id: 'x' }]);
    const { id } = await pages.send('POST', '/api/dashboards', { token: 'unlisted', name: 'Bare', tiles: [] });
    await page.evaluate((to) => (location.hash = to), `#/dashboard/${id}`);
    await page.waitForURL(/project=unlisted/);
    await page.waitForLoadState('networkidle'); // This page does not know the project, and does not look for it for ever.
    await page.getByRole('heading', { name: 'This dashboard is gone', level: 1 }).waitFor();
  });

  it('leads to a dashboard of another project', async () => {
    const board = await dashboard('Elsewhere');
    await pages.post('second', [{ event: 'visited', distinct_id: 'x' }]);
    const page = await open(`#/dashboard/${board.id}?project=second`);
    await page.getByRole('heading', { name: 'Elsewhere', level: 1 }).waitFor();
    assert.equal(await page.getByLabel('Project', { exact: true }).inputValue(), TOKEN);
  });

  it('keeps the focus near a filter that is removed', async () => {
    const page = await open(explore(signUps));
    for (const name of ['Add a filter', 'Filter']) {
      await press(page, name);
      await page.getByRole('button', { name: 'Remove this filter' }).focus();
      await page.keyboard.press('Enter');
      assert.ok(await hasFocus(page.getByRole('button', { name, exact: true })));
    }
  });
});

describe('a tile without an answer', () => {
  it('is named by what tries again, and keeps the focus', async () => {
    const { hash } = await dashboard('Unanswered');
    const page = await open(`#/saved?project=${TOKEN}`);
    await page.route('**/api/insights/run', (route) => route.abort());
    await page.evaluate((to) => (location.hash = to), hash);
    await page.getByRole('button', { name: 'Try again: Invoices' }).focus();
    assert.equal(await page.getByRole('alert').count(), 0, 'one lost connection is no alarm of every tile');
    await page.unroute('**/api/insights/run');
    await page.keyboard.press('Enter');
    assert.ok(await hasFocus(page.getByRole('link', { name: 'Invoices', exact: true })));
    await page.getByRole('article', { name: 'Invoices' }).locator('.number').waitFor();
  });
});

describe('the way back', () => {
  it('leads to where a dashboard was left, and new places begin at their top', async () => {
    const page = await open(`#/dashboard/team?project=${TOKEN}`);
    await page.waitForFunction(() => !document.querySelector('.tile[aria-busy="true"]'));
    await page.evaluate(() => scrollTo(0, 1200));
    await page.evaluate((to) => (location.hash = to), `#/explore/999?project=${TOKEN}`);
    await page.getByRole('heading', { name: 'This insight is gone' }).waitFor();
    assert.equal(await page.evaluate(() => scrollY), 0);
    await page.goBack();
    await page.getByRole('heading', { name: 'Team analytics', level: 1 }).waitFor();
    await eventually(async () => Math.abs((await page.evaluate(() => scrollY)) - 1200) < 50); // The browser keeps in place what is in sight while tiles grow.
  });
});
