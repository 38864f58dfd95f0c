// The page of flags, experiments and cohorts, as people use it, against the collector that serves it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { before, describe, it } from 'node:test';

import { ADMIN_KEY, READ_KEY } from './support/collector.js';
import { readDocument } from './support/documents.js';
import { PHONE, usePages } from './support/pages.js';

const TOKEN = 'hp_demo';
const DOCUMENT = readDocument('docs/experiments.md');

const pages = usePages(() => post([{ event: '$groupidentify', distinct_id: 'ines', properties: { $group_type: 'company', $group_key: 'Northgate Stables' } }]));

async function open(options) {
  const page = await pages.open(`/features/#key=${ADMIN_KEY}`, options);
  await page.getByRole('heading', { name: 'Flags', level: 1 }).waitFor();
  return page;
}

function post(batch) {
  return pages.post(TOKEN, batch);
}

function makeFlag(key, filters = { groups: [{}] }, more = {}) {
  return pages.send('POST', '/api/flags', { token: TOKEN, key, filters, ...more });
}

/** What a tracker gets of a flag. */
async function answerOf(key, groups = {}) {
  const body = JSON.stringify({ token: TOKEN, distinct_id: 'ines', groups });
  const { flags } = await (await fetch(`${pages.collector.url}/flags/?v=2`, { method: 'POST', body })).json();
  return flags[key]?.variant ?? flags[key]?.enabled;
}

const card = (page, text) => page.locator('.flag, .experiment, .cohort').filter({ has: page.getByRole('heading', { name: text, exact: true }) });
const sheet = (page, title) => page.getByRole('dialog', { name: title });
const announced = (page, text) => page.locator('#announcer', { hasText: text }).waitFor({ state: 'attached' });
const said = (dialog) => dialog.getByRole('alert').textContent();

async function assertNoSidewaysScrolling(page, place) {
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(widths[0] <= widths[1], `${place}: ${widths[0]} px of content in ${widths[1]} px`);
}

