// The options of `init`: names, defaults, and what of them the core is told (posthog-api §3).

import { toJson } from './json.js';

/** Old names of options; the new one wins where both are given. */
const RENAMED = {
  process_person: 'person_profiles',
  xhr_headers: 'request_headers',
  cookie_name: 'persistence_name',
  disable_cookie: 'disable_persistence',
  __preview_disable_beacon: 'disable_beacon',
  store_google: 'save_campaign_params',
  verbose: 'debug',
  on_xhr_error: 'on_request_error',
  __preview_cookie_wins_on_conflict: 'cookieWinsOnConflict',
};

/** Options that are objects, of which the page may give a part. */
const MERGED = ['rageclick', 'session_recording'];

/** Hosts under which many sites live that share nothing. */
const SHARED_HOST = /\.(herokuapp\.com|vercel\.app|netlify\.app)$/;
const POSTHOG_CLOUD = /^https:\/\/(app|us|us-assets|eu|eu-assets)(\.i)?\.posthog\.com$/;

const OFF =
  'disable_compression disable_external_dependency_loading disable_persistence upgrade disableDeviceModel ' +
  'opt_out_capturing_by_default opt_out_persistence_by_default respect_dnt opt_out_useragent_filter ip ' +
  'mask_personal_data_properties mask_all_text mask_all_element_attributes __preview_cookie_wins_on_conflict ' +
  'advanced_disable_flags advanced_disable_feature_flags advanced_disable_feature_flags_on_first_load ' +
  'advanced_only_evaluate_survey_feature_flags advanced_feature_flags_dedup_per_session advanced_disable_toolbar_metrics ' +
  'shareAnonymousId advanced_enable_surveys disable_surveys disable_surveys_automatic_display disable_session_recording ' +
  'disable_conversations disable_product_tours opt_in_site_apps __preview_deferred_init_extensions';
const ON = 'request_batching save_campaign_params save_referrer autocapture disable_web_experiments';
const NONE =
  'flags_api_host ui_host asset_host consent_persistence_name opt_out_capturing_cookie_prefix sanitize_properties';
const EMPTY =
  'cookie_persisted_properties custom_blocked_useragents property_denylist custom_personal_data_properties custom_campaign_params';

/** Options of one default, by their names. */
const each = (names, value) => Object.fromEntries(names.split(' ').map((name) => [name, value()]));

/** What `_onCapture` does unless the page says otherwise. */
export const nothing = () => {};

/** Every option with its default; some defaults depend on the date that `defaults` names (posthog-api §3.7). */
function defaultsAt(date, host) {
  const { protocol, hostname, search } = globalThis.location ?? {};
  // Compared as strings, as posthog-js does: an explicit 'unset' is later than any date.
  const since = (day) => date >= day;
  const isMay = since('2026-05-30');
  const stepping = ['next', 'previous', 'prev', '>', '<', '+', '-', '−', '–'];
  return {
    ...each(OFF, () => false),
    ...each(ON, () => true),
    ...each(NONE, () => null),
    ...each(EMPTY, () => []),

    api_host: host(),
    request_headers: {},
    request_queue_config: { flush_interval_ms: 3000 },
    feature_flag_request_timeout_ms: 3000,
    feature_flag_request_max_retries: 1,
    surveys_request_timeout_ms: 10000,
    strict_script_versioning: 'fallback',
    external_scripts_inject_target: since('2026-01-30') ? 'head' : 'body',

    persistence: 'localStorage+cookie',
    persistence_name: '',
    cookie_expiration: 365,
    cross_subdomain_cookie: !!hostname && !SHARED_HOST.test(hostname),
    secure_cookie: protocol === 'https:',
    persistence_save_debounce_ms: isMay ? 250 : 0,
    split_storage: isMay,
    cookieWinsOnConflict: date !== 'unset' && since('2026-08-29'),
    get_device_id: (uuid) => uuid,
    bootstrap: {},
    person_profiles: 'identified_only',
    session_idle_timeout_seconds: 1800,
    internal_or_test_user_hostname: since('2026-01-30') ? /^(localhost|127\.0\.0\.1)$/ : undefined,

    opt_out_capturing_persistence_type: 'localStorage',
    disable_capture_url_hashes: since('2026-06-25'),
    properties_string_max_length: 65535,
    _onCapture: nothing,

    rageclick: isMay
      ? { content_ignorelist: stepping, ignore_text_selection: true }
      : !since('2025-11-30') || { content_ignorelist: true },
    capture_pageview: since('2025-05-24') ? 'history_change' : true,
    capture_pageleave: 'if_capture_pageview',
    detect_google_search_app: isMay,
    error_tracking: {},
    session_recording: {
      ...(since('2025-11-30') && { strictMinimumDuration: true }),
      ...(isMay && { canvasCapture: { resolutionScale: 0.6 } }),
      ...(since('2026-06-25') && { streamNetworkBody: true }),
    },
    debug: !!search?.includes('__posthog_debug=true'),
    defaults: 'unset',
    loaded: nothing,
  };
}

