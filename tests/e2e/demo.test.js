// The demo product and the live view, as people use them: both pages come from the collector itself, and the events
// go the whole way from a click to a row on the screen.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';

import { watch } from './support/browser.js';
import { READ_KEY } from './support/collector.js';
import { startWorld } from './support/world.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
const NORA = { name: 'Nora Field', email: 'nora@brookside.example', company: 'Brookside Riding Club' };

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

/** Opens the demo and waits until the tracker knows who the visitor is; gives that anonymous id too. */
async function visitDemo(options) {
  const { page } = await visit('/', options);
  return { page, anonymousId: await shownId(page) };
}

/** Opens the live view with its key and waits until it follows the events. */
async function visitLive(options) {
  const { page } = await visit(`/live#key=${READ_KEY}`, options);
  await page.locator('#connection[data-state=live]').waitFor();
  return page;
}

/** The distinct id under the newest entry of the demo's panel. */
async function shownId(page) {
  const id = page.locator('.sent-id').first();
  await id.filter({ hasText: /^(?!waiting)./ }).waitFor();
  return id.textContent();
}

async function signUp(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.locator(`.door input[name=${name}]`).fill(value);
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByRole('button', { name: 'Log out' }).waitFor();
}

/** The calls that the newest entry of the panel shows, found by running the printed code against a recorder. */
async function shownCalls(page) {
  const calls = [];
  const recorder = (path) =>
    new Proxy(() => {}, {
      get: (_, name) => recorder([...path, name]),
      apply: (_, __, values) => void calls.push([path.join('.'), ...values]),
    });
  const code = await page.locator('#sent .code').first().textContent();
  new Function('posthog', code)(recorder([]));
  return calls;
}

/** Posts events as any client may, and waits for the answer that says they are stored. */
async function post(...batch) {
  const body = JSON.stringify({ api_key: 'hp_demo', batch });
  const response = await fetch(`${world.collector.url}/batch/`, { method: 'POST', body });
  assert.equal(response.status, 200, await response.text());
}

const rowWith = (page, text) => page.locator('.row').filter({ hasText: text });
const personOf = (id) => world.collector.persons().find((person) => person.ids.includes(id));
const focusIsIn = (page, selector) => page.evaluate((wanted) => document.activeElement.matches(wanted), selector);

function assertHas(actual, expected) {
  for (const [key, value] of Object.entries(expected)) assert.equal(actual[key], value, key);
}

async function assertNoSidewaysScrolling(page, place) {
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(widths[0] <= widths[1], `${place}: ${widths[0]} px of content in ${widths[1]} px`);
}

/** What the tracker captures beside what the product calls. */
const BY_ITSELF = { apart: ['$autocapture', '$rageclick', '$pageleave'] };