describe('the page of flags', () => {
  it('is reached from the live view and from the demo, and asks for a key', async () => {
    const page = await pages.open('/');
    assert.equal(await page.getByRole('link', { name: 'Flags' }).getAttribute('href'), '/features/');
    await page.goto(`${pages.collector.url}/live/`);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Flags' }).click();
    assert.equal(await page.locator('#site a[aria-current]').textContent(), 'Flags');
    await page.getByLabel('Key', { exact: true }).fill('surely-not-the-right-key');
    await page.getByRole('button', { name: 'Show the flags' }).click();
    await page.getByRole('alert').filter({ hasText: 'did not accept this key' }).waitFor();
    await page.getByLabel('Key', { exact: true }).fill(READ_KEY);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'New flag' }).waitFor();
  });

  it('makes a flag for one organisation, tells who gets it, switches it off, and remembers all of it', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'New flag' }).click();
    const form = sheet(page, 'New flag');
    await form.getByLabel('Key').fill('not a key');
    await form.getByLabel('Description').fill('The new invoices');
    await form.getByLabel('The same answer for').selectOption('Each company');
    await form.getByRole('button', { name: 'Add a filter' }).click();
    await form.getByLabel('Property').fill('$group_key');
    await form.getByLabel('Comparison').selectOption('matches the pattern');
    await form.getByLabel('Value').fill('(');

    await form.getByRole('button', { name: 'Create the flag' }).click();
    assert.match(await said(form), /^A key is made of the letters/);
    assert.equal(await form.getByLabel('Key').getAttribute('aria-invalid'), 'true');
    assert.ok(await page.evaluate(() => document.activeElement.getAttribute('aria-invalid') === 'true'), 'the focus is at the fault');
    await form.getByLabel('Key').fill('billing');
    await form.getByRole('button', { name: 'Create the flag' }).click();
    assert.match(await said(form), /^The pattern cannot be used/);
    assert.equal(await form.getByLabel('Value').getAttribute('aria-invalid'), 'true');
    assert.equal(await form.getByLabel('Key').getAttribute('aria-invalid'), null);
    await form.getByLabel('Comparison').selectOption('is');
    await form.getByLabel('Value').fill('Northgate Stables');
    await form.getByRole('button', { name: 'Create the flag' }).click();

    await card(page, 'billing').getByText('Every company where its key is Northgate Stables').waitFor();
    assert.equal(await answerOf('billing', { company: 'Northgate Stables' }), true);
    assert.equal(await answerOf('billing', { company: 'Fjord Equine Vets' }), false);
    assert.equal(await answerOf('billing'), false);

    await page.getByRole('button', { name: 'Who gets it billing' }).click();
    const preview = sheet(page, 'Who gets billing');
    await preview.getByRole('button', { name: 'Ask' }).click();
    assert.match(await said(preview), /An id is needed/);
    await preview.getByLabel('Distinct id').fill('ines');
    const ask = async (company) => {
      await preview.getByLabel('company (optional)').fill(company);
      const asked = page.waitForResponse((response) => response.url().includes('/flags/?v=2'));
      await preview.getByRole('button', { name: 'Ask' }).click();
      await asked;
    };
    await ask('Northgate Stables');
    await preview.getByText('Because they meet a condition: condition 1.').waitFor();
    assert.equal(await preview.locator('.answer-value').textContent(), 'On');
    await ask('Fjord Equine Vets');
    await preview.getByText('Because they meet no condition.').waitFor();
    await ask('');
    await preview.getByText('none of its type is given').waitFor();

    await card(page, 'billing').getByRole('switch').click();
    await announced(page, 'billing is off.');
    assert.equal(await card(page, 'billing').getByRole('switch').getAttribute('aria-checked'), 'false');
    assert.ok(await card(page, 'billing').getByRole('switch').evaluate((node) => node === document.activeElement), 'the focus stays');
    assert.equal(await answerOf('billing', { company: 'Northgate Stables' }), false);

    await page.getByRole('button', { name: 'Edit billing' }).click();
    const editor = sheet(page, 'Edit billing');
    await editor.getByLabel('Share of them, in %').fill('25');
    await editor.getByRole('button', { name: 'Save the changes' }).click();
    await announced(page, 'billing is saved.');

    await page.getByRole('button', { name: 'History billing' }).click();
    const changes = sheet(page, 'History of billing').locator('.history > li');
    await changes.first().waitFor();
    assert.deepEqual(await changes.locator('strong').allTextContents(), ['Changed to version 3', 'Switched off', 'Created']);
    assert.deepEqual(await changes.first().locator('del, ins').allTextContents(), [
      'Every company where its key is Northgate Stables',
      '25 % of company groups where its key is Northgate Stables',
    ]);
    assert.deepEqual(await changes.nth(1).locator('del, ins').allTextContents(), ['on', 'off']);
  });

  it('makes variants with payloads, and says which text is no JSON', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'New flag' }).click();
    const form = sheet(page, 'New flag');
    await form.getByLabel('Key').fill('form');
    await form.getByRole('button', { name: 'Add a variant' }).click();
    const variants = form.getByRole('group', { name: 'Variant' });
    assert.deepEqual(await Promise.all([0, 1].map((at) => variants.nth(at).getByLabel('Share in %').inputValue())), ['50', '50']);
    await variants.nth(1).getByLabel('Variant', { exact: true }).fill('short');
    await variants.nth(1).getByLabel('Payload').fill('{fields: 3}');
    await form.getByRole('group', { name: 'Condition 1' }).getByLabel('Variant').selectOption('always short');
    await form.getByRole('button', { name: 'Create the flag' }).click();
    assert.match(await said(variants.nth(1)), /^This is no JSON/);
    await variants.nth(1).getByLabel('Payload').fill('{"fields": 3}');
    await variants.nth(1).getByLabel('Share in %').fill('90');
    await form.getByRole('button', { name: 'Create the flag' }).click();
    assert.match(await said(form), /over 100 together/);
    await form.getByRole('button', { name: 'Spread evenly' }).click();
    await form.getByRole('button', { name: 'Create the flag' }).click();
    await card(page, 'form').getByText('control 50 %, short 50 %').waitFor();
    assert.equal(await answerOf('form'), 'short');
    const [{ filters }] = (await pages.send('GET', '/api/flags')).flags.filter(({ key }) => key === 'form');
    assert.deepEqual(filters.payloads, { short: '{"fields": 3}' });
  });

  it('keeps what its form does not show', async () => {
    const condition = {
      properties: [
        { key: 'plan', type: 'person', operator: 'exact', value: ['a, b', 'c'] },
        { key: 'staff', type: 'person', operator: 'exact', value: true },
        { key: 'other', type: 'flag', operator: 'flag_evaluates_to', value: true },
      ],
      rollout_percentage: 33.3,
      description: 'from elsewhere',
    };
    const ofGroups = { properties: [{ key: 'size', type: 'group', group_type_index: 0, operator: 'gt', value: 5 }], aggregation_group_type_index: 0, rollout_percentage: 100 };
    const filters = { groups: [condition, ofGroups], payloads: { true: { a: 1 } }, holdout: { id: 1, exclusion_percentage: 5 }, early_exit: true };
    await makeFlag('other');
    const { id } = await makeFlag('intricate', filters);
    const page = await open();
    await page.getByRole('button', { name: 'Edit intricate' }).click();
    const form = sheet(page, 'Edit intricate');
    await form.getByText('flag other is on').waitFor();
    await form.getByLabel('Description').fill('Changed');
    await form.getByRole('button', { name: 'Save the changes' }).click();
    await announced(page, 'intricate is saved.');
    const flag = await pages.send('GET', `/api/flags/${id}`);
    assert.equal(flag.name, 'Changed');
    assert.deepEqual(flag.filters, filters);
  });

  it('does not overwrite what somebody else changed meanwhile', async () => {
    const { id } = await makeFlag('shared');
    const page = await open();
    await page.getByRole('button', { name: 'Edit shared' }).click();
    await pages.send('PATCH', `/api/flags/${id}`, { name: 'by somebody else' });
    const form = sheet(page, 'Edit shared');
    await form.getByLabel('Description').fill('by me');
    await form.getByRole('button', { name: 'Save the changes' }).click();
    assert.match(await said(form), /has been changed meanwhile/);
    assert.equal((await pages.send('GET', `/api/flags/${id}`)).name, 'by somebody else');
  });

  it('asks for an admin key where the kept one may only read, and deletes only after a question', async () => {
    await makeFlag('temporary');
    const page = await pages.open(`/features/#key=${READ_KEY}`);
    await page.getByRole('button', { name: 'Delete temporary' }).click();
    await page.getByRole('dialog', { name: 'Delete temporary?' }).getByRole('button', { name: 'Cancel' }).click();
    await card(page, 'temporary').getByRole('switch').click();
    const question = page.getByRole('dialog', { name: 'An admin key is needed' });
    await question.getByLabel('Admin key').fill('surely-not-an-admin-key');
    await question.getByRole('button', { name: 'Go on' }).click();
    await question.getByText('did not accept this key').waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alert').filter({ hasText: 'Nothing was changed' }).waitFor();
    assert.equal(await answerOf('temporary'), true);

    await card(page, 'temporary').getByRole('switch').click();
    await question.getByLabel('Admin key').fill(ADMIN_KEY);
    await page.keyboard.press('Enter');
    await announced(page, 'temporary is off.');
    await page.getByRole('button', { name: 'Delete temporary' }).click();
    await page.getByRole('button', { name: 'Delete the flag' }).click();
    await announced(page, 'temporary is deleted.');
    assert.equal(await card(page, 'temporary').count(), 0);
    assert.equal(await answerOf('temporary'), undefined);
  });

  it('shows markup as text, and never scrolls sideways on a phone', async () => {
    const markup = '<img src=x onerror="window.ran=1">';
    const long = 'a-name-without-any-space-'.repeat(6);
    const properties = [{ key: markup, type: 'person', operator: 'exact', value: [markup, long] }];
    const { id } = await makeFlag(long, { groups: [{ properties }], payloads: { true: JSON.stringify(markup) } }, { name: markup + long });
    await pages.send('PATCH', `/api/flags/${id}`, { name: long + markup });
    const page = await open(PHONE);
    await card(page, long).getByText(long + markup).waitFor();
    await assertNoSidewaysScrolling(page, 'the list');
    for (const [button, title] of [['Edit', `Edit ${long}`], ['Who gets it', `Who gets ${long}`], ['History', `History of ${long}`]]) {
      await card(page, long).getByRole('button', { name: button }).click();
      await sheet(page, title).waitFor();
      await assertNoSidewaysScrolling(page, button);
      const inside = await page.locator('#sheet').evaluate((node) => [node.scrollWidth, node.clientWidth]);
      assert.ok(inside[0] <= inside[1], `inside ${button}: ${inside}`);
      await sheet(page, title).getByRole('button', { name: 'Close' }).click();
    }
    assert.equal(await page.locator('main img').count(), 0);
    assert.equal(await page.evaluate(() => window.ran), undefined);
  });
});

