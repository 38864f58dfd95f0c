// The pages of persons and organisations, as people use them, against the collector that serves them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { READ_KEY } from './support/collector.js';
import { PHONE, usePages } from './support/pages.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MARKUP = '<img src=x onerror="window.ran=1">';
const LONG = 'a-name-without-any-space-'.repeat(6);
const CROWD = 60;
const ODD_KEY = 'a & b/ü?#%"';

// At noon, so that an hour more or less is the same day in the browser's time zone.
const NOON = Math.floor(Date.now() / DAY) * DAY - 12 * HOUR;
const at = (days, hours, event) => ({ ...event, timestamp: new Date(NOON - days * DAY + hours * HOUR).toISOString() });
const seen = (distinct_id, event, properties = {}) => ({ event, distinct_id, properties });

const EVENTS = [
  // Ines, who visits before she logs in, and acts for two organisations.
  at(9, 0, seen('anon-1', '$pageview', { $session_id: 's1', $pathname: '/pricing', $browser: 'Firefox', $os: 'Linux' })),
  at(9, 0.01, seen('anon-1', '$pageview', { $session_id: 's1', $pathname: '/signup', $browser: 'Firefox', $os: 'Linux' })),
  at(9, 0.02, seen('ines', '$identify', { $session_id: 's1', $anon_distinct_id: 'anon-1', $set: { name: 'Ines Holm', email: 'ines@northgate.example', plan: 'trial', seats: 4711.5, active: true, tags: ['eu'] } })),
  at(9, 0.03, seen('ines', '$groupidentify', { $group_type: 'company', $group_key: 'northgate', $group_set: { name: 'Northgate Stables', plan: 'business' }, $groups: { company: 'northgate' } })),
  at(5, 0, seen('ines', 'project_created', { $session_id: 's2', title: 'Open day', $groups: { company: 'northgate' } })),
  at(5, 3, seen('ines', 'invoice_paid', { $session_id: 's3', purchase_value: 48, currency: 'EUR', $groups: { company: 'northgate' } })),
  at(1, 0, seen('ines', 'report_opened', { $groups: { company: ODD_KEY } })),
  at(2, 0, seen('otto', 'project_created', { title: 'Rota', $set: { name: 'Otto Reid' }, $groups: { company: 'northgate' } })),
  at(2, -1, seen('otto', '$autocapture', { $event_type: 'click', $elements_chain: 'button:attr__title="text"nth-child="1"text="Save \\"it\\"";form:nth-child="1"' })),
  at(3, 0, seen('mallory', 'x', { [MARKUP]: MARKUP, note: LONG, $set: { name: MARKUP, email: `${LONG}@example.com`, [LONG]: MARKUP }, $groups: { company: MARKUP } })),
  at(3, 0, seen('mallory', '$groupidentify', { $group_type: 'company', $group_key: MARKUP, $group_set: { name: MARKUP, plan: MARKUP } })),
  at(3, 1, seen('mallory', MARKUP + LONG)),
];
const crowd = Array.from({ length: CROWD }, (_, n) => at(20 + n, 0, seen(`visitor-${n}`, '$pageview', { $groups: { company: 'riders' } })));
const busy = Array.from({ length: CROWD }, (_, n) => at(30, n / 60, seen('busy', n % 2 ? 'odd' : 'even', { n, $set: { name: 'Bea Busy' } })));

let ines;
const pages = usePages(async () => {
  await pages.post('hp_demo', [...crowd, ...busy, ...EVENTS]);
  ines = uuidOf('ines');
});

/** Opens a page as a reader who has the key; `before(page)` may prepare it. */
const open = (hash = '', options = {}) => pages.open(`/people/${hash}`, { key: READ_KEY, ...options });
const uuidOf = (id) => pages.collector.persons().find(({ ids }) => ids.includes(id)).uuid;
const heading = (page, name) => page.getByRole('heading', { level: 1, name, exact: true });
const rows = (page, table = 'Persons') => page.getByRole('table', { name: table }).locator('tbody').getByRole('row');
const region = (page, name) => page.getByRole('region', { name, exact: true });
const focused = (page) => page.evaluate(() => document.activeElement.textContent);
const named = (page, name) => page.getByRole('table', { name: 'Persons' }).getByRole('link', { name });

