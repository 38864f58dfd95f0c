// The collector's own pages, for those who do not use a mouse, read large text, or choose colours of their own.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { ADMIN_KEY } from './support/collector.js';
import { assertFocus, PHONE, usePages } from './support/pages.js';

const TOKEN = 'hp_demo';
const LONG = 'W'.repeat(200);
const SHARES = [{ key: 'control', rollout_percentage: 50 }, { key: 'test', rollout_percentage: 50 }];

let person;
const pages = usePages(async () => {
  const ines = { distinct_id: 'ines', properties: { $groups: { company: 'northgate' }, $set: { name: 'Ines Holm', email: 'ines@northgate.example' } } };
  const company = { event: '$groupidentify', distinct_id: 'ines', properties: { $group_type: 'company', $group_key: 'northgate', $group_set: { name: 'Northgate Stables' } } };
  await pages.post(TOKEN, [{ event: 'opened', ...ines }, company]);
  await pages.send('POST', '/api/flags', { token: TOKEN, key: 'compared', filters: { groups: [{}], multivariate: { variants: SHARES } } });
  await pages.send('POST', '/api/cohorts', { token: TOKEN, name: LONG, distinct_ids: ['ines'] });
  await pages.send('POST', '/api/experiments', { token: TOKEN, name: 'Which one?', flag_key: 'compared', goal: { event: 'opened' } });
  person = (await pages.send('GET', '/api/persons')).persons[0].uuid;
});

const open = (path, options) => pages.open(path, { key: ADMIN_KEY, ...options });

const heading = (page, name) => page.getByRole('heading', { level: 1, name, exact: true });

describe('the link that skips to the content', () => {
  it('leaves the address, and with it the view, as it is', async () => {
    for (const [path, title] of [['/features/#cohorts', 'Cohorts'], [`/people/#person=${person}`, 'Ines Holm'], ['/live/#groups', 'Groups'], ['/insights/#/saved?project=hp_demo', 'Insights']]) {
      const page = await open(path);
      await page.getByRole('heading', { name: title }).first().waitFor();
      await page.locator('.skip').focus();
      await page.keyboard.press('Enter');
      await assertFocus(page.locator('#content'));
      assert.ok(page.url().endsWith(path), page.url());
    }
  });
});

describe('a sheet beside a list that is built anew', () => {
  it('hands the focus to what opened it, or to the page where that is gone', async () => {
    const page = await open('/live/#persons');
    const search = page.getByLabel('Search persons');
    const row = page.getByRole('button', { name: /Ines Holm/ });
    for (const [text, next] of [['Ines', row], ['nobody', page.locator('#content')]]) {
      await row.press('Enter');
      await page.getByRole('dialog', { name: 'Ines Holm' }).waitFor();
      await row.evaluate((node) => node.setAttribute('data-first', ''));
      await search.fill(text);
      await page.locator('[data-first]').waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
      await assertFocus(next);
    }
  });
});

describe('the pages', () => {
  it('have the title of the view that is open', async () => {
    const page = await open('/features/');
    for (const title of ['Experiments', 'Cohorts', 'Flags']) {
      await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: title }).click();
      await heading(page, title).waitFor();
      assert.equal(await page.title(), `${title} · Hoofprint`);
    }
  });

  it('have one title of the first level where nothing is found, and where nothing could be asked, too', async () => {
    const page = await open('/people/#person=00000000-0000-5000-8000-000000000000');
    await heading(page, 'There is no such person').waitFor();
    await assertFocus(heading(page, 'There is no such person'));
    for (const path of ['**/api/persons/*', '**/api/projects']) {
      const failing = await open(`/people/#person=${person}`, { before: (page) => page.route(path, (route) => route.abort()) });
      await heading(failing, 'That did not work').waitFor();
      assert.equal(await failing.getByRole('heading', { level: 1 }).count(), 1);
    }
  });

  it('ask about a thing with a long name within the width of the page', async () => {
    for (const options of [{}, PHONE]) {
      const page = await open('/features/#cohorts', options);
      await page.getByRole('button', { name: `Delete ${LONG}` }).click();
      const question = page.getByRole('dialog', { name: `Delete ${LONG}?` });
      const [inside, outside] = await question.evaluate((node) => [node.scrollWidth, node.clientWidth]);
      assert.ok(inside <= outside, `${inside} px in ${outside} px`);
    }
  });

  it('say in sentences what the collector says, and nothing that is not so', async () => {
    let isOff = false;
    const before = (page) => page.route('**/api/**', (route) => (isOff ? route.abort() : route.continue()));
    const page = await open('/features/#experiments', { before });
    await page.getByText('Nobody was exposed yet').waitFor();
    isOff = true;
    await page.getByRole('button', { name: 'Count anew' }).click();
    await page.locator('#announcer', { hasText: 'Not everything could be counted anew.' }).waitFor({ state: 'attached' });
    assert.equal(await page.locator('.experiment .note').textContent(), 'It cannot be computed. The collector cannot be reached. Try again in a moment.');
    await page.getByRole('button', { name: 'Delete Which one?' }).click();
    await page.getByRole('button', { name: 'Delete the experiment' }).click();
    await page.locator('#trouble', { hasText: /^The collector cannot be reached\. Try again in a moment\.$/ }).waitFor();
    isOff = false;
    await page.getByRole('button', { name: 'Count anew' }).click();
    await page.locator('#announcer', { hasText: /^Counted anew\.$/ }).waitFor({ state: 'attached' });

    const answer = { status: 503, json: { status: 'error', field: 'store', message: 'the database failed' } };
    const people = await open(`/people/#person=${person}`, { before: (page) => page.route('**/api/activity?*', (route) => route.fulfill(answer)) });
    await people.getByText('The activity cannot be shown. The database failed.', { exact: true }).waitFor();
    await page.route('**/api/flags', (route) => route.fulfill(answer));
    await page.reload();
    await page.locator('#trouble', { hasText: /^The database failed\.$/ }).waitFor();
  });
});

