// What loading the page costs with each subject on it, on a processor four times slower, up to the first event.

import { brotliCompressSync, gzipSync } from 'node:zlib';

import { comparison, table } from './format.js';
import { minus, rounds } from './rounds.js';
import { expectDelivery } from './stage.js';
import { traced } from './trace.js';

const SLOWER = 4;
/** An empty page sends nothing to wait for. */
const EMPTY_SECONDS = 3;
/** What the trace calls work of scripts. */
const SCRIPT = /^(EvaluateScript|FunctionCall|RunMicrotasks|v8\..*)$/;

/** Of each subject: milliseconds of the main thread beyond the empty page's, its longest task's, and bytes. */
export async function measureLoad(stage, count) {
  const bytes = {};
  const samples = await rounds(stage.subjects, count, (subject, key) =>
    stage.approach(subject, async (page, url) => {
      const loaded = collectLoaded(page);
      const events = await traced(page, () => loadPage(page, url, subject));
      if (subject.count) bytes[key] ??= weigh([subject.head, ...(await loaded())]);
      return tasksIn(events);
    }));
  return {
    slower: SLOWER,
    total: minus(samples, 'empty', ({ total }) => total),
    longest: minus(samples, 'empty', ({ longest }) => longest),
    bytes,
  };
}

/** Goes to the page and waits until it has sent its first event, and that has arrived. */
async function loadPage(page, url, subject) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const sent = subject.count
    ? expectDelivery(subject, subject.pageview, 1, () => page.waitForRequest((request) => request.method() === 'POST'))
    : page.waitForTimeout(EMPTY_SECONDS * 1000);
  await page.goto(url);
  await sent;
}

/** Gathers what a page loads; gives a function that gives the bodies. */
function collectLoaded(page) {
  const bodies = [];
  page.on('response', (response) => {
    const request = response.request();
    if (request.method() === 'GET' && !request.isNavigationRequest() && response.ok()) bodies.push(response.body());
  });
  return () => Promise.all(bodies);
}

/** What files weigh together, each compressed by itself: brotli 11, gzip 9. */
function weigh(files) {
  const sum = (measure) => files.reduce((bytes, file) => bytes + measure(Buffer.from(file)), 0);
  return {
    brotli: sum((file) => brotliCompressSync(file).length),
    gzip: sum((file) => gzipSync(file, { level: 9 }).length),
    raw: sum((file) => file.length),
  };
}

/** The milliseconds of all tasks, and of the longest in which a script ran (an empty page has none). */
function tasksIn(events) {
  const tasks = events.filter(({ name, tdur }) => name === 'RunTask' && tdur);
  const marks = events.filter(({ name }) => SCRIPT.test(name));
  const isScripted = (task) => marks.some(({ ts }) => ts >= task.ts && ts < task.ts + task.dur);
  const milliseconds = ({ tdur }) => tdur / 1000;
  return {
    total: tasks.map(milliseconds).reduce((sum, one) => sum + one, 0),
    longest: Math.max(0, ...tasks.filter(isScripted).map(milliseconds)),
  };
}

/** What is said of it. */
export function tellLoad(subjects, { slower, total, longest, bytes }) {
  const { posthog } = bytes;
  const rows = Object.entries(bytes).map(([key, { brotli, gzip, raw }]) => [
    subjects[key].title, ...[brotli, gzip, raw].map((size) => size.toLocaleString('en')), `${(brotli / posthog.brotli).toFixed(2)}×`,
  ]);
  return `From the navigation until the first event, a pageview, is sent, by a visitor who comes for the first time, with Chromium slowed to a
${slower}th: the time of the page's main thread, less what the empty page takes, and the longest task in which a script ran.

${comparison(subjects, { 'main thread, ms': total, 'longest task, ms': longest })}

The bytes of all that is loaded until then, what stands in the page itself included:

${table(['', 'brotli 11', 'gzip 9', 'raw', 'brotli ÷ posthog-js'], rows)}`;
}
