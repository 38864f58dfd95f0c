// The forms of flags, experiments and cohorts: nothing unreadable is taken for something else, no edit is lost, no focus either.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { ADMIN_KEY } from './support/collector.js';
import { assertFocus, PHONE, usePages } from './support/pages.js';

const TOKEN = 'hp_demo';
const SHARES = [{ key: 'control', rollout_percentage: 50 }, { key: 'test', rollout_percentage: 50 }];

const pages = usePages(async () => {
  const group = { $group_type: 'company', $group_key: 'northgate', $group_set: { country: 'no' } };
  const batch = [
    { event: 'opened', distinct_id: 'ines', properties: { place: 'menu', $set: { plan: 'team' } } },
    { event: 'closed', distinct_id: 'ines', properties: { after: 5 } },
    { event: '$groupidentify', distinct_id: 'ines', properties: group },
  ];
  await pages.post(TOKEN, batch);
});

const open = (path, options) => pages.open(path, { key: ADMIN_KEY, ...options });

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

async function deleteCohort(called) {
  const { id } = (await listed('cohorts')).find(({ name }) => name === called);
  await pages.send('DELETE', `/api/cohorts/${id}`);
}

async function assertFault(field, text) {
  await field.page().getByRole('alert').filter({ hasText: text }).waitFor();
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  await assertFocus(field);
}