/** The definitions of a list as an object. */
const definitions = (place) => place.locator('dt').evaluateAll((terms) => Object.fromEntries(terms.map((term) => [term.textContent, term.nextElementSibling.textContent])));

async function assertNoSidewaysScrolling(page, place) {
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(widths[0] <= widths[1], `${place}: ${widths[0]} px of content in ${widths[1]} px`);
}

describe('the list of persons', () => {
  it('asks for the read key, keeps it, and forgets it again', async () => {
    const page = await pages.open('/people/');
    await page.getByLabel('Read key').fill('surely-not-the-right-key');
    await page.getByRole('button', { name: 'Show the people' }).click();
    await page.getByRole('alert').filter({ hasText: 'did not accept this key' }).waitFor();
    await page.getByLabel('Read key').fill(READ_KEY);
    await page.keyboard.press('Enter');
    await rows(page).first().waitFor();
    await page.getByRole('button', { name: 'Forget key' }).click();
    await heading(page, 'Open persons and organisations').waitFor();
    assert.equal(await rows(page).count(), 0);
  });

  it('is reached from the live view, and shows whoever was seen last first, page by page', async () => {
    const page = await open();
    await page.goto(`${pages.collector.url}/live/`);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'People' }).click();
    await rows(page).first().waitFor();
    assert.match(await rows(page).first().textContent(), /Ines Holm.*ines@northgate\.example/);
    assert.deepEqual(await page.getByRole('columnheader').allTextContents(), ['Person', 'Organisation', 'Events', 'First seen', 'Last seen']);
    const { total } = await fetch(`${pages.collector.url}/api/persons?limit=1`, { headers: { authorization: `Bearer ${READ_KEY}` } }).then((answer) => answer.json());
    assert.equal(total, CROWD + 4);
    assert.equal(await page.locator('#persons-total').textContent(), String(total));
    assert.equal(await rows(page).count(), 50);
    const fiftieth = rows(page).nth(50);
    await page.getByRole('button', { name: 'Show more' }).click();
    await fiftieth.waitFor();
    assert.equal(await rows(page).count(), total);
    assert.ok(await fiftieth.getByRole('link').evaluate((link) => link === document.activeElement), 'the focus is where the new ones begin');
    assert.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0);

    await page.getByLabel('Order of persons').selectOption('Newest');
    await named(page, 'Otto Reid').waitFor();
    await page.waitForFunction(() => document.querySelector('#persons-list tbody tr').textContent.includes('Otto Reid'));
  });

  it('finds by name, id and value, says so, and says what to do where nobody is found', async () => {
    const page = await open();
    await rows(page).first().waitFor();
    const search = page.getByLabel('Search persons');
    for (const [text, found] of [['HOLM', ['Ines Holm']], ['anon-1', ['Ines Holm']], ['4711.5', ['Ines Holm']], ['northgate.example', ['Ines Holm']], [ines, ['Ines Holm']], ['otto', ['Otto Reid']]]) {
      await search.fill(text);
      await page.locator('#announcer', { hasText: `${found.length} person found.` }).waitFor({ state: 'attached' });
      assert.deepEqual(await rows(page).locator('.list-name > :first-child').allTextContents(), found, text);
      await search.fill('');
      await page.locator('#announcer', { hasText: /^\d+ persons\.$/ }).waitFor({ state: 'attached' });
    }
    await search.fill('seats');
    await page.getByRole('heading', { name: 'Nobody matches “seats”' }).waitFor();
    await page.getByText('Fewer letters find more.').waitFor();
  });

  it('is used with the keyboard alone, and the way back leads to the same row', async () => {
    const page = await open();
    await rows(page).first().waitFor();
    await page.keyboard.press('/');
    assert.ok(await page.getByLabel('Search persons').evaluate((field) => field === document.activeElement));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.match(await focused(page), /Otto Reid/);
    await page.keyboard.press('ArrowUp');
    assert.match(await focused(page), /Ines Holm/);
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await heading(page, 'Otto Reid').waitFor();
    assert.equal(await focused(page), 'Otto Reid');
    assert.equal(await page.title(), 'Otto Reid · Hoofprint');
    await page.goBack();
    await rows(page).first().waitFor();
    await page.waitForFunction(() => document.activeElement.matches('.list-link'));
    assert.match(await focused(page), /Otto Reid/);
    assert.equal(await page.title(), 'Persons · Hoofprint');
  });

  it('says when the collector does not answer, and tries again', async () => {
    let broken = true;
    const page = await open('', {
      before: (page) => page.route('**/api/persons?*', (route) => (broken ? route.fulfill({ status: 503, json: { status: 'error', field: 'store', message: 'the database failed' } }) : route.continue())),
    });
    await page.getByRole('alert').filter({ hasText: 'The database failed.' }).waitFor();
    broken = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await rows(page).first().waitFor();
  });

  it('shows what an overtaken answer would have hidden', async () => {
    const page = await open('', {
      before: (page) => page.route('**/api/persons?*search=ot&*', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 1000));
        await route.continue();
      }),
    });
    await rows(page).first().waitFor();
    const slow = page.waitForResponse((response) => response.url().includes('search=ot&'));
    await page.getByLabel('Search persons').fill('ot');
    await page.waitForRequest((request) => request.url().includes('search=ot&'));
    await page.getByLabel('Search persons').fill('holm');
    await page.locator('#announcer', { hasText: '1 person found.' }).waitFor({ state: 'attached' });
    await slow;
    assert.match(await rows(page).first().textContent(), /Ines Holm/);
  });
});

