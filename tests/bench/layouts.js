// Whether a click makes the browser lay the page out before its time: Chromium's trace tells.

import { table } from './format.js';
import { deepPage } from './handler.js';
import { expectDelivery } from './stage.js';
import { traced, within } from './trace.js';

const CLICKS = 20;

/** A listener that does what ours must not: it shows that the trace would tell. */
const CONTROL = {
  title: 'a listener that reads `offsetWidth`',
  head: '<script>document.addEventListener("click", ({ target }) => target.offsetWidth, true)</script>',
  ready: 'true',
};

/** How many layouts, and calculations of style, were forced by the clicks on a page that had just changed. */
export async function countLayouts(stage) {
  const { hoofprint, posthog } = stage.subjects;
  const forced = {};
  for (const [key, subject] of Object.entries({ hoofprint, posthog, control: CONTROL })) {
    forced[key] = await stage.visit(subject, (page) => forcedOn(page, subject), { body: deepPage() });
  }
  if (forced.control.layouts < CLICKS) throw new Error('the trace does not tell of forced layouts');
  return { clicks: CLICKS, forced };
}

async function forcedOn(page, subject) {
  await page.evaluate(changeOnClick);
  const { x, y } = await page.evaluate(targetOnScreen);
  const act = async () => {
    for (let at = 0; at < CLICKS; at++) await page.mouse.click(x + (at % 2) * 100, y);
  };
  const events = await traced(page, () => (subject.count ? expectDelivery(subject, '$autocapture', CLICKS, act) : act()));
  const clicks = events.filter(({ name, args }) => name === 'EventDispatch' && args.data.type === 'click');
  if (clicks.length !== CLICKS) throw new Error(`${subject.title}: ${clicks.length} of ${CLICKS} clicks in the trace`);
  return { layouts: within(events, clicks, 'Layout').length, styles: within(events, clicks, 'UpdateLayoutTree').length };
}

/** In the page: has each click find a page whose layout is out of date, before anybody else hears of it. */
function changeOnClick() {
  addEventListener('click', () => document.body.append(document.createElement('p')), true);
}

/** In the page: brings the target into view, and tells where it is. */
function targetOnScreen() {
  const target = document.querySelector('#target');
  target.scrollIntoView({ block: 'center' });
  const { left, top, height } = target.getBoundingClientRect();
  return { x: left + 20, y: top + height / 2 };
}

/** What is said of it. */
export function tellLayouts(subjects, { clicks, forced }) {
  const rows = Object.entries(forced).map(([key, { layouts, styles }]) => [(subjects[key] ?? CONTROL).title, layouts, styles]);
  return `${clicks} clicks of the mouse, each on a page that has just changed, in a trace of Chromium's timeline: how often the
browser had to calculate styles or lay the page out while the click was told. The last line shows that the trace would tell.

${table(['', 'forced layouts', 'forced calculations of style'], rows)}`;
}