describe('experiments on the page', () => {
  const shares = [{ key: 'control', rollout_percentage: 50 }, { key: 'test', rollout_percentage: 50 }];

  it('counts who saw a variant and reached the goal, and says how sure that is', async () => {
    await makeFlag('checkout', { groups: [{}], multivariate: { variants: shares } });
    const time = (minutes) => new Date(Date.now() - (60 - minutes) * 60_000).toISOString();
    const events = [];
    for (const [variant, exposed, converted] of [['control', 10, 3], ['test', 12, 6]]) {
      for (let number = 0; number < exposed; number += 1) {
        const distinct_id = `${variant} ${number}`;
        events.push({ event: '$feature_flag_called', distinct_id, timestamp: time(1), properties: { $feature_flag: 'checkout', $feature_flag_response: variant } });
        if (number < converted) events.push({ event: 'paid', distinct_id, timestamp: time(2), properties: { plan: 'team' } });
      }
    }
    await post(events);
    const page = await open();
    await page.getByRole('link', { name: 'Experiments' }).click();
    await page.getByRole('button', { name: 'New experiment' }).click();
    const form = sheet(page, 'New experiment');
    await form.getByLabel('What is the question').fill('Does it sell more?');
    await form.getByLabel('Flag').selectOption(`checkout (${TOKEN})`);
    await form.getByLabel('From').fill(time(-120).slice(0, 16));
    await form.getByRole('button', { name: 'Start the experiment' }).click();
    assert.match(await said(form), /^The name of an event is needed/);
    await form.getByLabel('Goal').fill('paid');
    await form.getByRole('button', { name: 'Add a filter on the goal' }).click();
    await form.getByLabel('Property').fill('plan');
    await form.getByLabel('Value').fill('team');
    await form.getByRole('button', { name: 'Start the experiment' }).click();

    const shown = card(page, 'Does it sell more?');
    const row = (variant) => shown.getByRole('row').filter({ has: page.getByRole('rowheader', { name: variant }) });
    await row('test').waitFor();
    assert.deepEqual(await row('test').getByRole('cell').allTextContents(), ['12', '6', '50.0 % 25.1 % to 74.9 %', '81.5 %', '+83.3 %']);
    assert.deepEqual(await row('control').getByRole('cell').allTextContents(), ['10', '3', '30.0 % 10.9 % to 61.0 %', '18.5 %', '–']);
    await shown.getByText('Too close to call.').waitFor();
    await shown.getByText('Goal: paid where plan is team.').waitFor();

    await shown.getByRole('button', { name: 'End now' }).click();
    await announced(page, 'The experiment is over.');
    await shown.getByText('Over', { exact: true }).waitFor();
    await shown.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete the experiment' }).click();
    await announced(page, 'The experiment is deleted.');
    assert.equal(await shown.count(), 0);
  });

  it('says why an experiment cannot be computed, on a phone as well', async () => {
    const { id } = await makeFlag('short-lived', { groups: [{}], multivariate: { variants: shares } });
    await pages.send('POST', '/api/experiments', { token: TOKEN, name: 'Lost', flag_key: 'short-lived', goal: { event: 'e' } });
    await pages.send('POST', '/api/experiments', { token: TOKEN, name: 'n'.repeat(200), flag_key: 'short-lived', goal: { event: 'e'.repeat(200) } });
    const page = await open(PHONE);
    await page.getByRole('link', { name: 'Experiments' }).click();
    await card(page, 'Lost').getByText('Nobody was exposed yet').waitFor();
    await assertNoSidewaysScrolling(page, 'experiments');
    await pages.send('PATCH', `/api/flags/${id}`, { key: 'renamed' });
    await page.getByRole('button', { name: 'Count anew' }).click();
    await card(page, 'Lost').getByText('there is no flag').waitFor();
  });
});