describe('the page of a person', () => {
  it('shows who it is, by all ids, after a merge', async () => {
    const page = await open(`#person=${ines}`);
    await heading(page, 'Ines Holm').waitFor();
    await page.getByText('Identified', { exact: true }).waitFor();
    assert.deepEqual(await region(page, 'Distinct ids').getByRole('listitem').locator('code').allTextContents(), ['anon-1', 'ines', ines]);
    assert.deepEqual(Object.keys(await definitions(page.locator('.facts'))), ['First seen', 'Last seen', 'Events']);
    assert.equal((await definitions(page.locator('.facts'))).Events, '7');
    const properties = await definitions(region(page, 'Properties').locator('dl').first());
    assert.deepEqual(properties, { active: 'true', email: 'ines@northgate.example', name: 'Ines Holm', plan: 'trial', seats: '4711.5', tags: '["eu"]' });

    const organisations = region(page, 'Organisations').getByRole('link');
    assert.deepEqual(await organisations.locator('.link-name > :first-child').allTextContents(), [ODD_KEY, 'Northgate Stables']);
    assert.match(await organisations.nth(1).textContent(), /company, since/);
  });

  it('shows what they did by days and sessions, and each event opens', async () => {
    const page = await open(`#person=${ines}`);
    const days = page.locator('.day-block');
    await days.first().waitFor();
    assert.equal(await days.count(), 3);
    assert.deepEqual(await page.locator('.event-name').allTextContents(), ['report_opened', 'invoice_paid', 'project_created', '$groupidentify', '$identify', '$pageview', '$pageview']);
    const sessions = await page.locator('.session-head').allTextContents();
    assert.deepEqual(sessions.map((text) => text.replace(/·.*·/, '·')), ['Session1 event', 'Session1 event', 'Session3 events · Firefox on Linux']);
    const row = page.locator('summary', { hasText: 'invoice_paid' });
    assert.match(await row.textContent(), /purchase_value 48/);
    await row.click();
    await page.locator('.event-inside').getByText('EUR').waitFor();

    await row.focus();
    await page.keyboard.press('ArrowDown');
    assert.match(await focused(page), /project_created/);
    await page.keyboard.press('Enter');
    await page.locator('.event-inside').getByText('Open day').waitFor();

    await page.getByLabel('Kind of event').selectOption('$pageview (2)');
    await page.waitForFunction(() => document.querySelectorAll('.event-name').length === 2);
    assert.deepEqual(await page.locator('.event-summary').allTextContents(), ['/signup', '/pricing']);
  });

  it('says what was clicked', async () => {
    const page = await open(`#person=${uuidOf('otto')}`);
    await page.locator('.event-summary', { hasText: 'click Save "it"' }).waitFor();
  });

  it('shows bars of activity, which screen readers get as a table', async () => {
    const page = await open(`#person=${ines}`);
    const table = page.getByRole('table', { name: 'Days with events' });
    await table.waitFor({ state: 'attached' });
    assert.deepEqual(await table.getByRole('row').locator('td').allTextContents(), ['4', '2', '1']);
    assert.equal(await page.locator('.day').count(), 90);
    assert.equal(await page.locator('.day-busy').count(), 3);
    await page.getByText('7 events in 90 days').waitFor();
  });

  it('shows older events page by page', async () => {
    const busyOne = uuidOf('busy');
    const page = await open(`#person=${busyOne}`);
    await page.getByRole('button', { name: 'Show older events' }).click();
    await page.getByText(`${CROWD} events shown`).waitFor();
    assert.equal(await page.locator('.event-name').count(), CROWD);
    assert.equal(await page.locator('.day-block').count(), 1);
    assert.equal(await page.getByRole('button', { name: 'Show older events' }).count(), 0);
    assert.match(await focused(page), /odd|even/);
  });

  it('searches properties and copies them', async () => {
    const page = await open(`#person=${ines}`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const properties = region(page, 'Properties');
    await properties.getByLabel('Search properties').fill('TRI');
    assert.deepEqual(await properties.locator('dt:visible').allTextContents(), ['plan']);
    await properties.getByRole('button', { name: 'Copy plan' }).click();
    await page.locator('#announcer', { hasText: 'plan is copied.' }).waitFor({ state: 'attached' });
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'trial');
    await properties.getByLabel('Search properties').fill('firefox');
    assert.deepEqual(await properties.locator('dt:visible').allTextContents(), ['$browser', '$initial_browser']);
    await properties.getByLabel('Search properties').fill('nothing like it');
    await properties.getByText('No property matches.').waitFor();
  });

  it('says that there is none where a merge has ended it, and leads on', async () => {
    const page = await open('#person=00000000-0000-5000-8000-000000000000');
    await page.getByRole('heading', { name: 'There is no such person' }).waitFor();
    await page.getByRole('link', { name: 'Show all persons' }).click();
    await rows(page).first().waitFor();
  });

  it('is linked from the live view', async () => {
    const page = await open();
    await page.goto(`${pages.collector.url}/live/#persons`);
    await page.getByRole('button', { name: /Ines Holm/ }).click();
    await page.getByRole('dialog', { name: 'Ines Holm' }).getByRole('link', { name: 'Open the page' }).click();
    await heading(page, 'Ines Holm').waitFor();
  });
});

