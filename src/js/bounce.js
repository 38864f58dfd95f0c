// A visitor may leave before the core has come. Then what the page has captured goes out as it is, with the little that is
// known without a core; not where an option, a call, or what is stored asks for what only the core can do.

const NEEDS_THE_CORE = /opt_o|cookiel|dnt|_send|sanit|deny|blackl|mask_p|segm|consent|prof/;

/**
 * Hands the events of `calls` (each an array of a method and its arguments, with its time in `t`) to the browser, for a page that
 * goes, and takes them out of there. Throws where the page has no storage, or is not secure.
 */
export function bounce(host, token, options, calls) {
  if (NEEDS_THE_CORE.test(Object.keys(options)) || navigator.webdriver || localStorage['__ph_opt_in_out_' + token]) return;
  const stored = JSON.parse(localStorage[`ph_${token}_posthog`] || '{}');
  const uuid = () => crypto.randomUUID();
  const all = {
    $current_url: location.href,
    distinct_id: stored.distinct_id || uuid(),
    $process_person_profile: stored.$user_state === 'identified',
  };
  const batch = [];
  const add = (event, timestamp, properties, $set) =>
    batch.push({ uuid: uuid(), event, properties: { ...all, ...properties }, $set, timestamp });
  if (options.capture_pageview !== false) add('$pageview');
  for (const { 0: method, 1: a, 2: b, t } of calls) {
    const time = new Date(t);
    if (method === 'capture') add(a, time, b);
    else if (method === 'register') Object.assign(all, a);
    else if (method === 'identify') {
      const $anon_distinct_id = all.distinct_id;
      all.distinct_id = a;
      all.$process_person_profile = true;
      add('$identify', time, { $anon_distinct_id }, b);
    } else return;
  }
  if (navigator.sendBeacon(host + '/e/', JSON.stringify({ token, batch, sent_at: new Date() })))
    calls.splice(0, 1 / 0, ...calls.filter((call) => call[0] !== 'capture'));
}