describe('the demo', () => {
  it('stores a pageview when it is opened, and says with which calls', async () => {
    let demo;
    const [view] = await world.expectEvents(async () => (demo = await visitDemo()), [
      { event: '$pageview', $pathname: '/', $current_url: `${world.collector.url}/`, token: 'hp_demo' },
    ]);
    assert.match(view.distinct_id, UUID_V7);
    assert.equal(view.distinct_id, demo.anonymousId);
    assert.deepEqual(await shownCalls(demo.page), [['init', 'hp_demo', { api_host: world.collector.url }]]);
  });

  it('signs a new person up by person', async () => {
    const { name, email, company } = NORA;
    const properties = { email, name, company, plan: 'team' };
    let anonymousId;
    const events = await world.expectEvents(async () => {
      const demo = await visitDemo();
      ({ anonymousId } = demo);
      await demo.page.getByLabel('By person').click();
      await signUp(demo.page, NORA);
      assert.deepEqual(await shownCalls(demo.page), [
        ['identify', email],
        ['people.set', properties],
        ['register', { organisation: company }],
        ['capture', 'signed_up', { plan: 'team' }],
      ]);
      assert.equal(await shownId(demo.page), email);
    }, [
      { event: '$pageview' },
      { event: '$identify', distinct_id: email },
      { event: '$set', distinct_id: email },
      { event: 'signed_up', distinct_id: email, plan: 'team', organisation: company },
    ], BY_ITSELF);
    const clicks = world.collector.events().filter(({ event, distinct_id }) => event === '$autocapture' && distinct_id === anonymousId);
    assert.ok(clicks.length > 0, 'clicks are captured by themselves');
    assert.ok(!JSON.stringify(clicks).includes(email), 'and nothing that was typed');
    assert.equal(events[0].distinct_id, anonymousId);
    assert.equal(events[1].properties.$anon_distinct_id, anonymousId);
    assertHas(events[2].properties.$set, properties);
    const person = personOf(email);
    assert.deepEqual(person.ids.sort(), [anonymousId, email].sort());
    assert.equal(person.is_identified, 1);
    assertHas(person.properties, properties);
  });

  it('logs a colleague in by organisation, counts a project, takes money, and forgets them at log-out', async () => {
    const team = 'Northgate Stables';
    const colleague = { distinct_id: team, personEmail: 'ines@northgate.example' };
    let demo;
    await world.expectEvents(async () => {
      demo = await visitDemo();
      const { page } = demo;
      await page.getByLabel('By organisation').click();
      await page.getByRole('button', { name: 'Ines Holm' }).click();
      assert.deepEqual(await shownCalls(page), [
        ['identify', team],
        ['register', { personEmail: 'ines@northgate.example' }],
        ['capture', 'logged_in'],
      ]);
      await page.getByPlaceholder('Name a new project').fill("The foal's \"barn\"");
      await page.getByRole('button', { name: 'Create' }).click();
      await page.locator('.project-name', { hasText: "The foal's" }).waitFor();
      assert.deepEqual(await shownCalls(page), [
        ['capture', 'project_created', {
          project_name: "The foal's \"barn\"", personEmail: 'ines@northgate.example', $set: { project_total: 3 },
        }],
      ]);
      await page.getByRole('button', { name: /^Pay/ }).click();
      await page.locator('.ledger td', { hasText: 'PD-1043' }).waitFor();
    }, [
      { event: '$pageview' },
      { event: '$identify', distinct_id: team },
      { event: 'logged_in', ...colleague },
      { event: 'project_created', ...colleague, project_name: "The foal's \"barn\"" },
      { event: 'invoice_paid', ...colleague, purchase_value: 48, plan: 'team', currency: 'EUR' },
    ], BY_ITSELF);
    assert.equal(personOf(team).properties.project_total, 3);

    const { page, anonymousId } = demo;
    await page.getByRole('button', { name: 'Log out' }).click();
    assert.deepEqual(await shownCalls(page), [['reset']]);
    const [view] = await world.expectEvents(() => page.reload(), ['$pageview'], BY_ITSELF);
    assert.match(view.distinct_id, UUID_V7);
    assert.notEqual(view.distinct_id, anonymousId);
    assert.equal(view.properties.personEmail, undefined);
    assert.ok(!personOf(team).ids.includes(view.distinct_id));
  });

  it('shows names that contain markup as text', async () => {
    const { page } = await visitDemo();
    const markup = '<img src=x onerror="window.ran=1">';
    await signUp(page, { name: markup, email: 'eve@example.com', company: markup });
    assert.equal(await page.locator('h1').evaluate((node) => node.firstChild.textContent), markup);
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.evaluate(() => window.ran), undefined);
    assert.equal((await shownCalls(page))[1][1].name, markup);
  });

  it('never scrolls sideways on a phone', async () => {
    const { page } = await visitDemo(PHONE);
    await assertNoSidewaysScrolling(page, 'before log-in');
    const long = 'Donaudampfschifffahrtsgesellschaftspferdestallbetreiberverein'.slice(0, 60);
    await signUp(page, { name: long, email: `${long}@example.com`, company: long });
    await page.getByPlaceholder('Name a new project').fill(long);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.locator('.project-name', { hasText: long }).waitFor();
    await assertNoSidewaysScrolling(page, 'after log-in');
  });
});

