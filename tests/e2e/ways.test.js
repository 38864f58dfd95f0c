// The page that runs the ways to track teams side by side, as people use it: each button runs its code against the collector,
// and what the page shows is what the database holds. And the demo product, whose visitor changes persons and organisations.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';

import { watch } from './support/browser.js';
import { READ_KEY } from './support/collector.js';
import { startWorld } from './support/world.js';

const ANN = 'ann@acme.example';
const TITLES = [
  'Organisations', 'Users per organisation', 'Projects per organisation', 'Projects per user', 'Revenue per organisation',
  'Revenue per tier', 'Organisations that signed up and pay', 'Users with a profile',
];
const NO = 'cannot be told';
const BOTH = `2: ${ANN}, bob@acme.example`;
const WAYS = {
  'Person and group': { id: 'both', answers: ['1: acme', 'acme 2', 'acme 2', `${ANN} 2`, 'acme €48', 'team €48', '1 of 1', BOTH] },
  'By person': { id: 'person', answers: [NO, NO, NO, `${ANN} 2`, NO, 'team €48', NO, BOTH] },
  'By organisation': { id: 'organisation', answers: ['1: acme', 'acme 2', 'acme 2', `${ANN} 2`, 'acme €48', 'team €48', '1 of 1', NO] },
  'Person properties': { id: 'properties', answers: ['1: acme', 'acme 2', 'acme 2', `${ANN} 2`, 'acme €48', 'team €48', '1 of 1', BOTH] },
  'Identities in turn': { id: 'toggle', answers: ['1: acme', NO, NO, `${ANN} 2`, 'acme €48', 'team €48', NO, BOTH] },
  'Two trackers': { id: 'instances', answers: ['1: acme', NO, 'acme 2', `${ANN} 2`, 'acme €48', 'team €48', '1 of 1', BOTH] },
};

let world;
let visits = [];
before(async () => (world = await startWorld()));
after(() => world.stop());

// A page that says anything on its console, throws, or breaks its content security policy fails the test that opened it.
afterEach(async () => {
  const seen = visits.map(({ said }) => said);
  await Promise.all(visits.map(({ visitor }) => visitor.close()));
  visits = [];
  for (const said of seen) assert.deepEqual(said, { console: [], errors: [] });
});

/** Opens a path of the collector as a new visitor. */
async function visit(path, options) {
  const visitor = await world.browser.newVisitor(options);
  const page = await visitor.newPage();
  const said = watch(page);
  visits.push({ visitor, said });
  await page.goto(world.collector.url + path);
  return { page, said };
}

async function visitWays(hash = `#key=${READ_KEY}`, options) {
  const visit_ = await visit(`/ways/${hash}`, options);
  await visit_.page.locator('#ways > article:last-child').waitFor();
  return visit_;
}

const cardOf = (page, title) => page.getByRole('article', { name: title, exact: false }).filter({ has: page.getByRole('heading', { name: title }) });
const textsOf = async (locator) => (await locator.allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());

/** The rows that a card shows: event, distinct id, and what else the row holds. */
const shownRows = (card) =>
  card.locator('.way-rows tbody tr').evaluateAll((rows) =>
    rows.map((row) => {
      const [event, id, others] = row.cells;
      const pairs = [...others.children].map((pair) => pair.textContent);
      return { event: event.firstChild.textContent, tracker: event.querySelector('.tag')?.textContent, id: id.textContent, pairs };
    }));

/** What the database holds of a way that was run once, in the same form. */
function storedRows(id) {
  const rows = world.collector.query(`SELECT e.event, e.distinct_id, e.properties, p.token FROM events e
    JOIN projects p ON p.id = e.project_id WHERE p.token LIKE 'ways\\_${id}\\_%' ESCAPE '\\' ORDER BY p.token DESC, e.id`);
  const own = (object = {}) =>
    Object.entries(object).filter(([name, value]) => !name.startsWith('$') && value !== null).map((pair) => pair.join(': ')).join(', ');
  return rows.map(({ event, distinct_id, properties, token }) => {
    const { personEmail, $groups, plan, revenue, $set, $group_set } = JSON.parse(properties);
    const all = { personEmail, $groups: own($groups), plan, revenue, $set: own($set), $group_set: own($group_set) };
    const pairs = Object.entries(all).filter(([, value]) => value !== undefined && value !== '').map((pair) => pair.join(' '));
    return { event, tracker: id === 'instances' ? token.split('_')[2] : undefined, id: distinct_id, pairs };
  });
}

const personsOf = (id) =>
  world.collector.query(`SELECT DISTINCT e.person_uuid FROM events_with_person e JOIN projects p ON p.id = e.project_id
    WHERE p.token LIKE 'ways\\_${id}\\_%' ESCAPE '\\'`).length;

