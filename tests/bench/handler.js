// What a click costs: a listener at the document that looks at 30 elements, on a page of 5,000.

import { comparison } from './format.js';
import { median, minus, rounds } from './rounds.js';
import { expectDelivery } from './stage.js';

const DEPTH = 30;
const BLOCKS_BEFORE = 17;
const BLOCKS_AFTER = 17;
const CLICKS = 200;

const block = (at) => `<section class="card" id="card-${at}"><h3>Title</h3><p class="text muted">Some <b>bold</b> <i>text</i></p></section>`;
const blocks = (count, level) => Array.from({ length: count }, (_, at) => block(`${level}-${at}`)).join('');

/** A page of 5,000 elements: on each of 30 levels the path has 17 neighbours of 5 elements before it, and as many after. */
export function deepPage() {
  let html = '<button class="button primary" id="target" type="button" name="save" style="width: 300px">Save changes</button>';
  for (let level = DEPTH - 1; level > 0; level--) {
    html = `${blocks(BLOCKS_BEFORE, level)}<div class="panel panel-${level} is-open" data-level="${level}">${html}</div>${blocks(BLOCKS_AFTER, level)}`;
  }
  return html;
}

/** The cost of a click's listener, in microseconds, beyond what a click costs without one. */
export async function measureHandler(stage, count) {
  const { empty, hoofprint, posthog } = stage.subjects;
  const samples = await rounds({ empty, hoofprint, posthog }, count, (subject) =>
    stage.visit(subject, (page) => clicksOn(page, subject), { body: deepPage() }));
  return {
    clicks: CLICKS,
    first: minus(samples, 'empty', (times) => times[0]),
    later: minus(samples, 'empty', (times) => median(times.slice(1))),
  };
}

async function clicksOn(page, subject) {
  const click = () => page.evaluate(clickThrough, CLICKS);
  return subject.count ? expectDelivery(subject, '$autocapture', CLICKS, click) : click();
}

/** In the page: clicks, each in a task of its own, and gives how long each took, in microseconds. */
async function clickThrough(clicks) {
  if (!crossOriginIsolated) throw new Error('the clock is too coarse');
  const target = document.querySelector('#target');
  const times = [];
  for (let at = 0; at < clicks; at++) {
    // Far enough from the last one that nobody takes it for rage.
    const event = new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, clientX: (at % 2) * 100 });
    const start = performance.now();
    target.dispatchEvent(event);
    times.push((performance.now() - start) * 1000);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return times;
}

/** What is said of it. */
export const tellHandler = (subjects, { clicks, first, later }) => `A page of 5,000 elements, a button 30 deep, ${clicks} clicks, each in a task of its own and each captured: the time that
\`dispatchEvent\` takes, less what it takes on the same page without a tracker, in microseconds.

${comparison(subjects, { 'the first click, µs': first, 'a later click (median of the page), µs': later })}`;