/** The options of a tracker: what the page gave, over the defaults. */
export const withDefaults = (given, host) => adopt(defaultsAt(given?.defaults || '', host), given);

/** Takes options over into a configuration, under today's names. What is undefined changes nothing. */
export function adopt(config, given) {
  if (given === null || typeof given !== 'object') return config;
  const denied = given.property_blacklist;
  for (const [name, value] of Object.entries(given)) {
    const today = Object.hasOwn(RENAMED, name) ? RENAMED[name] : name;
    const isOutdone = today !== name && given[today] !== undefined;
    if (value === undefined || isOutdone) continue;
    // What a snapshot of defaults says of an object's members holds beside what the page says of others.
    const isMerged = MERGED.includes(today) && typeof value === 'object';
    config[today] = isMerged ? { ...config[today], ...value } : value;
  }
  const versioned = given.__preview_external_dependency_versioned_paths;
  if (versioned !== undefined) {
    config.strict_script_versioning = given.strict_script_versioning ?? !!versioned;
    if (typeof versioned === 'string') config.asset_host = versioned;
  }
  if (Array.isArray(denied)) config.property_denylist = denied.concat(given.property_denylist ?? []);
  return config;
}

/** Seconds as whole milliseconds; nothing where it is no number. */
const milliseconds = (time) => (typeof time === 'number' ? Math.round(time * 1000) : undefined);

/** Days as whole seconds. */
export const seconds = (days) => Math.round(days * 24 * 60 * 60);

/** Whether a text names one of the ways in which properties can be kept. */
export const isPersistence = (text) => /^(localstorage(\+cookie)?|cookie|sessionstorage|memory)$/i.test(text);

/** The collector's address without a slash at its end. */
export function apiHost({ api_host }) {
  const host = String(api_host).trim().replace(/\/$/, '');
  return host === 'https://app.posthog.com' ? 'https://us.i.posthog.com' : host;
}

/** The collector's address where it is not PostHog's own cloud. */
export function customApiHost(config) {
  const host = apiHost(config);
  return POSTHOG_CLOUD.test(host) ? '' : host;
}

/** The options that the core reads as they are. */
const FOR_CORE =
  'persistence persistence_name disable_persistence cross_subdomain_cookie secure_cookie cookie_persisted_properties ' +
  'cookieWinsOnConflict person_profiles request_batching request_queue_config rate_limiting opt_out_capturing_by_default ' +
  'opt_out_capturing_persistence_type consent_persistence_name opt_out_capturing_cookie_prefix respect_dnt cookieless_mode ' +
  'opt_out_useragent_filter __preview_capture_bot_pageviews property_denylist debug';

/** What the core is told, as JSON text. `reviewed` says whether the page wants to see events before they are sent. */
export function encode(config, name, reviewed, inherits, anonymous_id) {
  const { distinctID = config.identity_distinct_id, isIdentifiedID, sessionID } = config.bootstrap ?? {};
  const isIdentified = config.bootstrap?.distinctID === undefined ? true : isIdentifiedID;
  const { capture_pageview, capture_pageleave } = config;
  return toJson({
    ...Object.fromEntries(FOR_CORE.split(' ').map((option) => [option, config[option]])),
    cookie_age: seconds(config.cookie_expiration),
    session_idle_timeout_ms: milliseconds(config.session_idle_timeout_seconds),
    capture_pageview: !!capture_pageview,
    capture_pageleave: capture_pageleave === true || (capture_pageleave === 'if_capture_pageview' && !!capture_pageview),
    name,
    reviewed,
    inherits,
    anonymous_id,
    bootstrap: { distinctID, isIdentifiedID: isIdentified, sessionID },
  });
}