describe('a number or a time that cannot be read', () => {
  it('is never a share of a hundred', async () => {
    const page = await open('/features/');
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
    const page = await open('/features/#cohorts');
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
    const page = await open('/features/#experiments');
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

it('a form begins once it is known which projects there are', async () => {
  let answer;
  const asked = new Promise((resolve) => (answer = resolve));
  const page = await open('/features/#cohorts', { before: (page) => page.route('**/api/projects', async (route) => {
    await asked;
    await route.continue();
  }) });
  const button = page.getByRole('button', { name: 'New cohort' });
  await button.waitFor();
  assert.ok(await button.isDisabled());
  answer();
  await button.click();
  await sheet(page).getByLabel('Name').fill('In time');
  await sheet(page).getByLabel('Property').fill('coat');
  await sheet(page).getByLabel('Value').fill('roan');
  await page.getByRole('button', { name: 'Create the cohort' }).click();
  await page.getByText('coat is roan').waitFor();
  await deleteCohort('In time');
});

describe('names of properties in a cohort', () => {
  /** What is offered where one types; once it has come. */
  async function offered(field, name) {
    await field.focus();
    const list = field.page().locator(`datalist[id="${await field.getAttribute('list')}"]`);
    await list.locator(`option[value="${name}"]`).waitFor({ state: 'attached' });
    return list.locator('option').evaluateAll((options) => options.map(({ value }) => value));
  }

  it('are those that persons, groups and events have', async () => {
    const page = await open('/features/#cohorts');
    await page.getByRole('button', { name: 'New cohort' }).click();
    const [kind, property] = [sheet(page).getByLabel('Kind of condition'), sheet(page).getByLabel('Property')];
    assert.ok(!(await offered(property, 'plan')).includes('country'));
    await kind.selectOption('Acts for an organisation');
    assert.deepEqual(await offered(property, 'country'), ['country']);
    await kind.selectOption('Did something');
    await sheet(page).getByLabel('Event', { exact: true }).fill('opened');
    await sheet(page).getByRole('button', { name: 'Add a filter on the event' }).click();
    assert.ok(!(await offered(property, 'place')).includes('after'));
  });

  it('can be typed where the collector tells none', async () => {
    const page = await open('/features/#cohorts', { before: (page) => page.route('**/api/insights/properties?*', (route) => route.abort()) });
    await page.getByRole('button', { name: 'New cohort' }).click();
    await sheet(page).getByLabel('Name').fill('Typed');
    await sheet(page).getByLabel('Property').fill('colour');
    await sheet(page).getByLabel('Value').fill('bay');
    await page.getByRole('button', { name: 'Create the cohort' }).click();
    await page.getByText('colour is bay').waitFor();
    await deleteCohort('Typed');
  });
});

describe('a form that has been changed', () => {
  async function begin(options) {
    const page = await open('/features/', options);
    await page.getByRole('button', { name: 'New flag' }).click();
    await sheet(page).getByLabel('Key').fill('long-work');
    return page;
  }
  const kept = async (page) => assert.equal(await sheet(page).getByLabel('Key').inputValue(), 'long-work');
  const decline = async (page) => {
    await question(page).getByRole('heading', { name: 'Discard the changes?' }).waitFor();
    await page.keyboard.press('Escape');
    await question(page).waitFor({ state: 'hidden' });
    await kept(page);
  };

  before(() => makeFlag('other'));

  it('does not hear the Escape that declines another question', async () => {
    const page = await begin();
    await page.getByRole('button', { name: 'Delete other' }).click();
    await question(page).waitFor();
    await assertFocus(question(page).getByRole('button', { name: 'Cancel' }));
    await page.keyboard.press('Escape');
    await question(page).waitFor({ state: 'hidden' });
    await kept(page);
  });

  for (const [device, options] of [['a desk', {}], ['a phone', PHONE]]) {
    it(`goes only after a question, on ${device}`, async () => {
      const page = await begin(options);
      for (const leave of [
        () => page.keyboard.press('Escape'),
        () => page.keyboard.press('Escape'),
        // As the gesture that leads back does on a phone.
        () => sheet(page).evaluate((node) => node.requestClose()),
        () => sheet(page).getByRole('button', { name: 'Close' }).click(),
        () => sheet(page).getByRole('button', { name: 'Cancel' }).click(),
        () => page.evaluate(() => (location.hash = '#cohorts')),
      ]) {
        await leave();
        await decline(page);
      }
      await page.waitForURL(/#flags$/);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Discard the changes' }).click();
      await sheet(page).waitFor({ state: 'hidden' });
      await assertFocus(page.getByRole('button', { name: 'New flag' }));
    });
  }

  it('goes with the answer to its own question, however soon that follows another', async () => {
    const page = await begin();
    await sheet(page).getByRole('button', { name: 'Cancel' }).evaluate((button) => {
      button.click();
      document.getElementById('question').close();
      button.click();
    });
    await page.getByRole('button', { name: 'Discard the changes' }).click();
    await sheet(page).waitFor({ state: 'hidden' });
  });

  it('goes only after a question where another tab, or another form, takes its place', async () => {
    const page = await begin();
    await page.getByRole('button', { name: 'Edit other' }).click();
    await decline(page);
    await page.getByRole('button', { name: 'History other' }).click();
    await page.getByRole('button', { name: 'Discard the changes' }).click();
    await page.getByRole('dialog', { name: 'History of other' }).waitFor();
    await page.keyboard.press('Escape');
    await sheet(page).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'New flag' }).click();
    await page.getByRole('button', { name: 'Add a condition' }).click();
    await page.getByRole('link', { name: 'Cohorts' }).click();
    await page.getByRole('button', { name: 'Discard the changes' }).click();
    await page.getByRole('heading', { name: 'Cohorts', level: 1 }).waitFor();
    assert.ok(await sheet(page).isHidden());
  });

  it('goes only after a question where another page takes its place', async () => {
    const page = await begin();
    const asked = page.waitForEvent('dialog');
    const left = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Live' }).click();
    const dialog = await asked;
    assert.equal(dialog.type(), 'beforeunload');
    await dialog.dismiss();
    await left;
    await kept(page);
  });

  it('goes at once where it is as it was', async () => {
    const page = await begin();
    await sheet(page).getByLabel('Key').fill('');
    await page.keyboard.press('Escape');
    await sheet(page).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Who gets it other' }).click();
    await sheet(page).getByLabel('Distinct id').fill('ines');
    await page.keyboard.press('Escape');
    await sheet(page).waitFor({ state: 'hidden' });
  });
});

describe('the focus', () => {
  const press = async (button) => {
    await button.focus();
    await button.press('Enter');
  };

  it('goes to the row beside a removed one, or to the button that adds one', async () => {
    const page = await open('/features/');
    const form = sheet(page);
    const button = (name) => form.getByRole('button', { name, exact: true });
    await page.getByRole('button', { name: 'New flag' }).click();
    for (const key of ['a', 'b']) {
      await button('Add a filter').click();
      await form.getByLabel('Property').last().fill(key);
    }
    await press(button('Remove this filter').first());
    await assertFocus(form.getByLabel('Property'));
    assert.equal(await form.getByLabel('Property').inputValue(), 'b');
    await press(button('Remove this filter'));
    await assertFocus(button('Add a filter'));

    await button('Add a variant').click();
    await press(button('Remove this variant').last());
    await assertFocus(form.getByRole('group', { name: 'Variant' }).getByLabel('Variant', { exact: true }));
    await press(button('Remove this variant'));
    await assertFocus(button('Add a variant'));

    await press(button('Remove this condition'));
    await assertFocus(button('Add a condition'));
  });

  it('goes to the condition beside a removed one of a cohort', async () => {
    const page = await open('/features/#cohorts');
    const form = sheet(page);
    await page.getByRole('button', { name: 'New cohort' }).click();
    await form.getByRole('button', { name: 'Add a condition' }).click();
    await press(form.getByRole('button', { name: 'Remove this filter' }).last());
    await assertFocus(form.getByLabel('Kind of condition'));
    await press(form.getByRole('button', { name: 'Remove this filter' }));
    await assertFocus(form.getByRole('button', { name: 'Add a condition' }));
  });

  it('goes to the card that takes the place of a deleted one', async () => {
    await makeCohort('First');
    const page = await open('/features/#cohorts');
    const title = (name) => page.getByRole('heading', { name, level: 2 });
    await title('Busy').waitFor();
    const remove = async (name) => {
      await press(page.getByRole('button', { name: `Delete ${name}` }));
      await page.getByRole('button', { name: 'Delete the cohort' }).press('Enter');
      await title(name).waitFor({ state: 'detached' });
    };
    const names = (await listed('cohorts')).map(({ name }) => name);
    await remove(names[0]);
    await assertFocus(title(names[1]));
    await remove(names[1]);
    await assertFocus(title('No cohorts yet'));
  });

  it('goes to the first cohort once that is made', async () => {
    const page = await open('/features/#cohorts');
    await press(page.getByRole('button', { name: 'Make the first cohort' }));
    await sheet(page).getByLabel('Name').fill('Ours');
    await sheet(page).getByLabel('Who is in it').selectOption('A list of distinct ids');
    await sheet(page).getByLabel('Distinct ids').fill('ines');
    await press(page.getByRole('button', { name: 'Create the cohort' }));
    const title = page.getByRole('heading', { name: 'Ours', level: 2 });
    await title.waitFor();
    await assertFocus(title);
  });

  it('goes back to a button that was built anew while the sheet, or the question, was open', async () => {
    await makeCohort('Second');
    let answer;
    const asked = new Promise((resolve) => (answer = resolve));
    const page = await open('/features/#cohorts', { before: (page) => page.route('**/count', async (route) => (await asked, route.continue())) });
    const [edit, remove] = ['Edit', 'Delete'].map((label) => page.getByRole('button', { name: `${label} Second` }));
    await edit.evaluate((node) => node.setAttribute('data-first', ''));
    await press(edit);
    await sheet(page).waitFor();
    await press(remove);
    await question(page).waitFor();
    answer();
    await page.locator('[data-first]').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await question(page).waitFor({ state: 'hidden' });
    await assertFocus(remove);
    await page.keyboard.press('Escape');
    await sheet(page).waitFor({ state: 'hidden' });
    await assertFocus(edit);
  });
});
