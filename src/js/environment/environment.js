// What the core is told of the page and the browser around it (posthog-state §8). Nothing here throws.

import { attempt } from '../attempt.js';
import { toJson } from '../json.js';
import { campaign, isPersonal, referral, search, touch, touched } from './attribution.js';
import { isBot } from './bots.js';
import { host, masked, pathname } from './url.js';
import { readUserAgent } from './user_agent.js';

const LONGEST_AGENT = 1000;

// Younger engines are asked first, since the first format of a page costs 15 ms.
const timezone = () => globalThis.Temporal?.Now?.timeZoneId?.() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The visitor asks not to be tracked. */
const isUnwilling = () => [navigator.doNotTrack, navigator.msDoNotTrack, globalThis.doNotTrack].some((wish) => [true, 1, '1', 'yes', 'true'].includes(wish));

const text = (value) => (typeof value === 'string' ? value : '');

/** The properties of the browser, which stay the same while the page is open. */
function browserProperties(options, channel, apiHost) {
  const { userAgent = '', vendor, language, brave, userAgentData, maxTouchPoints } = navigator;
  const { width = 0, height = 0 } = globalThis.screen ?? {};
  const around = {
    vendor: text(vendor),
    isBrave: !!brave,
    isTouchAndroid: userAgentData?.platform === 'Android' && maxTouchPoints > 0,
    width,
    height,
    ratio: Math.ceil(devicePixelRatio),
  };
  const told = {
    ...(userAgent && readUserAgent(userAgent, around, options.detect_google_search_app)),
    $raw_user_agent: userAgent.length > LONGEST_AGENT ? `${userAgent.slice(0, LONGEST_AGENT - 3)}...` : userAgent,
    $timezone: attempt(timezone),
    $browser_language: text(language),
    $browser_language_prefix: text(language).split('-')[0],
    $lib: 'web',
    $lib_version: VERSION,
    $sdk_dist_channel: channel,
    $config_defaults: text(options.defaults ?? 'unset'),
    $lib_custom_api_host: apiHost,
    $timezone_offset: new Date().getTimezoneOffset(),
    $screen_width: width,
    $screen_height: height,
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== '' && value !== undefined));
}

/**
 * The core's view of a page. `options()` gives the tracker's options, `channel` says how the snippet came to the page, `apiHost()`
 * gives the collector's address where it is not PostHog's own cloud.
 */
export function createEnvironment(options, channel, apiHost) {
  let href;
  let size; // Reading it can make the engine lay the page out, so it is read again only after a `resize`.
  let shown;
  globalThis.addEventListener?.('resize', () => (size = undefined));

  return {
    /** What does not change while the options stay the same. The next call of `place` tells all. */
    environment() {
      href = undefined;
      const { custom_blocked_useragents: further, save_campaign_params, save_referrer } = options();
      const brands = attempt(() => navigator.userAgentData.brands.map(({ brand }) => brand).join()) ?? '';
      const { referrer } = document;
      return toJson({
        properties: attempt(() => browserProperties(options(), channel, apiHost())) ?? {},
        isBot: !!attempt(() => navigator.webdriver || isBot(navigator.userAgent, further) || isBot(brands, further)),
        doNotTrack: !!attempt(isUnwilling),
        notesFirstPage: !!(save_campaign_params || save_referrer),
        referral: save_referrer ? referral(referrer) : {},
        search: (save_referrer && search(referrer)) || {},
      }, Infinity);
    },

    /** Where the visitor is, if that is somewhere else than when it was asked last, or in a window of another size. */
    place() {
      const isSame = location.href === href && size;
      if (isSame) return;
      href = location.href;
      size ??= { $viewport_width: innerWidth, $viewport_height: innerHeight };
      const { disable_capture_url_hashes, mask_personal_data_properties, save_campaign_params } = options();
      const page = disable_capture_url_hashes ? href.split('#')[0] : href;
      shown = mask_personal_data_properties ? masked(page, (name) => isPersonal(options(), name)) : page;
      return toJson({
        properties: { $current_url: shown, $host: host(shown), $pathname: pathname(shown), ...size },
        // Some pages forbid their own scripts to read cookies.
        campaign: (save_campaign_params && attempt(() => campaign(shown, options()))) || {},
        info: touched(shown, document.referrer),
      }, Infinity);
    },

    /** What is told of a page that was noted as `info`; see `touch`. */
    touch: (info, prefix, isWhole) => toJson(touch(attempt(() => JSON.parse(info)) ?? {}, prefix, isWhole), Infinity),
  };
}