describe('organisations', () => {
  it('are listed with their members, and found by what is known of them', async () => {
    const page = await open('#groups');
    await rows(page, 'Organisations').first().waitFor();
    assert.deepEqual(await rows(page, 'Organisations').locator('.list-name > :first-child').allTextContents(), [ODD_KEY, 'Northgate Stables', MARKUP, 'riders']);
    assert.match(await rows(page, 'Organisations').nth(1).textContent(), /northgate.*2 members.*plan business/);
    await page.getByLabel('Search organisations').fill('business');
    await page.locator('#announcer', { hasText: '1 organisation found.' }).waitFor({ state: 'attached' });
    await page.getByRole('link', { name: /Northgate Stables/ }).click();
    await heading(page, 'Northgate Stables').waitFor();
  });

  it('have a page with members, properties, what was done for them, and how much', async () => {
    const page = await open('#group=company/northgate');
    await heading(page, 'Northgate Stables').waitFor();
    assert.equal((await definitions(page.locator('.facts'))).Members, '2');
    assert.deepEqual(await region(page, 'Members').getByRole('link').locator('.link-name > :first-child').allTextContents(), ['Otto Reid', 'Ines Holm']);
    assert.deepEqual(await definitions(region(page, 'Properties')), { name: 'Northgate Stables', plan: 'business' });
    await page.getByText('4 events in 90 days').waitFor();
    await page.locator('.event-name').first().waitFor();
    assert.deepEqual(await page.locator('.event-name').allTextContents(), ['project_created', 'invoice_paid', 'project_created', '$groupidentify']);
    assert.deepEqual(await page.locator('.event-who').allTextContents(), ['Otto Reid', 'Ines Holm', 'Ines Holm', 'Ines Holm']);
    await page.locator('summary').nth(1).click();
    await page.locator('.event-inside').getByRole('link', { name: 'Ines Holm' }).click();
    await heading(page, 'Ines Holm').waitFor();
  });

  it('lead to all of their members, in a list that is searched and paged like that of everybody', async () => {
    const page = await open('#group=company/riders');
    await page.getByRole('link', { name: `All ${CROWD} members` }).click();
    await page.getByText('Members of riders').waitFor();
    await rows(page).first().waitFor();
    assert.equal(await page.locator('#persons-total').textContent(), String(CROWD));
    await page.getByRole('button', { name: 'Show more' }).click();
    await rows(page).nth(CROWD - 1).waitFor();
    await page.getByLabel('Search persons').fill('visitor-17');
    await page.locator('#announcer', { hasText: '1 person found.' }).waitFor({ state: 'attached' });
    await page.goto(`${pages.collector.url}/people/#members=company/northgate`);
    await page.getByText('Members of Northgate Stables').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('#persons-list tbody tr').length === 2);
    assert.equal(await page.getByLabel('Search persons').inputValue(), '');
    await page.getByRole('link', { name: 'Show everybody' }).click();
    await named(page, MARKUP).waitFor();
  });

  it('may have any key', async () => {
    const page = await open(`#person=${ines}`);
    await region(page, 'Organisations').getByRole('link').first().click();
    await heading(page, ODD_KEY).waitFor();
    assert.equal(await page.evaluate(() => location.hash), `#group=company/${encodeURIComponent(ODD_KEY)}`);
    await page.reload();
    await heading(page, ODD_KEY).waitFor();
    await page.locator('.event-name', { hasText: 'report_opened' }).waitFor();
    await page.goto(`${pages.collector.url}/people/#group=company/nobody`);
    await page.getByRole('heading', { name: 'There is no company “nobody”' }).waitFor();
  });
});

