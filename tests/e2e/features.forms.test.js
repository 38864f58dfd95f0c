// The forms of flags, experiments and cohorts: nothing unreadable is taken for something else, no edit is lost, no focus either.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';

import { hasFocus, PHONE, startPages } from './support/pages.js';

const TOKEN = 'hp_demo';
const SHARES = [{ key: 'control', rollout_percentage: 50 }, { key: 'test', rollout_percentage: 50 }];

let pages;
before(async () => {
  pages = await startPages();
  await pages.send('POST', '/batch/', { api_key: TOKEN, batch: [{ event: 'opened', distinct_id: 'ines', properties: { $set: { plan: 'team' } } }] });
});
afterEach(() => pages.close());
after(() => pages.stop());

const sheet = (page) => page.locator('#sheet');
const question = (page) => page.locator('#question');
const type = async (field, text) => {
  await field.fill('');
  await field.pressSequentially(text);
};

function makeFlag(key, filters = { groups: [{}] }) {
  return pages.send('POST', '/api/flags', { token: TOKEN, key, filters });
}

function makeCohort(name) {
  return pages.send('POST', '/api/cohorts', { token: TOKEN, name, distinct_ids: ['ines'] });
}

async function listed(kind) {
  return (await pages.send('GET', `/api/${kind}`))[kind];
}

async function assertFault(field, text) {
  await field.page().getByRole('alert').filter({ hasText: text }).waitFor();
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  assert.ok(await hasFocus(field), 'the focus is at the fault');
}

describe('a number or a time that cannot be read', () => {
  it('is never a share of a hundred', async () => {
    const page = await pages.open('/features/');
    await page.getByRole('button', { name: 'New flag' }).click();
    await sheet(page).getByLabel('Key').fill('careful');
    const share = sheet(page).getByLabel('Share of them, in %');
    for (const text of ['5e', '']) {
      await type(share, text);
      await page.getByRole('button', { name: 'Create the flag' }).click();
      await assertFault(share, 'A number from 0 to 100 is needed.');
    }
    await type(share, '5e-1');
    await page.getByRole('button', { name: 'Add a variant' }).click();
    const ofVariant = sheet(page).getByLabel('Share in %').first();
    await type(ofVariant, '-');
    await page.getByRole('button', { name: 'Create the flag' }).click();
    await assertFault(ofVariant, 'A number from 0 to 100 is needed.');
    assert.deepEqual(await listed('flags'), []);
    await page.getByRole('button', { name: 'Spread evenly' }).click();
    await page.getByRole('button', { name: 'Create the flag' }).click();
    await page.getByText('0.5 % of persons').waitFor();
  });

  it('is never how often, or since when, something was done', async () => {
    const page = await pages.open('/features/#cohorts');
    await page.getByRole('button', { name: 'New cohort' }).click();
    await sheet(page).getByLabel('Name').fill('Busy');
    await sheet(page).getByLabel('Kind of condition').selectOption('Did something');
    await sheet(page).getByLabel('Event', { exact: true }).fill('opened');
    const [times, time] = [sheet(page).getByLabel('Times'), sheet(page).getByLabel('In the last')];
    await type(times, '1e');
    await page.getByRole('button', { name: 'Create the cohort' }).click();
    await assertFault(times, 'How many times is needed');
    await type(times, '1');
    await type(time, '7e');
    await page.getByRole('button', { name: 'Create the cohort' }).click();
    await assertFault(time, 'A whole number from 1 to 9999 is needed');
    await type(time, '');
    await page.getByRole('button', { name: 'Create the cohort' }).click();
    await page.getByText('did opened at least 1 time', { exact: true }).waitFor();
  });

  it('is never the end of an experiment, or its beginning', async () => {
    await makeFlag('compared', { groups: [{}], multivariate: { variants: SHARES } });
    const page = await pages.open('/features/#experiments');
    await page.getByRole('button', { name: 'New experiment' }).click();
    await sheet(page).getByLabel('Goal').fill('opened');
    const [start, end] = [sheet(page).getByLabel('From'), sheet(page).getByLabel('To (optional)')];
    await end.pressSequentially('31');
    await page.getByRole('button', { name: 'Start the experiment' }).click();
    await assertFault(end, 'A whole date with its time is needed.');
    await end.fill('');
    await start.fill('');
    await page.getByRole('button', { name: 'Start the experiment' }).click();
    await assertFault(start, 'A whole date with its time is needed.');
    assert.deepEqual(await listed('experiments'), []);
  });
});