describe('the live view', () => {
  it('asks for a key, and says where the right one is when it got a wrong one', async () => {
    const { page, said } = await visit('/live');
    await page.getByRole('heading', { name: 'Open the live view' }).waitFor();
    assert.ok(await page.locator('#gate-refusal').isHidden());
    assert.equal(await page.locator('#view-events').isVisible(), false);

    await page.getByLabel('Read key').fill('surely-not-the-read-key');
    await page.getByRole('button', { name: 'Show the events' }).click();
    const refusal = page.getByRole('alert').filter({ hasText: 'did not accept this key' });
    await refusal.waitFor();
    assert.match(await refusal.textContent(), /terminal.*npm start -- --new-key/);
    assert.ok(await focusIsIn(page, '#gate-key'));
    assert.equal(await page.locator('#view-events').isVisible(), false);
    // Chromium itself notes the refused request; the page says nothing more.
    assert.ok(said.console.splice(0).every((line) => line.includes('401')));

    await page.getByLabel('Read key').fill(READ_KEY);
    await page.keyboard.press('Enter');
    await page.locator('#connection[data-state=live]').waitFor();
    await page.locator('#view-events').waitFor();
  });

  it('takes the key out of the address, and shows events while they arrive, with whose they are', async () => {
    const page = await visitLive();
    assert.equal(page.url(), `${world.collector.url}/live/`);
    await page.goBack(); // Nor is it in the history.
    assert.equal(page.url(), 'about:blank');
    // The browser may have kept the page whole, which loads nothing anew.
    await page.goForward({ waitUntil: 'commit' });
    assert.equal(page.url(), `${world.collector.url}/live/`);
    await page.locator('#connection[data-state=live]').waitFor();

    const email = 'otto@brookside.example';
    const demo = await visitDemo();
    await demo.page.getByLabel('By person').click();
    await signUp(demo.page, { ...NORA, name: 'Otto Vale', email });
    await rowWith(page, 'signed_up').filter({ hasText: 'Otto Vale' }).waitFor();
    // The pageview of a moment before became his.
    await rowWith(page, '$pageview').filter({ hasText: 'Otto Vale' }).waitFor();

    await rowWith(page, 'signed_up').filter({ hasText: 'Otto Vale' }).click();
    const part = (title) => page.getByRole('dialog', { name: 'signed_up' })
      .locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
    const value = (title, name) => part(title)
      .locator('.properties > div').filter({ has: page.getByText(name, { exact: true }) }).locator('dd').textContent();
    assert.equal(await value('Properties', 'organisation'), NORA.company);
    assert.equal(await value('Properties', 'plan'), 'team');
    assert.equal(await value('Person', 'email'), email);
    assert.equal(await value('Record', 'distinct id'), email);
    assert.ok(await part('Properties').getByText('$lib', { exact: true }).isHidden());
    await part('Properties').locator('summary').click();
    assert.ok(await part('Properties').getByText('$lib', { exact: true }).isVisible());

    await part('Person').getByRole('button', { name: 'Only their events' }).click();
    await page.locator('#person-filter', { hasText: 'Otto Vale' }).waitFor();
    await page.waitForFunction(() => [...document.querySelectorAll('.row')].every((row) => row.textContent.includes('Otto Vale')));
    // Those from before he had a name as well.
    for (const event of ['$pageview', '$identify', '$set', 'signed_up']) await rowWith(page, event).waitFor();
  });

  it('shows markup in names and properties as text, and runs none of it', async () => {
    const page = await visitLive();
    const markup = (where) => `<img src=x onerror="window.ran='${where}'"><script>window.ran='${where}'</script>`;
    const distinct_id = markup('id');
    await post(
      {
        event: markup('event'),
        distinct_id,
        properties: {
          [markup('key')]: markup('value'),
          nested: { [markup('key')]: [markup('value')] },
          personEmail: markup('colleague'),
          $current_url: `javascript:window.ran='url'//${markup('url')}`,
          $groups: { [markup('type')]: markup('group') },
          $set: { name: markup('name'), email: markup('email'), [markup('key')]: markup('value') },
        },
      },
      {
        event: '$groupidentify',
        distinct_id,
        properties: { $group_type: markup('type'), $group_key: markup('group'), $group_set: { name: markup('name') } },
      },
    );
    const harmless = async (place) => {
      assert.equal(await page.locator('main img, main script, main a[href^="javascript:"]').count(), 0, place);
      assert.equal(await page.evaluate(() => window.ran), undefined, place);
    };

    const row = rowWith(page, markup('event'));
    await row.filter({ hasText: markup('name') }).waitFor();
    await harmless('the row');
    await row.click();
    const detail = page.locator('#detail');
    await detail.getByRole('heading', { name: markup('event') }).waitFor();
    await detail.locator('dt', { hasText: markup('key') }).first().waitFor();
    await detail.locator('dd', { hasText: markup('value') }).first().waitFor();
    await harmless('the detail');
    await detail.getByRole('button', { name: 'Only their events' }).click();
    await page.locator('#person-filter', { hasText: markup('name') }).waitFor();
    await harmless('the filter');
    await page.getByRole('link', { name: 'Persons' }).click();
    await page.locator('#persons-list', { hasText: markup('name') }).waitFor();
    await harmless('the persons');
    await page.locator('.table-open').filter({ hasText: markup('name') }).click();
    await detail.getByRole('heading', { name: markup('name') }).waitFor();
    await harmless('the person');
    await page.getByRole('link', { name: 'Groups' }).click();
    await page.locator('#groups-list', { hasText: markup('group') }).waitFor();
    await harmless('the groups');
    await page.locator('#groups-list .table-open').filter({ hasText: markup('name') }).click();
    await detail.locator('.link').filter({ hasText: markup('email') }).click();
    await detail.locator('.link').filter({ hasText: markup('type') }).waitFor();
    await harmless('the members');
  });

  it('leads from persons to the organisations that they act for, and from there to their members', async () => {
    const acted = (id, organisation, $set = {}) => ({ event: 'acted', distinct_id: id, properties: { $groups: { organisation }, $set } });
    const named = { $group_type: 'organisation', $group_key: 'fern-hill', $group_set: { name: 'Fern Hill Stud' } };
    await post(
      { event: '$groupidentify', distinct_id: 'lena@fern.example', properties: named },
      acted('lena@fern.example', 'fern-hill', { name: 'Lena Fern' }),
      acted('paul@fern.example', 'fern-hill', { name: 'Paul Ashby' }),
      acted('lena@fern.example', 'Unnamed & Sons'),
    );
    const page = await visitLive();
    const sheet = page.locator('#detail');
    const titled = (name) => sheet.getByRole('heading', { name, exact: true, level: 2 }).waitFor();
    await page.getByRole('link', { name: 'Persons' }).click();
    await page.locator('.table-open', { hasText: 'Lena Fern' }).click();
    await titled('Lena Fern');
    await sheet.getByRole('button', { name: 'Fern Hill Stud organisation' }).click();
    await titled('Fern Hill Stud');
    await sheet.getByRole('heading', { name: '2 members' }).waitFor();
    assert.ok(await focusIsIn(page, '#detail *'), 'the focus stays in the sheet');
    await sheet.getByRole('button', { name: 'Paul Ashby' }).click();
    await titled('Paul Ashby');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement.textContent.includes('Lena Fern'));

    // One of which the site has said no more than the key.
    await page.locator('.table-open', { hasText: 'Lena Fern' }).click();
    await sheet.getByRole('button', { name: 'Unnamed & Sons' }).click();
    await titled('Unnamed & Sons');
    await sheet.getByRole('heading', { name: 'One member' }).waitFor();
    await sheet.getByRole('button', { name: 'Close' }).click();

    await page.getByRole('link', { name: 'Groups' }).click();
    const card = page.locator('.group', { hasText: 'Fern Hill Stud' });
    await card.getByText('2 members').waitFor();
    await card.getByRole('button', { name: 'Fern Hill Stud' }).click();
    await sheet.getByRole('button', { name: 'Lena Fern' }).click();
    await titled('Lena Fern');
  });

  it('can be used with the keyboard alone', async () => {
    await post(
      { event: 'older', distinct_id: 'kim', properties: { answer: 41 } },
      { event: 'newer', distinct_id: 'kim', properties: { answer: 42 } },
    );
    const page = await visitLive();
    await rowWith(page, 'newer').waitFor();
    for (let tabs = 0; tabs < 20 && !(await focusIsIn(page, '.row')); tabs++) await page.keyboard.press('Tab');
    assert.ok(await focusIsIn(page, '.row'), 'Tab reaches the rows');
    const focused = () => page.evaluate(() => document.activeElement.querySelector('.row-event')?.textContent);
    assert.equal(await focused(), 'newer');

    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'older');
    await page.keyboard.press('Enter');
    const detail = page.getByRole('dialog', { name: 'older' });
    await detail.getByText('41', { exact: true }).waitFor();
    assert.ok(await focusIsIn(page, '#detail *'), 'the focus moves into the detail');
    await page.keyboard.press('Escape');
    await page.locator('#detail').waitFor({ state: 'hidden' });
    await page.waitForFunction(() => document.activeElement.matches('.row'));
    assert.equal(await focused(), 'older', 'the focus comes back');
  });

  it('never scrolls sideways on a phone', async () => {
    const long = 'a_name_without_any_space_'.repeat(6);
    await post({
      event: long,
      distinct_id: long,
      properties: { [long]: long, $current_url: `https://example.com/${long}`, company: long, $groups: { [long]: long }, $set: { name: long, [long]: long } },
    }, { event: '$groupidentify', distinct_id: long, properties: { $group_type: long, $group_key: long, $group_set: { [long]: long } } });
    const gate = await visit('/live', PHONE);
    await gate.page.locator('#gate-form').waitFor();
    await assertNoSidewaysScrolling(gate.page, 'the form');

    const page = await visitLive(PHONE);
    const row = page.locator('.row').filter({ has: page.locator('.row-event', { hasText: long }) });
    await row.waitFor();
    await assertNoSidewaysScrolling(page, 'the events');
    await row.click();
    await page.locator('#detail:modal').waitFor();
    await page.locator('#detail summary').first().click();
    await assertNoSidewaysScrolling(page, 'the detail');
    const inside = await page.locator('#detail').evaluate((node) => [node.scrollWidth, node.clientWidth]);
    assert.ok(inside[0] <= inside[1], `inside the detail: ${inside}`);
    await page.getByRole('button', { name: 'Close' }).click();
    for (const [tab, list] of [['Persons', '#persons-list'], ['Groups', '#groups-list']]) {
      await page.getByRole('link', { name: tab }).click();
      await page.locator(list, { hasText: long }).waitFor();
      await assertNoSidewaysScrolling(page, tab);
      await page.locator(`${list} .table-open`, { hasText: long }).click();
      await page.locator('#detail .link', { hasText: long }).waitFor();
      await assertNoSidewaysScrolling(page, `the sheet of ${tab}`);
      const sheet = await page.locator('#detail').evaluate((node) => [node.scrollWidth, node.clientWidth]);
      assert.ok(sheet[0] <= sheet[1], `inside the sheet of ${tab}: ${sheet}`);
      await page.getByRole('button', { name: 'Close' }).click();
    }
  });
});
