// Whatever sites, visitors and analysts call things by is text on our pages, never markup or script. Everything that is kept is
// called by markup here; every page is opened on it, and what can be opened there.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startBrowser, watch } from './support/browser.js';
import { ADMIN_KEY, startCollector } from './support/collector.js';

/** What would be seen of a script that ran. */
const RAN = 'window.ran = 1';
const MARKUP = [
  `<img src=x onerror="${RAN}">`,
  `"><script>${RAN}</script>`,
  `'><svg onload='${RAN}'>`,
  `javascript:${RAN}`,
  `<a href="javascript:${RAN}" onclick="${RAN}" style="position:fixed;inset:0">x</a>`,
  `</title></style></textarea><iframe srcdoc="<script>parent.ran = 1</script>">`,
  '<base href="https://elsewhere.test/"><link rel=stylesheet href=/x><style>*{background:url(/x)}</style>',
  `<form action=/x><input autofocus onfocus="${RAN}"><button formaction="javascript:${RAN}">`,
  `<details open ontoggle="${RAN}"><math><mi xlink:href="javascript:${RAN}">`,
  `{{constructor.constructor('${RAN}')()}}\${${RAN}}<%= ${RAN} %>`,
  `&lt;img src=x onerror=${RAN}&gt;&#60;script&#62;`,
  `"onmouseover="${RAN}" x="`,
];
const TOKEN = '<img src=x onerror=ran=1>';
const TYPE = '<svg onload=ran=1>';
/** What no page of ours has, whichever way it comes. */
const FOREIGN = 'iframe, object, embed, base, math, body style, body link, body script, img[src="x"], [onerror], [onload], [onclick], [onfocus], [ontoggle], [onmouseover], [srcdoc], [formaction], form[action], a[href^="javascript:" i], [style*="fixed"]';
/** Buttons that would take away what the others are to show, or lead elsewhere. */
const LEFT_ALONE = /delete|remove|forget|sign|export|download|csv/i;
const MOST_BUTTONS = 30;

let collector, browser, person, ids;
before(async () => {
  collector = await startCollector();
  browser = await startBrowser();
  for (const token of [TOKEN, 'innocent']) await fill(token);
  person = collector.persons().find(({ ids }) => ids.includes(MARKUP[0])).uuid;
});
after(async () => {
  await browser?.stop();
  await collector.stop();
});

