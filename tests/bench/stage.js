// Everything a measurement stands on: a browser, our collector, a sink for the others, and a site.

import { startBrowser } from '../e2e/support/browser.js';
import { eventually, startCollector } from '../e2e/support/collector.js';
import { startSite } from '../e2e/support/site.js';
import { startSink } from './sink.js';
import { eventsIn, files, subjectsOf } from './subjects.js';

/** Alone in its process group, a page has a clock of 5 µs instead of 100. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** Starts the stage. */
export async function startStage() {
  const browser = await startBrowser();
  const collector = await startCollector();
  const sink = await startSink(await files(), eventsIn);
  const site = await startSite({ '/favicon.ico': { type: 'image/x-icon', body: '' } });
  collector.count = (name) => collector.query(`SELECT count(*) AS count FROM events WHERE event = '${name}'`)[0].count;
  const subjects = subjectsOf({ collector, sink });

  return {
    subjects,
    chromium: browser.version,

    async stop() {
      await browser.stop();
      await site.stop();
      await sink.stop();
      await collector.stop();
    },

    /** Opens a page with a subject on it as a new visitor, lets `use` have it, and gives what that gives. */
    async visit(subject, use, { body = '' } = {}) {
      site.pages['/'] = { body: pageOf(subject, body), headers: ISOLATED };
      const visitor = await browser.newVisitor();
      try {
        const page = await visitor.newPage();
        await page.goto(site.url);
        await page.waitForFunction(subject.ready);
        return await use(page);
      } finally {
        await visitor.close();
      }
    },
  };
}

const pageOf = ({ head }, body) => `<!doctype html><html lang="en"><head><title>A page</title>${head}</head><body>${body}</body></html>`;

/** Runs `act`, and fails unless exactly `expected` more events of a name reach the subject's collector. */
export async function expectDelivery(subject, name, expected, act) {
  const before = subject.count(name);
  const result = await act();
  const arrived = () => subject.count(name) - before;
  await eventually(() => arrived() >= expected, {
    describe: () => `${subject.title}: ${arrived()} of ${expected} events ${name} arrived`,
  });
  if (arrived() > expected) throw new Error(`${subject.title}: ${arrived()} events ${name} arrived, not ${expected}`);
  return result;
}
