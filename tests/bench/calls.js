// What a call to capture an event costs the page.

import { comparison } from './format.js';
import { rounds, summary } from './rounds.js';
import { expectDelivery } from './stage.js';

const BURST = 80;
const CALLS = 2000;
const CALLS_A_TASK = 50;
const PROPERTIES = { plan: 'team', seats: 12, trial: false, source: 'newsletter', team: { name: 'Acme', size: 40 } };

/** Of each subject: microseconds of a call, cold and warm, and of the main thread altogether until all has arrived. */
export async function measureCalls(stage, count) {
  const { empty, full, ...subjects } = stage.subjects;
  const samples = await rounds(subjects, count, (subject) => stage.visit(subject, (page) => callsOn(page, subject)));
  const summaries = (measure) =>
    Object.fromEntries(Object.entries(samples).map(([key, rounds]) => [key, summary(rounds.map((sample) => sample[measure]))]));
  return { burst: BURST, calls: CALLS, cold: summaries('cold'), warm: summaries('warm'), altogether: summaries('altogether') };
}

async function callsOn(page, subject) {
  const worked = await watchMainThread(page);
  const make = (name, calls, callsATask) => expectDelivery(subject, name, calls, () => call(page, subject, name, calls, callsATask));
  const cold = await make('burst', BURST, BURST);
  const before = await worked();
  const warm = await make('warm', CALLS, CALLS_A_TASK);
  const altogether = ((await worked()) - before) / CALLS;
  return { cold, warm, altogether };
}

/** Makes calls, some in each task; gives the microseconds of one. */
const call = (page, { track }, ...args) => page.evaluate(`(${makeCalls})(${track}, ...${JSON.stringify([...args, PROPERTIES])})`);

async function makeCalls(track, name, calls, callsATask, properties) {
  let milliseconds = 0;
  for (let made = 0; made < calls; made += callsATask) {
    const start = performance.now();
    for (let at = 0; at < callsATask; at++) track(name, properties);
    milliseconds += performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve));
  }
  return (milliseconds * 1000) / calls;
}

/** Gives a function that tells what the page's main thread has worked from now on, in microseconds. */
async function watchMainThread(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1e6;
  };
}

/** What is said of it. */
export const tellCalls = (subjects, { burst, calls, cold, warm, altogether }) => `Events with five properties, one of them an object, in microseconds each: ${burst} in one go as soon as the tracker is there, then ${calls.toLocaleString('en')},
${CALLS_A_TASK} a task. The last column is all that the main thread does for one of the latter until it has arrived; some leave most of their
work for after the call.

${comparison(subjects, { 'cold call, µs': cold, 'warm call, µs': warm, 'main thread per event, µs': altogether })}`;
