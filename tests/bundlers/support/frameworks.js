// What the tests of frameworks stand on: applications that all have the same pages, and a visit to them.
//
// Their files are what the documents show. They name the documents' collector, which is replaced in the scratch directory. Each
// has a page `Home` (with a flag's `aside`, and buttons to log in and out) and a page `Pricing`, and captures `app opened`.

import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { before } from 'node:test';
import { fileURLToPath } from 'node:url';

import { ADMIN_KEY, eventually } from '../../e2e/support/collector.js';
import { complaintsOf, useBundlers } from './bundlers.js';

const FIXTURES = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const DOCUMENTED = 'https://collector.example';

/** What a visit makes the collector store beside the views, in the order of the alphabet. */
const VISIT = ['$groupidentify', '$identify', '$pageleave', 'app opened', 'logged in'];
/** What comes by itself, as often as it likes. */
const ASIDE = ['$autocapture', '$feature_flag_called', '$pageview'];

/** Gives what `useBundlers` gives, and visits. */
export function useFrameworks() {
  const bundlers = useBundlers();

  const frameworks = {
    /** Installs a fixture for as long as `use(fixture)` takes. Its collector is ours. */
    with: (name, use) =>
      bundlers.with(name, async (fixture) => {
        const take = (from) => {
          for (const path of filesOf(join(FIXTURES, from))) {
            const text = readFileSync(join(FIXTURES, from, path), 'utf8');
            if (!text.includes(DOCUMENTED)) cpSync(join(FIXTURES, from, path), join(fixture.directory, path));
            else writeFileSync(join(fixture.directory, path), text.replaceAll(DOCUMENTED, bundlers.collector.url));
          }
        };
        take(name);
        /** Changes a file, as somebody who works on the application. */
        const edit = (path, change) => {
          const text = readFileSync(join(fixture.directory, path), 'utf8');
          assert.notEqual(change(text), text);
          writeFileSync(join(fixture.directory, path), change(text));
        };
        return use({ ...fixture, take, edit });
      }),

    /**
     * Visits the application as somebody new, and leaves it: goes to and fro, logs in, logs out, looks at one more page. Asserts
     * that there is one view for each page shown, what else there should be, once, and that nobody complained on the console.
     */
    async visit(site) {
      const { page, fresh, leave } = await open(site);
      await page.locator('aside').waitFor();
      await go(page, fresh, 'Pricing', 2);
      await go(page, fresh, 'Home', 3);
      await page.getByText('Log in').click();
      await page.getByText('Log out').click();
      await go(page, fresh, 'Pricing', 4);
      await leave();
      assert.deepEqual(viewsOf(fresh()), ['/', '/pricing', '/', '/pricing']);
      assert.deepEqual(named(fresh(), ASIDE), VISIT);
      const find = (name) => fresh().find(({ event }) => event === name);
      const opened = find('app opened');
      assert.equal(opened.properties.visitor, opened.distinct_id);
      assert.equal(opened.properties.$sdk_dist_channel, 'npm');
      const loggedIn = find('logged in');
      assert.equal(loggedIn.distinct_id, 'ann@acme.example');
      assert.deepEqual(loggedIn.properties.$groups, { company: 'Acme' });
      const { distinct_id } = find('$pageleave');
      assert.ok(![opened.distinct_id, loggedIn.distinct_id].includes(distinct_id), 'who comes after is nobody who was there');
    },

    /**
     * Visits an application that is being worked on: `change(number)` changes a file of it, and shows that on the page as a
     * heading with the number. Asserts that there is one view, since the page was loaded once.
     */
    async workOn(site, change) {
      const { page, fresh, leave } = await open(site);
      await page.evaluate(() => (window.isStillHere = true));
      for (const number of [1, 2]) {
        change(number);
        await page.getByRole('heading', { name: `Home ${number}` }).waitFor({ timeout: 60_000 });
      }
      assert.equal(await page.evaluate(() => window.isStillHere), true, 'the page was loaded again');
      await leave();
      assert.deepEqual(viewsOf(fresh()), ['/']);
      const [{ distinct_id }] = fresh();
      assert.ok(fresh().every((event) => event.distinct_id === distinct_id));
    },

    /** Asserts that an application with the snippet in its head, and the package in its code, has one tracker. */
    async visitWithSnippet(site) {
      const { page, fresh, leave } = await open(site);
      await page.waitForFunction(() => window.posthog === window.hoofprint && window.posthog.__loaded);
      await go(page, fresh, 'Pricing', 2);
      await leave();
      assert.deepEqual(viewsOf(fresh()), ['/', '/pricing']);
      const [{ distinct_id }] = fresh();
      assert.ok(fresh().every((event) => event.distinct_id === distinct_id));
      assert.equal(fresh().filter(({ event }) => event === 'app opened').length, 1);
    },

    /** Asserts that events and flags reach the collector by the application's own address. */
    async tracksByOwnDomain(site) {
      const { page, fresh, leave } = await open(site);
      const isDelivered = await page.evaluate(() => {
        const options = { api_host: '/hp', capture_pageview: false, autocapture: false, persistence: 'memory' };
        window.hoofprint.init('my-project', options, 'own');
        // Longer than what is sent as it is.
        window.hoofprint.own.capture('by our own domain', { long: 'x'.repeat(5000) });
        return window.hoofprint.own.flush({ timeoutMs: 20_000 });
      });
      assert.equal(isDelivered, true);
      await page.evaluate(() => window.hoofprint.own.onFeatureFlags(() => {}));
      await page.waitForFunction(() => window.hoofprint.own.getFeatureFlag('spring-sale'));
      const asked = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
      for (const path of ['/hp/e/', '/hp/flags/']) assert.ok(asked.some((address) => address.startsWith(site.url + path)), asked.join());
      await leave();
      assert.equal(fresh().filter(({ event }) => event === 'by our own domain').length, 1);
    },
  };

  /** Opens the first page as a new visitor; `leave` asserts that there were no complaints. */
  async function open(site) {
    const { events } = bundlers.collector;
    const earlier = new Set(events().map(({ uuid }) => uuid));
    const fresh = () => events().filter(({ uuid }) => !earlier.has(uuid));
    const visitor = await bundlers.browser.newVisitor();
    const page = await visitor.newPage();
    const complaints = complaintsOf(page);
    await page.goto(site.url);
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    await views(fresh, 1, complaints);
    const leave = async () => {
      await page.goto('about:blank');
      await eventually(() => fresh().some(({ event }) => event === '$pageleave'), { describe: () => 'the end of the page' });
      await visitor.close();
      assert.deepEqual(complaints, []);
    };
    return { page, fresh, leave };
  }

  before(async () => {
    const group = { properties: [], rollout_percentage: 100 };
    const flag = { token: 'my-project', key: 'spring-sale', filters: { groups: [group], payloads: { true: '{"percent":20}' } } };
    const headers = { Authorization: `Bearer ${ADMIN_KEY}` };
    const made = await fetch(`${bundlers.collector.url}/api/flags`, { method: 'POST', headers, body: JSON.stringify(flag) });
    assert.ok(made.ok, await made.text());
  });

  return frameworks;
}

/** Follows a link, and waits until its page is there and was counted. */
async function go(page, fresh, name, count) {
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { name }).waitFor();
  await views(fresh, count);
}

const views = (fresh, count, complaints = []) =>
  eventually(() => viewsOf(fresh()).length >= count, {
    describe: () => `${count} views, got ${JSON.stringify(fresh().map(({ event }) => event))}; ${complaints.join('; ')}`,
  });

const viewsOf = (events) => events.filter(({ event }) => event === '$pageview').map(({ properties }) => properties.$pathname);

const named = (events, aside) => events.map(({ event }) => event).filter((event) => !aside.includes(event)).sort();

const filesOf = (directory) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