describe('the ways to track teams', () => {
  for (const [title, { id, answers }] of Object.entries(WAYS)) {
    it(`${title}: runs, and shows the rows that are stored, and what they answer`, async () => {
      const { page } = await visitWays();
      const card = cardOf(page, title);
      await card.getByRole('button', { name: 'Run' }).press('Enter');
      await card.getByRole('heading', { name: 'What these rows answer' }).waitFor();
      const stored = storedRows(id);
      assert.ok(stored.length >= 7);
      assert.deepEqual(await shownRows(card), stored);
      assert.equal(await card.locator('.way-persons > li').count(), personsOf(id));
      assert.deepEqual(await textsOf(card.locator('.way-answers dt')), TITLES);
      assert.deepEqual(await textsOf(card.locator('.way-answers dd')), answers);
      assert.match(await page.locator('#announcer').textContent(), new RegExp(`^${title}: ${stored.length} events stored`));
    });
  }

  it('runs all, again and again, without a trace on the visitor of the demo, and never tells the key', async () => {
    const { page } = await visit('/');
    await page.getByRole('button', { name: 'Ines Holm' }).click();
    await page.waitForFunction(() => posthog.__loaded && posthog.get_distinct_id() === 'ines@northgate.example');
    await page.evaluate(() => posthog.flush());
    const ofDemo = () => world.collector.query(`SELECT e.uuid FROM events e JOIN projects p ON p.id = e.project_id
      WHERE p.token = 'hp_demo' AND e.event <> '$pageleave' ORDER BY e.id`);
    const stored = () => page.evaluate(() => localStorage.ph_hp_demo_posthog);

    await page.goto(`${world.collector.url}/ways/#key=${READ_KEY}`);
    const [events, visitor] = [ofDemo(), await stored()];
    assert.equal(JSON.parse(visitor).distinct_id, 'ines@northgate.example');
    const run = async () => {
      await page.getByRole('button', { name: 'Run all six' }).click();
      await page.waitForFunction(() => document.querySelector('#announcer').textContent.startsWith('Two trackers'));
      await page.evaluate(() => (document.querySelector('#announcer').textContent = ''));
      return Promise.all(Object.keys(WAYS).map((title) => shownRows(cardOf(page, title))));
    };
    const first = await run();
    assert.deepEqual(await run(), first, 'a second run has rows of its own, and no others');
    assert.equal(await stored(), visitor);
    assert.deepEqual(ofDemo(), events);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('ph_ways'))), []);
    assert.deepEqual(world.collector.query(`SELECT event FROM events WHERE properties LIKE '%${READ_KEY}%'`), []);
  });

  it('shows what was sent to who has no key, and the rows once the key is there', async () => {
    const { page, said } = await visitWays('');
    const card = cardOf(page, 'By organisation');
    await card.getByRole('button', { name: 'Run' }).click();
    await card.getByRole('heading', { name: '7 events sent' }).waitFor();
    const shown = await shownRows(card);
    assert.equal(await card.locator('.way-answers').count(), 0);

    await page.getByLabel('Read key').fill('surely-not-the-read-key');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'did not accept this key' }).waitFor();
    // Chromium itself notes the refused requests; the page says nothing more.
    assert.ok(said.console.splice(0).every((line) => line.includes('401')));
    await page.getByLabel('Read key').fill(READ_KEY);
    await page.keyboard.press('Enter');
    await card.getByRole('heading', { name: '7 events stored' }).waitFor();
    assert.deepEqual(await shownRows(card), shown);
    assert.ok(await page.locator('#gate').isHidden());
  });

  it('says so where the tracker is blocked', async () => {
    const { page, said } = await visit('/favicon.svg');
    await page.route('**/static/*.js', (route) => route.abort());
    await page.goto(`${world.collector.url}/ways/`);
    const card = cardOf(page, 'By person');
    await card.getByRole('button', { name: 'Run' }).click();
    await card.getByText('The tracker did not start. Is it blocked?').waitFor();
    // The browser notes what is missing.
    said.console.splice(0);
    said.errors.splice(0);
  });

  it('takes the key out of the address', async () => {
    const { page } = await visitWays();
    assert.equal(page.url(), `${world.collector.url}/ways/`);
  });

  it('never scrolls sideways on a phone', async () => {
    const { page } = await visitWays(undefined, { viewport: { width: 320, height: 700 }, hasTouch: true });
    await page.getByRole('button', { name: 'Run all six' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.way-answers').length === 6);
    const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(content <= width, `${content} px of content in ${width} px`);
  });

  it('is a link away from the demo and from the live view', async () => {
    const { page } = await visit('/');
    await page.getByRole('link', { name: 'Ways to track teams' }).click();
    await page.getByRole('heading', { name: 'Who did it: the person, or the team?' }).waitFor();
    const live = await visit(`/live#key=${READ_KEY}`);
    await live.page.getByRole('link', { name: 'Groups' }).click();
    assert.equal(await live.page.getByRole('link', { name: 'Ways to track teams' }).getAttribute('href'), '/ways/');
  });
});

