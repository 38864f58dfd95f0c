// The page of insights, as people use it, against the collector that serves it and the events of a small product.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { READ_KEY } from './support/collector.js';
import { PHONE, usePages } from './support/pages.js';

const TOKEN = 'paddock';
const MARKUP = '<img src=x onerror="window.ran=1">';
const DAY = 86_400_000;

const pages = usePages(() => post(product()));

/** Three organisations: one pays for two months, one for one, one is on the free plan and invites. */
function product() {
  const events = [];
  const send = (daysAgo, event, distinct_id, company, properties = {}) =>
    events.push({ event, distinct_id, timestamp: new Date(Date.now() - daysAgo * DAY).toISOString(), properties: { ...properties, ...(company && { $groups: { company } }) } });
  const join = (daysAgo, name, company, plan) => {
    send(daysAgo, '$identify', `${name}@example.com`, undefined, { $set: { email: `${name}@example.com` } });
    send(daysAgo, '$groupidentify', `${name}@example.com`, undefined, { $group_type: 'company', $group_key: company, $group_set: { plan } });
    send(daysAgo, 'signed_up', `${name}@example.com`, company, { plan });
  };
  join(50, 'ines', 'Northgate', 'team');
  join(40, 'tobias', 'Northgate', 'team');
  join(35, 'mei', 'Larch', 'free');
  join(5, 'sofia', 'Meadowline', 'business');
  for (const day of [49, 20, 3]) send(day, 'project_created', 'ines@example.com', 'Northgate');
  send(4, 'project_created', 'sofia@example.com', 'Meadowline');
  send(45, 'invoice_paid', 'ines@example.com', 'Northgate', { purchase_value: 19, plan: 'team' });
  send(15, 'invoice_paid', 'ines@example.com', 'Northgate', { purchase_value: 49.5, plan: 'team' });
  send(2, 'invoice_paid', 'sofia@example.com', 'Meadowline', { purchase_value: 199, plan: 'business' });
  send(10, 'colleague_invited', 'mei@example.com', 'Larch');
  for (const day of [80, 60, 40]) send(day, 'feature_used', 'mei@example.com', 'Larch', { feature: 'timetable' });
  send(300, 'feature_used', 'ines@example.com', 'Northgate', { feature: 'fax' });
  return events;
}

/** Opens the page at a place that its address names by a hash, with a browser that has the key. */
async function open(hash, options) {
  const page = await pages.open(`/insights/${hash}`, { key: READ_KEY, ...options });
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
  return page;
}

const explore = (query, display) => `#/explore?${new URLSearchParams({ project: TOKEN, q: JSON.stringify({ query, display }) })}`;

function post(batch, token = TOKEN) {
  return pages.post(token, batch);
}

const tile = (page, question) => page.getByRole('article', { name: question });
const answered = (page, question) => page.locator('article[aria-busy="false"]', { has: page.getByRole('heading', { name: question, exact: true }) }).waitFor();
const announced = (page, text) => page.locator('#announcer', { hasText: text }).waitFor({ state: 'attached' });
const question = (page, title) => page.getByRole('dialog', { name: title });
const answer = (page) => page.getByRole('region', { name: 'The answer, as a table' });

/** The cells of a table, row by row. */
async function rowsOf(table) {
  return table.getByRole('row').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText.replaceAll(/\s+/g, ' ').trim())));
}

async function assertNoSidewaysScrolling(page, place) {
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(widths[0] <= widths[1], `${place}: ${widths[0]} px of content in ${widths[1]} px`);
}

