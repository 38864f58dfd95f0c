// Chromium's own account of what its main thread did.

const CATEGORIES = ['devtools.timeline', 'v8.execute', 'disabled-by-default-devtools.timeline'];

/**
 * Records what happens in a page while `act` runs; gives the events of its main thread, by time (microseconds). The page
 * may go to another one of the same site.
 */
export async function traced(page, act) {
  const browser = page.context().browser();
  const url = page.url();
  await browser.startTracing(page, { categories: CATEGORIES });
  await act();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
  return mainThread(traceEvents, url);
}

/** The events of the thread that runs the page's scripts: browsers have many, and other pages have theirs. */
function mainThread(events, url) {
  const started = events.find(({ name, args }) => name === 'TracingStartedInBrowser' && args.data?.frames);
  const frame = started.args.data.frames.find((frame) => frame.url === url);
  const isMain = ({ name, pid, args }) => name === 'thread_name' && pid === frame.processId && args.name === 'CrRendererMain';
  const { pid, tid } = events.find(isMain);
  return events.filter((event) => event.pid === pid && event.tid === tid).sort((a, b) => a.ts - b.ts);
}

/** The events of a name that begin while one of the `spans` lasts. */
export const within = (events, spans, wanted) =>
  events.filter(({ name, ph, ts }) =>
    name === wanted && ph !== 'E' && spans.some((span) => ts >= span.ts && ts < span.ts + span.dur));