async function send(path, body) {
  const headers = { authorization: `Bearer ${ADMIN_KEY}` };
  const response = await fetch(collector.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  assert.ok(response.ok, `${path}: ${text}`);
  return JSON.parse(text);
}

/** A project in which everything that has a name is called by markup. */
async function fill(token) {
  const all = Object.fromEntries(MARKUP.map((text) => [text, text]));
  const page = (text) => ({ $current_url: text, $pathname: text, $host: text, $referrer: text, $browser: text, $os: text, $device_type: text, $session_id: text, $lib: text, title: text });
  const batch = MARKUP.flatMap((text, at) => [
    { event: text, distinct_id: text, properties: { ...all, ...page(text), $groups: { company: text, [TYPE]: text }, purchase_value: at } },
    { event: '$pageview', distinct_id: text, properties: { ...page(text), $groups: { company: text } } },
    { event: '$autocapture', distinct_id: text, properties: { ...page(text), $event_type: text, $elements: [{ tag_name: 'a', $el_text: text, attr__href: text, attr__class: text, attr__id: text }] } },
    { event: '$identify', distinct_id: text, properties: { $anon_distinct_id: `before ${text}`, $set: { ...all, name: text, email: text, avatar: text, website: text } } },
    { event: '$groupidentify', distinct_id: text, properties: { $group_type: 'company', $group_key: text, $group_set: { ...all, name: text, website: text } } },
    { event: '$feature_flag_called', distinct_id: text, properties: { $feature_flag: 'compared', $feature_flag_response: MARKUP[at % 2] } },
    ...['signed_up', 'project_created', 'feature_used', 'invoice_paid'].map((event) => ({ event, distinct_id: text, properties: { feature: text, plan: text, purchase_value: at, $groups: { company: text } } })),
  ]);
  await send('/batch/', { api_key: token, batch });
  const filter = (text) => ({ key: text, type: 'person', operator: 'exact', value: [text] });
  const filters = (text) => ({ groups: [{ properties: [filter(text)], variant: text }], multivariate: { variants: [{ key: text, rollout_percentage: 100 }] }, payloads: { [text]: text } });
  for (const [at, text] of MARKUP.entries()) {
    const early_access = { name: text, description: text, stage: 'beta', documentation_url: `https://${text}` };
    await send('/api/flags', { token, key: `flag-${at}`, name: text, filters: filters(text), early_access });
    await send('/api/cohorts', { token, name: text, distinct_ids: [text] });
    const deed = { type: 'behavioral', value: 'performed_event', key: text, event_filters: [{ key: text, value: text }] };
    const ofGroup = { ...filter(text), type: 'group', group_type: 'company' };
    await send('/api/cohorts', { token, name: text, filters: { properties: { type: 'OR', values: [filter(text), deed, ofGroup] } } });
    await send('/api/cohorts', { token, name: text, filters: { properties: { type: 'OR', values: [{ type: 'AND', values: [deed, ofGroup] }] } } });
  }
  const variants = MARKUP.slice(0, 2).map((key) => ({ key, rollout_percentage: 50 }));
  await send('/api/flags', { token, key: 'compared', name: MARKUP[0], filters: { groups: [{}], multivariate: { variants } } });
  for (const text of MARKUP) await send('/api/experiments', { token, name: text, flag_key: 'compared', goal: { event: text, properties: [{ key: text, value: text }] }, starts_at: 0 });
  const tiles = [];
  for (const text of MARKUP) {
    const series = [{ event: text, label: text, filters: [{ key: text, value: text }] }, { event: text, math: 'sum', property: 'purchase_value' }];
    for (const query of [{ kind: 'trends', series, breakdown: { key: text } }, { kind: 'profiles', breakdown: { key: text } }]) {
      const { id } = await send('/api/insights', { token, name: text, query });
      tiles.push({ insight: id, size: 'wide' });
    }
  }
  const dashboard = await send('/api/dashboards', { token, name: MARKUP[0], tiles });
  ids = { insight: tiles[0].insight, profiles: tiles[1].insight, dashboard: dashboard.id };
}

const inHash = (text) => encodeURIComponent(text);
const query = (text) => JSON.stringify({ query: { kind: 'trends', series: [{ event: text, label: text }], breakdown: { key: text } } });
const insights = (place) => `/insights/#${place}${place.includes('?') ? '&' : '?'}project=${inHash(TOKEN)}`;

/** Every page, by what it is: its address, and whether it shows what things are called by. */
const PAGES = {
  'the events': () => ({ address: '/live/#events' }),
  'the persons of the live view': () => ({ address: '/live/#persons' }),
  'the groups of the live view': () => ({ address: '/live/#groups' }),
  'a live view of an address that is markup': () => ({ address: `/live/#${MARKUP[0]}` }),
  'the flags': () => ({ address: '/features/#flags' }),
  'the cohorts': () => ({ address: '/features/#cohorts' }),
  'the experiments': () => ({ address: '/features/#experiments' }),
  'the ways': () => ({ address: `/ways/#${MARKUP[0]}`, isOurs: true }),
  'the demo': () => ({ address: `/?utm_source=${inHash(MARKUP[0])}#${MARKUP[1]}`, isOurs: true }),
  'the persons': () => ({ address: '/people/#persons' }),
  'the organisations': () => ({ address: '/people/#groups=company' }),
  'groups of a type that is markup': () => ({ address: `/people/#groups=${inHash(TYPE)}` }),
  'a person': () => ({ address: `/people/#person=${person}` }),
  'a person who is not there': () => ({ address: `/people/#person=${inHash(MARKUP[0])}`, isOurs: true }),
  'an organisation': () => ({ address: `/people/#group=company/${inHash(MARKUP[0])}?token=${inHash(TOKEN)}` }),
  'an organisation that is not there': () => ({ address: `/people/#group=${inHash(MARKUP[0])}/${inHash(MARKUP[1])}`, isOurs: true }),
  'the team analytics': () => ({ address: insights('/dashboard/team') }),
  'a dashboard': () => ({ address: insights(`/dashboard/${ids.dashboard}`) }),
  'a saved insight': () => ({ address: insights(`/explore/${ids.insight}`) }),
  'saved profiles': () => ({ address: insights(`/explore/${ids.profiles}`) }),
  'the explorer with a question in the address': () => ({ address: insights(`/explore?q=${inHash(query(MARKUP[0]))}`) }),
  'the saved insights': () => ({ address: insights('/saved') }),
  'insights of a project that is not there': () => ({ address: `/insights/#/saved?project=${inHash(MARKUP[0])}`, isOurs: true }),
};

describe('markup is text', () => {
  for (const [what, ask] of Object.entries(PAGES)) {
    it(`on ${what}`, async () => {
      const { address, isOurs = false } = ask();
      const { page, said, asked } = await open(address);
      await settled(page);
      const problems = [...(await look(page))];
      if (!isOurs) await shows(page);
      problems.push(...(await openAll(page, address)));
      await page.context().close();
      assert.deepEqual(problems, []);
      assert.deepEqual(said.errors, []);
      assert.deepEqual(said.console.filter((line) => !/the server responded with a status of [45]/.test(line)), []);
      assert.deepEqual(asked.filter((url) => !ours(url)), []);
    });
  }
});

/** Opens a page as somebody who may change what it shows. */
async function open(address) {
  const visitor = await browser.newVisitor({ locale: 'en-GB' });
  await visitor.addInitScript(([key, project]) => {
    localStorage.setItem('hoofprint.read_key', key);
    localStorage.setItem('hoofprint.project', project);
    window.violations = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => window.violations.push(`${effectiveDirective} ${blockedURI} ${sample}`));
  }, [ADMIN_KEY, TOKEN]);
  const page = await visitor.newPage();
  const said = watch(page);
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('dialog', (dialog) => {
    said.errors.push(`it asked: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(collector.url + address);
  return { page, said, asked };
}

/** Waits until the page has shown what it asked for. The live view goes on asking, so that silence is not waited for. */
async function settled(page) {
  await page.waitForLoadState('load');
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .skeleton, .loading'));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 200))));
}

/** The page has to show one of the names, or nothing would be found here. */
async function shows(page) {
  await page.waitForFunction(
    (texts) => {
      const values = [...document.querySelectorAll('input, textarea')].map(({ value }) => value);
      const shown = [document.body.textContent, ...values].join(' ');
      return texts.some((text) => shown.includes(text));
    },
    [...MARKUP, TOKEN, TYPE],
  );
}

/** What is wrong with the page as it is now. */
function look(page) {
  return page.evaluate((foreign) => {
    const found = [...document.querySelectorAll(foreign)].map((node) => `foreign: ${node.outerHTML.slice(0, 200)}`);
    const violations = window.violations.splice(0).map((text) => `refused: ${text}`);
    return [...found, ...violations, ...(window.ran ? ['a script ran'] : [])];
  }, FOREIGN);
}

/** Presses what can be pressed, and gives what is wrong afterwards. */
async function openAll(page, address) {
  const problems = [];
  const names = await page.evaluate(
    () => [...document.querySelectorAll('main button, main summary, main [role="tab"], tbody a')].map((node) => node.getAttribute('aria-label') ?? node.textContent),
  );
  for (const [at, name] of names.slice(0, MOST_BUTTONS).entries()) {
    if (LEFT_ALONE.test(name.replace(/<.*>/s, ''))) continue;
    const button = page.locator('main button, main summary, main [role="tab"], tbody a').nth(at);
    // Some are gone or hidden by what was pressed before.
    if (!(await button.isVisible())) continue;
    await button.click({ timeout: 500 }).catch(() => {});
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 30))));
    problems.push(...(await look(page)));
    await page.keyboard.press('Escape');
    if (!page.url().startsWith(collector.url + address.split('#')[0])) await page.goto(collector.url + address);
  }
  return problems;
}

/** Whether an address is one of the collector's that a page of ours asks for. */
function ours(url) {
  const { origin, pathname } = new URL(url);
  return ['data:', 'blob:'].some((scheme) => url.startsWith(scheme)) || (origin === collector.url && pathname !== '/x' && !pathname.endsWith('/x'));
}
