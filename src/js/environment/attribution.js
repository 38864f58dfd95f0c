// Where a visitor came from (posthog-state §6): campaign parameters, referrer and search engine. What of it belongs to the session
// and what to the person is the core's business (`src/properties/attribution.rs`).

import { decoded, host, parameter, pathname } from './url.js';

const CAMPAIGN = (
  'utm_source utm_medium utm_campaign utm_content utm_term gad_source mc_cid gclid gclsrc dclid gbraid wbraid fbclid msclkid ' +
  'twclid li_fat_id igshid ttclid rdt_cid epik qclid sccid irclid _kx'
).split(' ');
/** What an address tells of the person who follows it. */
const PERSONAL = CAMPAIGN.slice(CAMPAIGN.indexOf('gclid'));
const ENGINES = { 'google.': 'google', 'bing.com': 'bing', 'yahoo.com': 'yahoo', 'duckduckgo.com': 'duckduckgo' };
const DIRECT = '$direct';
const LONGEST_URL = 1000;

const strings = (list) => (Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []);

/** Whether a query parameter's value tells who somebody is. */
export const isPersonal = (options, name) =>
  PERSONAL.includes(name) || strings(options.custom_personal_data_properties).includes(name);

/** All campaign parameters, absent ones as null, if the address has any of them; `undefined` otherwise. */
export function campaign(url, options) {
  // LinkedIn leaves its parameter in a cookie of that name, too.
  const cookie = () => decoded(/(?:^|; )li_fat_id=([^;]*)/.exec(document.cookie)?.[1] ?? '');
  const value = (name) => parameter(url, name) ?? ((name === 'li_fat_id' && cookie()) || null);
  const found = [...CAMPAIGN, ...strings(options.custom_campaign_params)].map((name) => [name, value(name)]);
  return found.some(([, value]) => value !== null) ? Object.fromEntries(found) : undefined;
}

/** The referrer, and its host. */
export const referral = (referrer) => ({
  $referrer: referrer || DIRECT,
  $referring_domain: host(referrer) || DIRECT,
});

/** The search engine of a referrer, and the words searched for where it still tells them. */
export function search(referrer) {
  const mark = referrer.startsWith('http') && Object.keys(ENGINES).find((mark) => referrer.includes(mark));
  const engine = ENGINES[mark];
  return engine && { $search_engine: engine, ph_keyword: parameter(referrer, engine === 'yahoo' ? 'p' : 'q') };
}

/** What is stored of a page that may be told of later. */
export const touched = (url, referrer) => ({ r: (referrer || DIRECT).slice(0, LONGEST_URL), u: url.slice(0, LONGEST_URL) });

/**
 * The properties that such a page gives. A `prefix` takes the place of the `$` that names begin with. `isWhole`: absent parameters
 * are null.
 */
export function touch({ r = '', u = '' }, prefix, isWhole) {
  const properties = {
    $referrer: r,
    $referring_domain: r === DIRECT ? r : host(r),
    $current_url: u,
    $host: host(u),
    $pathname: pathname(u),
    ...search(r),
  };
  for (const name of CAMPAIGN) properties[name] = parameter(u, name) ?? (isWhole ? null : undefined);
  const known = Object.entries(properties).filter(([, value]) => value || value === null);
  return Object.fromEntries(known.map(([name, value]) => [prefix ? prefix + name.replace('$', '') : name, value]));
}
