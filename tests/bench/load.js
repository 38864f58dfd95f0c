// What loading the page costs with each subject on it, on a processor four times slower, up to the first event.

import { brotliCompressSync, gzipSync } from 'node:zlib';

import { comparison, table } from './format.js';
import { minus, rounds } from './rounds.js';
import { expectDelivery } from './stage.js';
import { traced } from './trace.js';

const SLOWER = 4;
/** An empty page sends nothing to wait for. */
const EMPTY_SECONDS = 3;
/** How the trace names work of scripts, and of their compilation. */
const SCRIPT = /^(EvaluateScript|FunctionCall|RunMicrotasks|v8\.compile|v8\.wasm\..*)$/;

/** Of each subject: milliseconds of scripts on the main thread, of the longest task, and bytes. */
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
    script: minus(samples, 'empty', ({ script }) => script),
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

/** The milliseconds of all work of scripts, and of the longest task with some of it. */
function tasksIn(events) {
  const scripts = outermost(events.filter(({ name, tdur }) => SCRIPT.test(name) && tdur));
  const tasks = events.filter(({ name, tdur }) => name === 'RunTask' && tdur);
  const scripted = tasks.filter(({ ts, dur }) => scripts.some((script) => script.ts >= ts && script.ts < ts + dur));
  // Of the processor's time, which others on the machine do not lengthen.
  const milliseconds = ({ tdur }) => tdur / 1000;
  return {
    script: scripts.map(milliseconds).reduce((sum, one) => sum + one, 0),
    longest: Math.max(0, ...scripted.map(milliseconds)),
  };
}

/** The events, in the order of time, that do not lie in another one. */
function outermost(events) {
  let end = 0;
  return events.filter(({ ts, dur }) => {
    const isInside = ts < end;
    if (!isInside) end = ts + dur;
    return !isInside;
  });
}

/** What is said of it. */
export function tellLoad(subjects, { slower, script, longest, bytes }) {
  const { posthog } = bytes;
  const rows = Object.entries(bytes).map(([key, { brotli, gzip, raw }]) => [
    subjects[key].title, ...[brotli, gzip, raw].map((size) => size.toLocaleString('en')), `${(brotli / posthog.brotli).toFixed(2)}×`,
  ]);
  return `From the navigation until the first event, a pageview, is sent, by a visitor who comes for the first time, with Chromium slowed to a
${slower}th: what scripts and their compilation take of the main thread, and the longest task with some of it, in processor time.
(An empty page has none.)

${comparison(subjects, { 'scripts, ms': script, 'longest task, ms': longest })}

The bytes of all that is loaded until then, what stands in the page itself included:

${table(['', 'brotli 11', 'gzip 9', 'raw', 'brotli ÷ posthog-js'], rows)}`;
}
