// A visitor may leave before the core has come. Then what the page has captured goes out as it is, with the little that is
// known without a core; not where an option, a call, or what is stored asks for what only the core can do.

/** A piece of the name of each such option, and of no other. */
const NEEDS_THE_CORE = /t_o|ny|sen|dn|il|eg|kl|iz|iel|k_p/;

/**
 * Hands the events of `calls` (each an array of a method and its arguments, with its time in `t`) to the browser, for a page that
 * goes. Each has its uuid among its options then, should the page come back and the core capture it. Throws where the page has
 * no storage, or is not secure.
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
  const add = (event, timestamp, properties, options) =>
    batch.push({ event, properties: { ...all, ...properties }, timestamp, uuid: uuid(), ...options });
  if (options.capture_pageview !== false) add('$pageview');
  for (const call of calls) {
    const { 0: method, 1: a, 2: b, 3: c, t, as } = call;
    const time = new Date(t);
    if (as || (c && c.groups)) return;
    if (method === 'capture') add(a, time, b, (call[3] = { uuid: uuid(), ...c }));
    else if (method === 'register') Object.assign(all, a);
    else if (method === 'identify') {
      const $anon_distinct_id = all.distinct_id;
      all.distinct_id = a;
      all.$process_person_profile = true;
      add('$identify', time, { $anon_distinct_id }, { $set: b });
    } else return;
  }
  navigator.sendBeacon(host + '/e/', JSON.stringify({ token, batch, sent_at: new Date() }));
}
