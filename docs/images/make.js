// Makes the pictures of README anew: `node docs/images/make.js`, after `npm run build` and
// `cargo build -p hoofprint-collector`. Takes about a minute and a half.
//
// Nothing is drawn by hand: a collector and a browser are started as the end-to-end tests start them, people of several
// organisations use the demo, each with a browser context of their own, and the live view is photographed meanwhile, the
// pages of people afterwards.
// The pages use the system's font; where Inter is installed (Debian: `fonts-inter`), the pictures prefer it.

import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const { startBrowser } = await import('../../tests/e2e/support/browser.js');
const { READ_KEY, startCollector } = await import('../../tests/e2e/support/collector.js');

const DESK = { locale: 'en-GB', viewport: { width: 1280, height: 720 } };
const PHONE = { locale: 'en-GB', viewport: { width: 390, height: 780 }, hasTouch: true, deviceScaleFactor: 1.25 };

// Who does what, and how many seconds after the start they come. A pause, in seconds, follows every step.
const VISITORS = [
  { at: 0, logIn: 'Ines Holm', steps: [create('Indoor school lighting'), [4, comment('Quote two is the better one')]] },
  { at: 3, logIn: 'Mei Tanaka', byOrganisation: true, steps: [[6, create('Anvil order')], [8, change('team')], pay()] },
  { at: 7, steps: [] },
  { at: 9, logIn: 'Rafael Costa', steps: [[7, exported()], [9, create('Driver rota, December')]] },
  {
    at: 14,
    signUp: { name: 'Robin Field', email: 'robin@brookside.example', company: 'Brookside Riding Club' },
    steps: [[5, create('Summer camp')], [6, invite('lena@brookside.example')], [8, pay()]],
  },
  { at: 21, logIn: 'Callum Reid', byOrganisation: true, steps: [[9, create('Cold-shoeing course')]] },
  { at: 24, logIn: 'Priya Nair', steps: [[6, pay()], [4, comment('Customs forms are in')], pay()] },
  { at: 33, steps: [] },
  { at: 37, logIn: 'Amara Osei', steps: [[5, create('Open day tickets')], [5, invite('jules@northgate.example')]] },
  {
    at: 44,
    signUp: { name: 'Hanna Lindqvist', email: 'hanna@fjordvet.example', company: 'Fjord Equine Vets' },
    steps: [[5, create('X-ray van rounds')], [4, change('business')]],
  },
  { at: 53, logIn: 'Sofia Brandt', steps: [[3, create('Rest stops, Alpine route')], [3, pay()]] },
];
const LAST = 'Tobias Wren';

// What they did before, each on a day of its own.
const PAST = [
  ['project_created', { project_name: 'Fence posts' }],
  ['comment_added', { length: 41 }],
  ['$pageview', { $pathname: '/projects' }],
  ['feature_used', { feature: 'calendar' }],
  ['invoice_paid', { purchase_value: 48, plan: 'team', currency: 'EUR' }],
  ['$pageview', { $pathname: '/billing' }],
  ['colleague_invited', { role: 'trainer' }],
  ['$groupidentify', {}],
].flatMap(([event, properties]) => Array.from({ length: 5 }, () => ({ event, properties })));

const collector = await startCollector();
const browser = await startBrowser();
try {
  const light = await openLive({ ...DESK, deviceScaleFactor: 1.4, colorScheme: 'light' });
  const dark = await openLive({ ...DESK, colorScheme: 'dark' });
  const phone = await openLive({ ...PHONE, colorScheme: 'light' });

  const pages = await Promise.all(VISITORS.map(visit));
  const demo = await visit({ at: 4, logIn: LAST, steps: [[2, create('Paddock fencing')], [2, () => {}]] });
  const row = (page, event = 'project_created', who = LAST) =>
    page.locator('.row').filter({ hasText: event }).filter({ hasText: who });
  await row(light).waitFor();
  await exported()(pages.at(-1));
  await visit({ at: 4, steps: [] });
  for (const page of [light, dark, phone]) await row(page, '$pageview', 'anonymous').nth(2).waitFor();

  await demo.locator('.notice-shown').waitFor({ state: 'detached' });
  await picture(demo, 'demo-desk');
  for (const [page, name] of [[light, 'live-desk-light'], [dark, 'live-desk-dark']]) {
    await row(page).click();
    await page.getByRole('dialog', { name: 'project_created' }).waitFor();
    await picture(page, name);
  }
  await picture(phone, 'live-phone');

  await remember();
  for (const [look, address, heading, name] of [
    [{ ...DESK, colorScheme: 'light' }, '#persons', 'Persons', 'people-persons'],
    [{ ...DESK, colorScheme: 'light' }, ofPerson(LAST), LAST, 'people-person'],
    [{ ...DESK, colorScheme: 'dark' }, '#group=company/Northgate%20Stables', 'Northgate Stables', 'people-organisation'],
    [{ ...PHONE, colorScheme: 'light' }, ofPerson('Priya Nair'), 'Priya Nair', 'people-phone'],
  ]) {
    const page = await open(`/people/#key=${READ_KEY}`, look);
    await page.goto(`${collector.url}/people/${address}`);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.locator('.list-link:visible, .event-name').first().waitFor();
    await picture(page, name);
  }
} finally {
  await browser.stop();
  await collector.stop();
}