describe('large text', () => {
  const PLACES = () => ['/features/#flags', '/features/#experiments', '/features/#cohorts', '/people/#persons', '/people/#groups', `/people/#person=${person}`, '/people/#group=company/northgate', '/people/#person=none', '/live/#events', '/live/#persons', '/live/#groups'];
  const enlarge = (page) => page.addStyleTag({ content: 'html { font-size: 200% !important; }' });

  /** What is wider than the page, or than the sheet; what an ellipsis cuts is not. */
  async function assertFits(page, place) {
    const wide = await page.evaluate(() => [document.documentElement, ...document.querySelectorAll('dialog[open]')].map((node) => [node.scrollWidth, node.clientWidth]).filter(([inside, outside]) => inside > outside));
    assert.deepEqual(wide, [], place);
  }

  it('and narrow screens keep all of each page within its width', async () => {
    for (const place of PLACES()) {
      for (const width of [390, 320]) {
        const page = await open(place, { bypassCSP: true, viewport: { width, height: 844 } });
        if (width === 390) await enlarge(page);
        await page.locator('.card:visible').first().waitFor();
        await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .loading, .activity-loading'));
        await assertFits(page, `${place} at ${width} px`);
      }
    }
  });

  it('scrolls the bar on top away where it would take half of the screen', async () => {
    const page = await open('/features/', { viewport: { width: 195, height: 422 } });
    await page.getByRole('button', { name: 'Delete compared' }).scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('.top').getBoundingClientRect().bottom <= 0);
  });

  it('keeps sheets, questions and the gate within the width of a phone', async () => {
    const page = await open('/features/', { ...PHONE, bypassCSP: true });
    await enlarge(page);
    for (const [label, ready] of [['Edit', 'Save the changes'], ['Who gets it', 'Ask'], ['History', 'Close']]) {
      await page.getByRole('button', { name: `${label} compared` }).click();
      await page.locator('#sheet').getByRole('button', { name: ready }).waitFor();
      await assertFits(page, label);
      await page.locator('#sheet').getByRole('button', { name: 'Close' }).click();
    }
    await page.getByRole('button', { name: 'Delete compared' }).click();
    await assertFits(page, 'the question');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Forget key' }).click();
    await page.locator('#gate').waitFor();
    await assertFits(page, 'the gate');
  });
});

describe('forced colours', () => {
  const style = (locator, name, pseudo) => locator.evaluate((node, [name, pseudo]) => getComputedStyle(node, pseudo)[name], [name, pseudo]);

  it('show which page and view is open', async () => {
    const page = await open('/features/', { forcedColors: 'active' });
    await heading(page, 'Flags').waitFor();
    for (const place of ['#site', '#tabs']) {
      const [open, other] = await Promise.all(['[aria-current]', ':not([aria-current])'].map((which) => style(page.locator(`${place} a${which}`).first(), 'borderBottomColor')));
      assert.notEqual(open, other, place);
    }
  });

  it('show whether a flag is on, and when somebody was active', async () => {
    const page = await open('/features/', { forcedColors: 'active' });
    const track = page.locator('.switch-track').first();
    await track.waitFor();
    assert.notEqual(await style(track, 'backgroundColor', '::after'), await style(track, 'backgroundColor'));
    const on = await style(track, 'backgroundColor');
    await page.getByRole('switch').click();
    await page.getByRole('switch', { checked: false }).waitFor();
    assert.notEqual(await style(track, 'backgroundColor', '::after'), await style(track, 'backgroundColor'));
    assert.notEqual(await style(track, 'backgroundColor'), on);

    const people = await open(`/people/#person=${person}`, { forcedColors: 'active' });
    const busy = people.locator('.day-busy').first();
    await busy.waitFor();
    const canvas = await style(people.locator('.activity-part'), 'backgroundColor');
    assert.notEqual(await style(busy, 'backgroundColor', '::after'), canvas);
    assert.notEqual(await style(busy, 'backgroundColor', '::after'), await style(people.locator('.day:not(.day-busy)').first(), 'backgroundColor', '::after'));
  });
});