describe('the first dashboard', () => {
  it('asks for a key, and then answers what teams ask', async () => {
    const page = await pages.open('/insights/');
    await page.getByLabel('Read key').fill('surely-not-the-right-key');
    await page.getByRole('button', { name: 'Show the insights' }).click();
    await page.getByRole('alert').filter({ hasText: 'did not accept this key' }).waitFor();
    await page.getByLabel('Read key').fill(READ_KEY);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Team analytics', level: 1 }).waitFor();

    const numbers = {
      'How many organisations are there?': /^3$/,
      'How many users are there?': /^4$/,
      'How many users per organisation?': /^1\.33$/,
      'How many organisations are active?': /^3$/,
      'How much revenue is there in total?': /^€267\.50$/,
      'How much does an organisation pay?': /^€133\.75$/,
      'How many projects are there in total?': /^4$/,
    };
    for (const [asked, number] of Object.entries(numbers)) {
      await answered(page, asked);
      assert.match(await tile(page, asked).locator('.number').innerText(), number, asked);
    }
    assert.deepEqual(await tile(page, 'How many projects per organisation?').locator('.number').allInnerTexts(), ['2', '3']);
  });

  it('ranks organisations, tiers and features', async () => {
    const page = await open(`#/dashboard/team?project=${TOKEN}`);
    const ranking = async (asked) => {
      await answered(page, asked);
      return rowsOf(tile(page, asked).getByRole('table'));
    };
    assert.deepEqual((await ranking('Which organisations pay most?')).map((row) => row.slice(0, 3)), [['Company', 'Revenue', 'Invoices'], ['Meadowline', '€199', '1'], ['Northgate', '€68.50', '2']]);
    assert.deepEqual((await ranking('Which pricing tiers earn the revenue?')).map((row) => row.slice(0, 3)), [['Purchase value', 'Revenue', 'Invoices'], ['9 – 20', '€19', '1'], ['20 – 50', '€49.50', '1'], ['50 – 200', '€199', '1']]);
    assert.equal(await page.getByRole('link', { name: 'Meadowline' }).first().getAttribute('href'), `/people/#group=company/Meadowline?token=${TOKEN}`);
    const likely = await ranking('Which organisation is likeliest to convert?');
    assert.deepEqual(likely.slice(1).map(([name]) => name), ['Larch'], 'those that pay are not asked about');
    const features = await ranking('Which features are used, growing, or dead?');
    assert.deepEqual(features.slice(1).map(([name, uses, , trend]) => [name, uses, trend]), [['timetable', '3', 'new'], ['fax', '1', 'dead']]);
  });

  it('goes over to another range, and says which events are missing in another project', async () => {
    await post([{ event: 'visited', distinct_id: 'somebody' }], 'young');
    const page = await open(`#/dashboard/team?project=${TOKEN}`);
    await answered(page, 'How much revenue is there in total?');
    await page.getByLabel('Range of all tiles').selectOption('Last 30 days');
    await tile(page, 'How much revenue is there in total?').locator('.number', { hasText: '€248.50' }).waitFor();
    assert.match(page.url(), /range=-30d/);
    await page.getByLabel('Project', { exact: true }).selectOption('young');
    await tile(page, 'How much revenue is there in total?').getByText('No invoice_paid event yet').waitFor();
    await tile(page, 'How many organisations are there?').getByText("posthog.group('company', 'its name')").waitFor();
    await tile(page, 'How many users are there?').getByText("posthog.identify('their id', { email: '…' })").waitFor();
    await page.goBack();
    await tile(page, 'How much revenue is there in total?').locator('.number', { hasText: '€248.50' }).waitFor();
  });

  it('shows each chart as a table, and says what it shows to those who do not see it', async () => {
    const page = await open(`#/dashboard/team?project=${TOKEN}`);
    const asked = 'Which plans earn the revenue?';
    await answered(page, asked);
    assert.match(await tile(page, asked).getByRole('img').getAttribute('aria-label'), /^Bar chart of 1[23] values\. business: /);
    await tile(page, asked).getByRole('button', { name: 'Show as table' }).click();
    const rows = await rowsOf(tile(page, asked).getByRole('table'));
    assert.deepEqual([rows[0], rows.at(-1)], [['Time', 'business', 'team'], ['Whole range', '€199', '€68.50']]);
    await tile(page, asked).getByRole('button', { name: 'Show as table' }).click();
    await tile(page, asked).getByRole('img').waitFor();
  });

  it('draws its charts in the colours of light and dark, and changes them at once', async () => {
    const page = await open(`#/dashboard/team?project=${TOKEN}`, { colorScheme: 'light' });
    const asked = 'How many new projects are there a month?';
    await answered(page, asked);
    for (const title of await page.locator('.tile-title').allInnerTexts()) await answered(page, title);
    const canvas = tile(page, asked).getByRole('img');
    const light = await canvas.evaluate((node) => node.toDataURL());
    const becomes = (isLight) =>
      canvas.evaluate((node, [before, same]) => new Promise((resolve) => {
        const look = () => ((node.toDataURL() === before) === same ? resolve() : requestAnimationFrame(look));
        look();
      }), [light, isLight]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await becomes(false);
    await page.emulateMedia({ colorScheme: 'light' });
    await becomes(true);
  });

  it('fits a phone', async () => {
    const page = await open(`#/dashboard/team?project=${TOKEN}`, PHONE);
    for (const title of await page.locator('.tile-title').allInnerTexts()) await answered(page, title);
    await assertNoSidewaysScrolling(page, 'the first dashboard');
  });

  it('has its headings in order, and all of it in landmarks', async () => {
    const insight = await pages.send('POST', '/api/insights', { token: TOKEN, name: 'Ways', query: { kind: 'paths', range: { from: 'all' } } });
    const own = await pages.send('POST', '/api/dashboards', { token: TOKEN, name: 'Own', tiles: [{ insight: insight.id, size: 'full' }] });
    const page = await open(`#/dashboard/team?project=${TOKEN}`);
    for (const name of ['Team analytics', 'Own']) {
      await page.getByRole('heading', { name, level: 1 }).waitFor();
      const levels = await page.locator('main :is(h1, h2, h3, h4)').evaluateAll((nodes) => nodes.filter((node) => node.checkVisibility()).map(({ tagName }) => Number(tagName[1])));
      assert.ok(levels.every((level, at) => level <= (levels[at - 1] ?? 0) + 1), `${name}: ${levels.join(' ')}`);
      await page.evaluate((to) => (location.hash = to), `#/dashboard/${own.id}?project=${TOKEN}`);
    }
    await page.getByRole('region', { name: 'Views and project' }).getByLabel('Project', { exact: true }).waitFor();
  });
});

describe('large text', () => {
  const places = { dashboard: `#/dashboard/team?project=${TOKEN}`, explorer: `#/explore?project=${TOKEN}`, saved: `#/saved?project=${TOKEN}`, gone: `#/dashboard/999?project=${TOKEN}` };

  for (const [name, hash] of Object.entries(places)) {
    it(`fits a phone: ${name}`, async () => {
      const page = await open(hash, PHONE);
      await assertNoSidewaysScrolling(page, `${name} as it is`);
      await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      await assertNoSidewaysScrolling(page, `${name} at 200 %`);
    });
  }
});

describe('forced colours', () => {
  it('leave what is told by colour alone', async () => {
    const page = await open(explore({ kind: 'funnel', range: { from: 'all' }, steps: [{ event: 'signed_up' }, { event: 'invoice_paid' }], window: { value: 90, unit: 'day' }, breakdown: { type: 'event', key: 'plan', limit: 5 } }), { forcedColors: 'active' });
    const ground = (locator) => locator.first().evaluate((node) => getComputedStyle(node).backgroundColor);
    await page.locator('.funnel-fill').first().waitFor();
    const paper = await ground(page.locator('body'));
    for (const what of ['.swatch', '.funnel-fill', '.kind-choice input:checked + span']) assert.notEqual(await ground(page.locator(what)), paper, what);
    assert.notEqual(await ground(page.locator('.kind-choice input:checked + span')), await ground(page.locator('.kind-choice input:not(:checked) + span')));
  });
});

describe('the explorer', () => {
  it('builds a query by forms, answers it at once, and shows its SQL', async () => {
    const page = await open(`#/explore?project=${TOKEN}`);
    await page.getByLabel('Series', { exact: true }).first().selectOption('invoice_paid');
    await page.getByLabel('Computation').selectOption('Sum');
    await page.getByText('Choose the property to compute with.').waitFor();
    await page.getByLabel('Property to compute with').selectOption('purchase_value');
    await page.getByLabel('Range', { exact: true }).selectOption('All time');
    await page.getByLabel('By', { exact: true }).selectOption('Months');
    await page.getByLabel('Broken down by').selectOption('Company');
    await answer(page).getByRole('columnheader', { name: 'Meadowline' }).waitFor();
    const rows = await rowsOf(answer(page).getByRole('table'));
    assert.deepEqual([rows[0], rows.at(-1)], [['Time', 'Meadowline', 'Northgate'], ['Whole range', '199', '68.5']]);
    await page.getByRole('button', { name: 'Ranking' }).click();
    assert.deepEqual((await rowsOf(page.locator('.ranking'))).slice(1).map(([name]) => name), ['Meadowline', 'Northgate']);

    await page.getByText('Show SQL').click();
    assert.match(await page.locator('.sql pre').first().innerText(), /SELECT/i);

    const again = await open(new URL(page.url()).hash);
    await again.locator('.ranking').waitFor();
    assert.deepEqual((await rowsOf(again.locator('.ranking'))).slice(1).map(([name]) => name), ['Meadowline', 'Northgate'], 'the address leads to the same');
  });

  it('takes filters, a formula and ranges', async () => {
    const page = await open(`#/explore?project=${TOKEN}`);
    await page.getByLabel('Series', { exact: true }).first().selectOption('invoice_paid');
    await page.getByRole('button', { name: 'Add a series' }).click();
    await page.getByLabel('Series', { exact: true }).nth(1).selectOption('signed_up');
    await page.getByLabel('Formula').fill('100 * A / B');
    await page.getByLabel('Range', { exact: true }).selectOption('All time');
    await answer(page).getByRole('row', { name: 'Whole range 75', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Add a filter' }).click();
    await page.getByLabel('Property of').selectOption('Company');
    await page.getByLabel('Property', { exact: true }).selectOption('plan');
    await page.getByLabel('Value', { exact: true }).fill('team, free');
    await answer(page).getByRole('row', { name: 'Whole range 66.67', exact: true }).waitFor();
    await page.getByLabel('Formula').fill('A /');
    await page.locator('.builder .fault').waitFor();
    assert.equal(await page.getByLabel('Formula').getAttribute('aria-invalid'), 'true');
  });

  it('leaves out a cohort, and says where one is made', async () => {
    const ask = async () => {
      const page = await open(explore({ kind: 'trends', range: { from: 'all' }, interval: 'month', series: [{ event: 'signed_up' }] }));
      await answer(page).getByRole('row', { name: 'Whole range 4', exact: true }).waitFor();
      await page.getByRole('button', { name: 'Add a filter' }).click();
      await page.getByLabel('Property of').selectOption('Cohort');
      return page;
    };
    const before = await ask();
    assert.equal(await before.getByRole('link', { name: 'make a cohort' }).getAttribute('href'), '/features/#cohorts');

    const email = { type: 'person', key: 'email', operator: 'exact', value: 'ines@example.com' };
    await pages.send('POST', '/api/cohorts', { token: TOKEN, name: 'Our own team', filters: { properties: { type: 'AND', values: [email] } } });
    const page = await ask();
    await page.getByLabel('Comparison').selectOption('is not in');
    await page.getByLabel('Cohort', { exact: true }).selectOption('Our own team');
    await answer(page).getByRole('row', { name: 'Whole range 3', exact: true }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'make a cohort' }).count(), 0);
  });

  it('asks every kind of question, with what only that kind has', async () => {
    const page = await open(explore({ kind: 'trends', range: { from: 'all' }, interval: 'month', series: [{ event: 'signed_up' }] }));
    const choose = (label, option) => page.getByLabel(label, { exact: true }).first().selectOption(option);
    const kind = (name) => page.getByText(name, { exact: true }).click();
    const row = (name) => answer(page).getByRole('row', { name }).first().waitFor();
    await row(/^Whole range 4$/);
    await kind('Funnel');
    await page.getByRole('group', { name: 'Step 2' }).getByLabel('Step').selectOption('invoice_paid');
    await page.getByText('More', { exact: true }).click();
    await choose('Counted are', 'Company groups');
    await row(/^1\. signed_up 3 100%/);
    await row(/^2\. invoice_paid 2 67%/);
    await page.getByRole('button', { name: 'Add an exclusion' }).click();
    await choose('Exclusion', 'project_created');
    await row(/^1\. signed_up 1 100%/);
    await row(/^2\. invoice_paid 0 0%/);
    await kind('Retention');
    await row(/^On average \d+ 100%/);
    await kind('Stickiness');
    await row(/^1 day \d+$/);
    await kind('Lifecycle');
    await row('Time New Stayed Came back Left');
    await kind('Paths');
    await page.getByText('No $pageview event yet').waitFor();
    await kind('Profiles');
    await choose('Of which profiles', 'Company groups');
    await choose('Computation', 'Average');
    await choose('Property', 'Number of members');
    await row(/^All 1\.33 3$/);
  });

  it('downloads what it shows as CSV', async () => {
    const page = await open(explore({ kind: 'profiles', of: { group_type: 'company' }, math: 'count', breakdown: { key: 'plan', limit: 10 } }));
    await answer(page).waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    const download = await downloading;
    assert.equal(download.suggestedFilename(), 'insight.csv');
    const lines = readFileSync(await download.path(), 'utf8').trim().split(/\r?\n/);
    const { rows } = await pages.send('POST', '/api/insights/run', { token: TOKEN, kind: 'profiles', of: { group_type: 'company' }, math: 'count', breakdown: { key: 'plan', limit: 10 } });
    assert.equal(lines.length, rows.length + 1);
    for (const { breakdown, value } of rows) assert.ok(lines.some((line) => line.startsWith(`${breakdown},`) && line.split(',').includes(String(value))), `${breakdown} in ${lines}`);
  });

  it('shows how far a long one is, and cancels it', async () => {
    const page = await open(`#/saved?project=${TOKEN}`);
    await page.route('**/api/insights/run', () => {}); // It never answers.
    await page.evaluate((to) => (location.hash = to), explore({ kind: 'trends', range: { from: 'all' }, series: [{ event: 'signed_up' }] }));
    const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/insights/run'));
    await page.getByRole('progressbar', { name: 'Progress' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await failed;
    await page.getByText('Cancelled.').waitFor();
    await page.unroute('**/api/insights/run');
    await page.getByRole('button', { name: 'Ask again' }).click();
    await answer(page).waitFor();
  });

  it('shows of retention only what somebody could be seen for', async () => {
    const query = { kind: 'retention', range: { from: '-12m', to: null }, start: { event: 'signed_up' }, return: { event: null }, period: 'month', periods: 12 };
    const page = await open(`#/saved?project=${TOKEN}`);
    await page.route('**/api/insights/run', async (route) => {
      const lines = (await (await route.fetch()).text()).trim().split('\n').map((line) => JSON.parse(line));
      const { result } = lines.at(-1);
      result.mean = result.mean.with(1, null); // As where nobody could be seen in it.
      await route.fulfill({ body: lines.map((line) => JSON.stringify(line)).join('\n'), contentType: 'application/x-ndjson' });
    });
    await page.evaluate((to) => (location.hash = to), explore(query));
    const map = page.getByRole('region', { name: 'Heat map' });
    await map.waitFor();
    await page.unroute('**/api/insights/run');
    const [head, average, ...cohorts] = await rowsOf(map.getByRole('table'));
    assert.ok(head.length - 2 <= 3, `nobody is seen for more than three months: ${head}`);
    assert.equal(cohorts[0].filter(Boolean).length, head.length, 'the first cohort fills its row');
    assert.match(average[3], /^–.?nobody yet$/);
    assert.equal(await map.getAttribute('tabindex'), '0');
    const colours = await map.locator('.heat-cell').evaluateAll((cells) => cells.filter((cell) => cell.innerText.includes('%')).map((cell) => getComputedStyle(cell).color));
    assert.equal(new Set(colours).size, 1, 'what goes on is as dark as what is over');
  });

  it('lists the ways of a path, and many series behind a button', async () => {
    const walks = Array.from({ length: 12 }, (_, page) => Array.from({ length: 2 }, (_, turn) => [`/from-${page}`, `/to-${page}`].map((path, at) => ({ event: '$pageview', distinct_id: `walker-${page}-${turn}`, timestamp: new Date(Date.now() - DAY + at * 1000).toISOString(), properties: { $pathname: path, $current_url: `https://paddock.test${path}`, $session_id: `${page}-${turn}` } })))).flat(2);
    await post([...walks, ...Array.from({ length: 20 }, (_, at) => ({ event: 'searched', distinct_id: 'walker', properties: { term: `term ${at}` } }))], 'wide');
    const inWide = (query, display) => explore(query, display).replace(TOKEN, 'wide');
    const page = await open(inWide({ kind: 'paths', range: { from: '-7d', to: null }, steps: 3, limit: 50 }));
    await page.getByText('and 4 other ways, taken 8 times').waitFor();
    const ways = page.getByRole('region', { name: 'Paths' });
    assert.equal(await ways.getAttribute('tabindex'), '0');
    assert.equal(await ways.getByRole('list', { name: 'Page 1 to 2' }).getByText(' to ', { exact: true }).count(), 8);
    await page.evaluate((to) => (location.hash = to), inWide({ kind: 'trends', range: { from: '-7d' }, interval: 'day', series: [{ event: 'searched' }], breakdown: { type: 'event', key: 'term', limit: 20 } }, { show: 'line' }));
    const legend = page.getByRole('list', { name: 'Series, shown or hidden' });
    await legend.getByRole('button', { name: '8 more' }).focus();
    assert.equal(await legend.getByRole('button').count(), 13);
    await page.keyboard.press('Enter');
    assert.equal(await legend.getByRole('button').count(), 20);
    assert.ok(await legend.getByRole('button').nth(12).evaluate((node) => node === document.activeElement));
    await post([{ event: 'visited', distinct_id: 'walker' }], 'single');
    await page.goto(`${pages.collector.url}/insights/${explore({ kind: 'trends', range: { from: '-7d' }, interval: 'day', series: [{ event: 'visited' }] }).replace(TOKEN, 'single')}`);
    await page.reload(); // Projects are read once.
    await page.getByRole('status').filter({ hasText: /^1 event read in/ }).waitFor();
  });

  it('shows names and values of events as text', async () => {
    const company = { $groups: { company: MARKUP } };
    await post([{ event: MARKUP, distinct_id: MARKUP, properties: { [MARKUP]: MARKUP, ...company, $set: { email: MARKUP } } }, { event: '__proto__', distinct_id: 'x' }], 'hostile');
    const queries = [
      { kind: 'trends', range: { from: '-7d' }, series: [{ event: MARKUP }], breakdown: { type: 'event', key: MARKUP, limit: 5 }, filters: [{ type: 'event', key: MARKUP, operator: 'exact', value: MARKUP }] },
      { kind: 'trends', range: { from: '-7d' }, series: [{ event: MARKUP, label: MARKUP }, { event: '__proto__' }] },
      { kind: 'profiles', breakdown: { key: 'email', limit: 5 } },
    ];
    const page = await open(`#/dashboard/team?project=hostile`, PHONE);
    await answered(page, 'Which organisations use the product most?');
    await tile(page, 'Which organisations use the product most?').getByText(MARKUP).waitFor();
    for (const query of queries) {
      for (const show of ['line', 'table']) {
        await page.evaluate((to) => (location.hash = to), explore(query, { show }).replace(TOKEN, 'hostile'));
        await answer(page).getByText(query.kind === 'profiles' || query.series.length < 2 ? MARKUP : '__proto__').first().waitFor();
        await assertNoSidewaysScrolling(page, show);
      }
    }
    await pages.send('POST', '/api/insights', { token: 'hostile', name: MARKUP + 'x'.repeat(150), query: queries[0] });
    await page.evaluate(() => (location.hash = '#/saved?project=hostile'));
    await page.getByRole('link', { name: MARKUP }).waitFor();
    await assertNoSidewaysScrolling(page, 'what is saved');
    assert.equal(await page.locator('main img').count(), 0);
    assert.equal(await page.evaluate(() => window.ran), undefined);
  });
});

describe('what is saved', () => {
  it('is an insight, on a dashboard, renamed and deleted, by keyboard alone', async () => {
    const page = await open(explore({ kind: 'trends', range: { from: 'all' }, interval: 'month', series: [{ event: 'project_created' }] }, { show: 'number' }));
    await answer(page).waitFor();
    const press = async (name) => {
      await page.getByRole('button', { name, exact: true }).focus();
      await page.keyboard.press('Enter');
    };
    const type = async (text) => {
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    };
    await press('Save');
    await question(page, 'Save the insight').waitFor();
    await type('Projects of all');
    await page.getByRole('heading', { name: 'Projects of all', level: 1 }).waitFor();
    await press('On a dashboard');
    await question(page, 'Put it on a dashboard').getByLabel('Dashboard').selectOption('New dashboard…');
    await press('Put it there');
    await question(page, 'New dashboard').waitFor();
    await type('Mondays');
    await page.getByRole('heading', { name: 'Mondays', level: 1 }).waitFor();
    await answered(page, 'Projects of all');
    assert.equal(await tile(page, 'Projects of all').locator('.number').innerText(), '4');

    await page.getByRole('link', { name: 'Saved', exact: true }).focus();
    await page.keyboard.press('Enter');
    await press('Rename Projects of all');
    await question(page, 'Rename Projects of all').waitFor();
    await type('All projects');
    await announced(page, 'Projects of all is now All projects.');
    await press('Delete Mondays');
    await press('Delete');
    await announced(page, 'Mondays is deleted.');
    await page.getByRole('link', { name: 'All projects' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Mondays' }).count(), 0);
  });

  it('is a copy of the first dashboard, arranged by keyboard', async () => {
    const page = await open(`#/dashboard/team?project=${TOKEN}`);
    await page.getByRole('button', { name: 'Copy to my dashboards' }).click();
    await question(page, 'Copy Team analytics').getByLabel('Name').fill('Ours');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Ours', level: 1 }).waitFor();
    const titles = () => page.locator('.tile-title').allInnerTexts();
    const before = await titles();
    await answered(page, 'How much revenue is there in total?');
    assert.equal(await tile(page, 'How much revenue is there in total?').locator('.number').innerText(), '€267.50', 'it is shown as it was');
    await page.getByRole('button', { name: 'Arrange' }).click();
    await page.getByRole('button', { name: `Move later: ${before[0]}` }).focus();
    await page.keyboard.press('Enter');
    await announced(page, `${before[0]} is now tile 2 of ${before.length}.`);
    assert.ok(await page.getByRole('button', { name: `Move later: ${before[0]}` }).evaluate((node) => node === document.activeElement), 'the focus stays');
    await page.getByLabel(`Size of ${before[0]}`).selectOption('Full width');
    await announced(page, `${before[0]} is full width.`);
    await page.getByRole('button', { name: `Take off the dashboard: ${before[2]}` }).click();
    await announced(page, `${before[2]} is taken off.`);
    const after = [before[1], before[0], ...before.slice(3)];
    assert.deepEqual(await titles(), after);
    await page.reload();
    await page.getByRole('heading', { name: 'Ours', level: 1 }).waitFor();
    assert.deepEqual(await titles(), after);
    assert.equal(await tile(page, before[0]).getAttribute('data-size'), 'full');
  });
});