describe('the pages of people', () => {
  it('show markup as text, and never scroll sideways on a phone', async () => {
    const mallory = uuidOf('mallory');
    const places = [
      ['', MARKUP],
      ['#groups', MARKUP],
      [`#person=${mallory}`, MARKUP],
      [`#group=company/${encodeURIComponent(MARKUP)}`, MARKUP],
      [`#person=${ines}`, 'Ines Holm'],
    ];
    for (const [hash, text] of places) {
      const page = await open(hash, PHONE);
      await page.locator('main').getByText(text, { exact: true }).first().waitFor();
      if (hash.includes('=')) {
        await page.locator('summary.event').first().waitFor();
        // Those inside of events come to be when these are opened.
        for (const inside of ['summary', '.event-inside summary']) {
          await page.locator(inside).first().waitFor();
          await page.locator('details').evaluateAll((all) => all.forEach((details) => (details.open = true)));
        }
      }
      await assertNoSidewaysScrolling(page, hash);
      assert.equal(await page.locator('main img').count(), 0);
      assert.equal(await page.evaluate(() => window.ran), undefined);
    }
  });

  it('name what can be used, and have one heading of the first level', async () => {
    for (const hash of ['', '#groups', `#person=${ines}`, '#group=company/northgate']) {
      const page = await open(hash);
      await page.locator('.list-link, .event-name').first().waitFor();
      assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, hash);
      assert.equal(await page.getByRole('navigation', { name: 'Views' }).locator('[aria-current]').count(), 1);
      for (const role of ['link', 'button', 'textbox', 'searchbox', 'combobox', 'table']) {
        const all = await page.getByRole(role).count();
        const withName = await page.getByRole(role, { name: /\S/ }).count();
        assert.equal(withName, all, `${role} of ${hash || '#persons'}`);
      }
    }
  });

  it('show one project where there are several, and tell apart what has the same name in both', async () => {
    await pages.post('another', [at(0, 0, seen('elsewhere', 'x', { $set: { name: 'Erin Elsewhere' }, $groups: { company: 'northgate' } }))]);
    const page = await open();
    await named(page, /Erin Elsewhere/).waitFor();
    await page.getByLabel('Project').selectOption('another');
    await page.waitForFunction(() => document.querySelectorAll('#persons-list tbody tr').length === 1);
    await page.getByRole('link', { name: 'Organisations' }).click();
    await rows(page, 'Organisations').getByRole('link').click();
    await heading(page, 'northgate').waitFor();
    await region(page, 'Members').getByText('Erin Elsewhere').waitFor();
    assert.match(await page.evaluate(() => location.hash), /\?token=another$/);
    await page.getByLabel('Project').selectOption('All projects');
    await page.goto(`${pages.collector.url}/people/#group=company/northgate?token=hp_demo`);
    await heading(page, 'Northgate Stables').waitFor();
  });
});
