// A visitor may leave before the core has come. Then what the page has captured goes out as it is, with the little that is
// known without a core; not where an option asks for what only the core can do.

const NEEDS_THE_CORE = /opt_out_c|cookiel|dnt|_send|sanit|deny|mask_p|segm/;

/**
 * Hands the events of `calls` (each an array of a method and its arguments, with its time in `t`) to the browser, for a page that
 * goes. Throws where the page has no storage, or is not secure.
 */
export function bounce(host, token, options, calls) {
  if (NEEDS_THE_CORE.test(Object.keys(options)) || navigator.webdriver || localStorage['__ph_opt_in_out_' + token] < 1) return;
  const uuid = () => crypto.randomUUID();
  const all = { $current_url: location.href, $referrer: document.referrer };
  all.distinct_id = JSON.parse(localStorage[`ph_${token}_posthog`] || '{}').distinct_id || uuid();
  const batch = [];
  const add = (event, timestamp, properties, $set) =>
    batch.push({ uuid: uuid(), event, properties: { ...all, ...properties }, $set, timestamp });
  if (options.capture_pageview !== false) add('$pageview');
  for (const { 0: method, 1: a, 2: b, t } of calls) {
    const time = new Date(t);
    const $anon_distinct_id = all.distinct_id;
    if (method === 'capture') add(a, time, b);
    if (method === 'register') Object.assign(all, a);
    if (method === 'group') all.$groups = { ...all.$groups, [a]: b };
    if (method === 'identify') {
      all.distinct_id = a;
      add('$identify', time, { $anon_distinct_id }, b);
    }
  }
  navigator.sendBeacon(host + '/e/', JSON.stringify({ token, batch, sent_at: new Date() }));
}
