// Everything a measurement stands on: a browser, our collector, a sink for the others, and a site.

import { startBrowser } from '../e2e/support/browser.js';
import { eventually, startCollector } from '../e2e/support/collector.js';
import { startSite } from '../e2e/support/site.js';
import { startSink } from './sink.js';
import { namesIn, scripts, subjectsOf } from './subjects.js';

/** Alone in its process group, a page has a clock of 5 µs instead of 100. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** Starts the stage. */
export async function startStage() {
  const browser = await startBrowser();
  const collector = await startCollector();
  const sink = await startSink(await scripts(), namesIn);
  const site = await startSite({
    '/favicon.ico': { type: 'image/x-icon', body: '' },
    '/blank': { body: pageOf('', ''), headers: ISOLATED },
  });
  collector.count = (name) => collector.query(`SELECT count(*) AS count FROM events WHERE event = '${name}'`)[0].count;
  const subjects = subjectsOf({ collector, sink });

  let visits = 0;
  const stage = {
    subjects,
    chromium: browser.version,

    async stop() {
      await browser.stop();
      await site.stop();
      await sink.stop();
      await collector.stop();
    },

    /** Lets `use` have a new visitor's page, from which a page with the subject (`url`) is one step away. */
    async approach(subject, use, { body = '', before = '' } = {}) {
      const path = `/${++visits}`;
      site.pages[path] = { body: pageOf(before + subject.head, body), headers: ISOLATED };
      const visitor = await browser.newVisitor();
      try {
        const page = await visitor.newPage();
        await page.goto(`${site.url}/blank`);
        return await use(page, site.url + path);
      } finally {
        await visitor.close();
      }
    },

    /** Lets `use` have a new visitor's page on which the subject is at work. */
    visit: (subject, use, content) => stage.approach(subject, async (page, url) => {
      await page.goto(url);
      await page.waitForFunction(subject.ready);
      return use(page);
    }, content),
  };
  return stage;
}

const pageOf = (head, body) => `<!doctype html><html lang="en"><head><title>A page</title>${head}</head><body>${body}</body></html>`;

/** Runs `act`, and fails unless `expected` more events of a name reach the subject's collector; some send one twice. */
export async function expectDelivery(subject, name, expected, act) {
  const before = subject.count(name);
  const result = await act();
  const arrived = () => subject.count(name) - before;
  await eventually(() => arrived() >= expected, {
    seconds: 120,
    describe: () => `${subject.title}: ${arrived()} of ${expected} events ${name} arrived`,
  });
  return result;
}