describe('cohorts on the page', () => {
  const member = (page, form, number) => form.getByRole('group', { name: `Condition ${number}` });
  const sizeOf = (page, name, size) => card(page, name).getByText(size, { exact: true }).waitFor();
  const stored = async (name) => (await pages.send('GET', '/api/cohorts')).cohorts.find((cohort) => cohort.name === name);

  before(async () => {
    const paid = (distinct_id, purchase_value, company = 'Northgate Stables') => ({ event: 'invoice_paid', distinct_id, properties: { purchase_value, $groups: { company } } });
    await post([
      ...['ann@hoofprint.example', 'bob@hoofprint.example', 'cleo@northgate.example'].map((email) => ({ event: '$identify', distinct_id: email, properties: { $set: { email } } })),
      ...[20, 30, 5].map((value) => paid('cleo@northgate.example', value)),
      ...[20, 5].map((value) => paid('ann@hoofprint.example', value, 'Hoofprint')),
      ...[20, 20].map((value) => paid('bob@hoofprint.example', value, 'Hoofprint')),
      { event: '$groupidentify', distinct_id: 'ines', properties: { $group_type: 'company', $group_key: 'Hoofprint', $group_set: { plan: 'own' } } },
    ]);
  });

  it('makes one of each kind of condition, counts who is in it, and changes it', async () => {
    const page = await open();
    await page.getByRole('link', { name: 'Cohorts' }).click();
    await page.getByRole('button', { name: 'Make the first cohort' }).click();
    const own = sheet(page, 'New cohort');
    await own.getByLabel('Name').fill('Our own team');
    await own.getByLabel('Property').fill('email');
    await own.getByLabel('Comparison').selectOption('contains');
    await own.getByLabel('Value').fill('@hoofprint.example');
    await own.getByRole('button', { name: 'Create the cohort' }).click();
    await announced(page, 'The cohort is saved.');
    await sizeOf(page, 'Our own team', '2 persons');

    await page.getByRole('button', { name: 'New cohort' }).click();
    const form = sheet(page, 'New cohort');
    await form.getByLabel('Name').fill('Paid twice');
    await form.getByLabel('Kind of condition').selectOption('Did something');
    await form.getByRole('button', { name: 'Create the cohort' }).click();
    assert.match(await said(form), /^The name of an event is needed/);
    assert.equal(await form.getByLabel('Event', { exact: true }).getAttribute('aria-invalid'), 'true');
    await form.getByLabel('Event', { exact: true }).fill('invoice_paid');
    await form.getByRole('button', { name: 'Add a filter on the event' }).click();
    await form.getByLabel('Property').fill('purchase_value');
    await form.getByLabel('Comparison').selectOption('is over');
    await form.getByLabel('Value').fill('9');
    await form.getByLabel('Times').fill('2');
    await form.getByRole('button', { name: 'Create the cohort' }).click();
    await sizeOf(page, 'Paid twice', '2 persons');
    await card(page, 'Paid twice').getByText('did invoice_paid where purchase_value is over 9 at least 2 times in the last 30 days').waitFor();

    await page.getByRole('button', { name: 'Edit Paid twice' }).click();
    const editor = sheet(page, 'Edit Paid twice');
    assert.equal(await editor.getByLabel('Times').inputValue(), '2');
    await editor.getByRole('button', { name: 'Add a condition' }).click();
    await member(page, editor, 2).getByLabel('Kind of condition').selectOption('Is in another cohort');
    await member(page, editor, 2).getByLabel('Those of whom this is not so').check();
    await editor.getByRole('button', { name: 'Save the changes' }).click();
    await sizeOf(page, 'Paid twice', '1 person');
    await card(page, 'Paid twice').getByText('is not in “Our own team”').waitFor();
    const { id } = await stored('Our own team');
    assert.deepEqual((await stored('Paid twice')).filters, {
      properties: {
        type: 'AND',
        values: [
          {
            type: 'behavioral',
            value: 'performed_event_multiple',
            event_type: 'events',
            key: 'invoice_paid',
            operator: 'gte',
            operator_value: 2,
            time_value: 30,
            time_interval: 'day',
            event_filters: [{ key: 'purchase_value', operator: 'gt', value: '9' }],
          },
          { type: 'cohort', key: 'id', value: id, negation: true },
        ],
      },
    });

    await page.getByRole('button', { name: 'New cohort' }).click();
    await form.getByLabel('Name').fill('Of an own organisation');
    await form.getByLabel('Kind of condition').selectOption('Acts for an organisation');
    await form.getByLabel('Property').fill('plan');
    await form.getByLabel('Value').fill('own');
    await form.getByRole('button', { name: 'Create the cohort' }).click();
    await card(page, 'Of an own organisation').getByText('acts for a company where plan is own').waitFor();
    await sizeOf(page, 'Of an own organisation', '2 persons');
  });

  it('makes a list, and deletes it only after a question', async () => {
    const page = await open();
    await page.getByRole('link', { name: 'Cohorts' }).click();
    await page.getByRole('button', { name: 'New cohort' }).click();
    const form = sheet(page, 'New cohort');
    await form.getByLabel('Name').fill('Testers');
    await form.getByLabel('Who is in it').selectOption('A list of distinct ids');
    await form.getByLabel('Distinct ids, one a line').fill(' cleo@northgate.example \n\nnobody\n');
    await form.getByRole('button', { name: 'Create the cohort' }).click();
    await sizeOf(page, 'Testers', '1 person');
    await card(page, 'Testers').getByText('Whoever has one of 2 distinct ids').waitFor();
    await page.getByRole('button', { name: 'Edit Testers' }).click();
    assert.equal(await sheet(page, 'Edit Testers').getByLabel('Distinct ids, one a line').inputValue(), 'cleo@northgate.example\nnobody');
    await sheet(page, 'Edit Testers').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Delete Testers' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Delete Testers' }).click();
    await page.getByRole('button', { name: 'Delete the cohort' }).click();
    await announced(page, 'The cohort is deleted.');
    assert.equal(await stored('Testers'), undefined);

    await page.getByRole('button', { name: 'Delete Our own team' }).click();
    await page.getByRole('button', { name: 'Delete the cohort' }).click();
    await page.getByRole('alert').filter({ hasText: 'needs it as it is' }).waitFor();
    assert.ok(await stored('Our own team'), 'another cohort needs it');
  });

  it('keeps what its form does not show, on a phone as well', async () => {
    const since = { type: 'behavioral', value: 'performed_event', key: 'invoice_paid', explicit_datetime: '-1y' };
    const group = { type: 'OR', values: [{ type: 'person', key: 'email', operator: 'is_set' }, { ...since, negation: true }] };
    const filters = { properties: { type: 'OR', values: [{ type: 'AND', values: [since] }, group] } };
    await pages.send('POST', '/api/cohorts', { token: TOKEN, name: 'Intricate', filters });
    const page = await open(PHONE);
    await page.getByRole('link', { name: 'Cohorts' }).click();
    await card(page, 'Intricate').getByText('(email is known or not: did invoice_paid since -1y)').waitFor();
    await page.getByRole('button', { name: 'Edit Intricate' }).click();
    const form = sheet(page, 'Edit Intricate');
    await assertNoSidewaysScrolling(page, 'the form');
    await form.getByLabel('Name').fill('Still intricate');
    await form.getByRole('button', { name: 'Save the changes' }).click();
    await announced(page, 'The cohort is saved.');
    assert.deepEqual((await stored('Still intricate')).filters, filters);

    await page.getByRole('button', { name: 'Edit Still intricate' }).click();
    const editor = sheet(page, 'Edit Still intricate');
    await editor.getByRole('button', { name: 'Add a condition' }).click();
    await member(page, editor, 3).getByLabel('Property').fill('email');
    await member(page, editor, 3).getByLabel('Comparison').selectOption('is known');
    await editor.getByRole('button', { name: 'Save the changes' }).click();
    await card(page, 'Still intricate').getByText('(email is known)').waitFor();
    const added = { type: 'AND', values: [{ type: 'person', key: 'email', operator: 'is_set' }] };
    assert.deepEqual((await stored('Still intricate')).filters, { properties: { type: 'OR', values: [...filters.properties.values, added] } });
  });
});