describe('the demo', () => {
  const NORTHGATE = 'Northgate Stables';
  const LARCH = 'Larch Farriery';
  const [INES, MEI] = ['ines@northgate.example', 'mei@larch.example'];
  const APART = { apart: ['$pageview', '$pageleave', '$autocapture', '$rageclick', '$set'] };

  /** Logs Ines in, in a mode; she acts for Larch, then gives the browser to Mei, who belongs there. */
  async function play(mode, expected) {
    await world.expectEvents(async () => {
      const { page } = await visit('/');
      await page.getByLabel(mode, { exact: true }).click();
      await page.getByRole('button', { name: 'Ines Holm' }).click();
      await page.getByLabel('Switch organisation').selectOption(LARCH);
      await page.locator('.masthead h1', { hasText: LARCH }).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.id), 'switch-organisation');
      await page.reload();
      await page.locator('.masthead h1', { hasText: LARCH }).waitFor();
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByLabel('Switch person').selectOption('Mei Tanaka');
      await page.locator('.masthead .person-name', { hasText: 'Mei Tanaka' }).waitFor();
      await page.evaluate(() => posthog.flush());
    }, expected, APART);
  }

  it('switches organisations and persons by person', () =>
    play('By person', [
      { event: '$identify', distinct_id: INES },
      { event: 'logged_in', distinct_id: INES, organisation: NORTHGATE },
      { event: 'organisation_switched', distinct_id: INES, organisation: LARCH },
      { event: 'projects_exported', distinct_id: INES, organisation: LARCH },
      { event: '$identify', distinct_id: MEI },
      { event: 'logged_in', distinct_id: MEI, organisation: LARCH },
    ]));

  it('switches organisations and persons by organisation', () =>
    play('By organisation', [
      { event: '$identify', distinct_id: NORTHGATE },
      { event: 'logged_in', distinct_id: NORTHGATE, personEmail: INES },
      { event: 'organisation_switched', distinct_id: LARCH, personEmail: INES },
      { event: 'projects_exported', distinct_id: LARCH, personEmail: INES },
      { event: '$identify', distinct_id: LARCH },
      { event: 'logged_in', distinct_id: LARCH, personEmail: MEI },
    ]));

  it('switches organisations and persons by both, and nobody becomes somebody else', async () => {
    const of = (company) => ({ $groups: { company } });
    await play('Both', [
      { event: '$identify', distinct_id: INES },
      { event: '$groupidentify', distinct_id: INES, ...of(NORTHGATE) },
      { event: 'logged_in', distinct_id: INES, ...of(NORTHGATE) },
      { event: '$groupidentify', distinct_id: INES, ...of(LARCH) },
      { event: 'organisation_switched', distinct_id: INES, ...of(LARCH) },
      { event: 'projects_exported', distinct_id: INES, ...of(LARCH) },
      { event: '$identify', distinct_id: MEI },
      { event: '$groupidentify', distinct_id: MEI, ...of(LARCH) },
      { event: 'logged_in', distinct_id: MEI, ...of(LARCH) },
    ]);
    const uuids = [INES, MEI].map((id) => world.collector.persons().find(({ ids }) => ids.includes(id)).uuid);
    assert.notEqual(uuids[0], uuids[1]);
    const members = world.collector.query(`SELECT m.key, d.distinct_id FROM person_groups m
      JOIN person_distinct_ids d ON d.person_id = m.person_id JOIN projects p ON p.id = m.project_id
      WHERE p.token = 'hp_demo' AND d.distinct_id LIKE '%@%' ORDER BY m.key, d.distinct_id`);
    assert.deepEqual(members.map(({ key, distinct_id }) => [key, distinct_id]), [[LARCH, INES], [LARCH, MEI], [NORTHGATE, INES]]);
  });

  it('keeps what is known of an organisation with it, and upgrades it', async () => {
    await world.expectEvents(async () => {
      const { page } = await visit('/');
      await page.getByLabel('Both', { exact: true }).click();
      await page.getByRole('button', { name: 'Jonas Larch' }).click();
      await page.locator('#plan-team').click();
      await page.evaluate(() => posthog.flush());
    }, ['$identify', '$groupidentify', 'logged_in', 'plan_upgraded', '$groupidentify'], APART);
    const [{ plan }] = world.collector.query(`SELECT g.properties ->> 'plan' AS plan FROM groups g
      JOIN projects p ON p.id = g.project_id WHERE p.token = 'hp_demo' AND g.key = '${LARCH}'`);
    assert.equal(plan, 'team');
  });
});