async function open(path, look) {
  const page = await (await browser.newVisitor(look)).newPage();
  await page.goto(collector.url + path);
  await page.evaluate(() => {
    const root = document.documentElement.style;
    root.setProperty('--sans', `Inter, ${getComputedStyle(document.documentElement).getPropertyValue('--sans')}`);
  });
  return page;
}

async function openLive(look) {
  const page = await open(`/live#key=${READ_KEY}`, look);
  await page.locator('#connection[data-state=live]').waitFor();
  return page;
}

/** Gives everybody who has logged in some weeks of past, and their companies properties, as a tracker would have told them. */
async function remember() {
  const people = collector.persons().filter(({ properties }) => properties.company);
  const past = people.flatMap(({ properties: { email, company, plan }, uuid }, person) =>
    PAST.map(({ event, properties }, at) => {
      const day = (at * 7 + person * 11) % 54;
      const timestamp = new Date(Date.now() - (day + 1) * 86_400_000 - ((at * 37) % 300) * 60_000).toISOString();
      const about = { $session_id: `${uuid} ${day}`, $browser: 'Chrome', $os: 'Linux', $groups: { company } };
      const group = { $group_type: 'company', $group_key: company, $group_set: { plan, country: 'NO' } };
      return { event, timestamp, distinct_id: email, properties: { ...about, ...properties, ...(event === '$groupidentify' && group) } };
    }),
  );
  const answer = await fetch(`${collector.url}/batch/`, { method: 'POST', body: JSON.stringify({ api_key: 'hp_demo', batch: past }) });
  if (!answer.ok) throw new Error(await answer.text());
}

function ofPerson(name) {
  return `#person=${collector.persons().find(({ properties }) => properties.name === name).uuid}`;
}

async function visit({ at, logIn, signUp, byOrganisation, steps }) {
  await sleep(at * 1000);
  const page = await open('/', { ...DESK, colorScheme: 'light' });
  await page.locator('.sent-id').filter({ hasText: /^(?!waiting)./ }).waitFor();
  if (byOrganisation) await page.getByLabel('By organisation').click();
  for (const [name, value] of Object.entries(signUp ?? {})) await page.locator(`.door input[name=${name}]`).fill(value);
  if (signUp) await page.getByRole('button', { name: 'Create the account' }).click();
  if (logIn) await page.getByRole('button', { name: logIn }).click();
  for (const step of steps) {
    const [pause, act] = Array.isArray(step) ? step : [1.5, step];
    await sleep(pause * 1000);
    await act(page);
  }
  return page;
}

function create(project) {
  return async (page) => {
    await page.getByPlaceholder('Name a new project').fill(project);
    await page.getByRole('button', { name: 'Create' }).click();
  };
}

function comment(text) {
  return async (page) => {
    await page.getByPlaceholder('Looks good').fill(text);
    await page.getByRole('button', { name: 'Post' }).click();
  };
}

function invite(email) {
  return async (page) => {
    await page.locator('#invite-email').fill(email);
    await page.getByRole('button', { name: 'Invite' }).click();
  };
}

function change(plan) {
  return (page) => page.locator(`#plan-${plan}`).click();
}

function pay() {
  return (page) => page.getByRole('button', { name: /^Pay/ }).click();
}

function exported() {
  return (page) => page.getByRole('button', { name: 'Export' }).click();
}

async function picture(page, name) {
  await page.mouse.move(2, 2);
  await page.evaluate(() => {
    document.activeElement.blur();
    scrollTo(0, 0);
  });
  await page.screenshot({ path: `docs/images/${name}.png`, animations: 'disabled' });
}