describe('docs/experiments.md', () => {
  it('shows commands that the collector follows', async () => {
    const variants = [{ key: 'control', rollout_percentage: 50 }, { key: 'yearly', rollout_percentage: 50 }];
    await pages.send('POST', '/api/flags', { token: 'my-project', key: 'pricing', filters: { groups: [{}], multivariate: { variants } } });
    const made = pages.collector.query('SELECT coalesce(max(seq), 0) + 1 AS next FROM sqlite_sequence WHERE name = \'experiments\'')[0].next;
    const script = DOCUMENT.block('sh').replaceAll('curl -s', "curl -s -w '\\n'").replaceAll('experiments/1', `experiments/${made}`);
    const env = { ...process.env, COLLECTOR: pages.collector.url, ADMIN_KEY, READ_KEY };
    const answers = execFileSync('bash', ['-e', '-c', script], { env, encoding: 'utf8' }).trim().split('\n').map((line) => JSON.parse(line));
    assert.equal(answers[0].id, made);
    assert.deepEqual(answers[1].variants.map(({ key, chance_to_be_best }) => [key, chance_to_be_best.toFixed(3)]), [['control', '0.500'], ['yearly', '0.500']]);
    assert.equal(answers[2].ends_at, 1_798_761_600_000);
  });
});
