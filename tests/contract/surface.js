// What a site that runs posthog-js may call and configure, by the parts of its documentation. Each name has a test of that
// name somewhere under `tests/` (or in the Rust code); `coverage.test.js` sees to it and writes the table in
// `docs/compatibility.md`.

export const METHODS = {
  'Starting': ['init', 'push', 'set_config', 'debug', 'shutdown', 'toString', '__loaded', '__SV', 'version', 'config'],
  'Events': [
    'capture', 'on', 'calculateEventProperties', '_calculate_event_properties', 'captureTraceFeedback', 'captureTraceMetric',
    'getPageViewId', 'flush',
  ],
  'Persons and groups': [
    'identify', 'setPersonProperties', 'unsetPersonProperties', 'people.set', 'people.set_once', 'alias', 'group', 'resetGroups',
    'getGroups', 'ungroup', 'withGroups', 'as', 'createPersonProfile', 'setInternalOrTestUser', 'get_distinct_id', 'setIdentity', 'clearIdentity', 'reset',
  ],
  'Properties of every event': [
    'register', 'register_once', 'unregister', 'register_for_session', 'unregister_for_session', 'get_property',
    'getSessionProperty',
  ],
  'Sessions': ['get_session_id', 'onSessionId', 'get_session_replay_url'],
  'Consent': [
    'opt_in_capturing', 'opt_out_capturing', 'has_opted_in_capturing', 'has_opted_out_capturing', 'clear_opt_in_out_capturing',
    'get_explicit_consent_status', 'is_capturing',
  ],
  'Inside': [
    'persistence', 'sessionPersistence', 'sessionManager', 'featureFlags', 'people', 'consent', '_is_bot', '_isIdentified', 'flagsEndpointWasHit',
    'decideEndpointWasHit', 'surveys', 'conversations', 'logs', 'metrics', 'experiments', 'toolbar', 'exceptions',
    'sessionRecording', 'autocapture', 'heatmaps', 'webPerformance', 'SentryIntegration', 'sentryIntegration', 'logger',
  ],
  'Feature flags': [
    'getFeatureFlag', 'isFeatureEnabled', 'getFeatureFlagResult', 'getFeatureFlagPayload', 'getAllFeatureFlags',
    'reloadFeatureFlags', 'updateFlags', 'onFeatureFlags', 'setPersonPropertiesForFlags', 'resetPersonPropertiesForFlags',
    'setGroupPropertiesForFlags', 'resetGroupPropertiesForFlags', 'updateEarlyAccessFeatureEnrollment',
    'getEarlyAccessFeatures',
  ],
  'Features that are not there': [
    'captureException', 'addExceptionStep', 'startExceptionAutocapture', 'stopExceptionAutocapture', 'captureLog', 'getSurveys', 'getActiveMatchingSurveys', 'onSurveysLoaded', 'renderSurvey', 'displaySurvey',
    'cancelPendingSurvey', 'canRenderSurvey', 'canRenderSurveyAsync', 'startSessionRecording', 'stopSessionRecording',
    'sessionRecordingStarted', 'loadToolbar',
  ],
};

export const OPTIONS = {
  'Hosts, transport, batching': [
    'api_host', 'ui_host', 'asset_host', 'rewriteRequestPath', 'api_transport', 'request_headers',
    'request_batching', 'request_queue_config', 'disable_compression', 'disable_beacon', 'fetch_options', 'on_request_error',
    'rate_limiting', 'surveys_request_timeout_ms',
    'strict_script_versioning', 'external_scripts_inject_target', 'prepare_external_dependency_script',
    'prepare_external_dependency_stylesheet', 'disable_external_dependency_loading',
  ],
  'Persistence and identity': [
    'persistence', 'persistence_name', 'cookie_expiration', 'cross_subdomain_cookie', 'secure_cookie',
    'cookie_persisted_properties', 'disable_persistence', 'persistence_save_debounce_ms', 'split_storage',
    'cookieWinsOnConflict', 'upgrade', 'get_device_id', 'bootstrap', 'person_profiles', 'session_idle_timeout_seconds',
    'identity_distinct_id', 'identity_hash', 'disableDeviceModel', 'shareAnonymousId', 'segment', 'internal_or_test_user_hostname',
  ],
  'Privacy': [
    'opt_out_capturing_by_default', 'opt_out_persistence_by_default', 'opt_out_capturing_persistence_type',
    'consent_persistence_name', 'opt_out_capturing_cookie_prefix', 'respect_dnt', 'cookieless_mode', 'opt_out_useragent_filter',
    'custom_blocked_useragents', 'property_denylist', 'mask_personal_data_properties', 'custom_personal_data_properties',
    'mask_all_text', 'mask_all_element_attributes', 'disable_capture_url_hashes', 'properties_string_max_length', 'before_send',
    'sanitize_properties', '_onCapture', 'ip', '__preview_capture_bot_pageviews',
  ],
  'Automatic capture': [
    'autocapture', 'rageclick', 'capture_pageview', 'capture_pageleave', 'disable_scroll_properties', 'scroll_root_selector',
    'get_current_url', 'save_campaign_params', 'custom_campaign_params', 'save_referrer', 'detect_google_search_app',
  ],
  'Feature flags': [
    'flags_api_host', 'feature_flag_request_timeout_ms', 'feature_flag_request_max_retries', 'remote_config_refresh_interval_ms',
    'advanced_disable_flags', 'advanced_disable_decide', 'advanced_disable_feature_flags',
    'advanced_disable_feature_flags_on_first_load', 'advanced_only_evaluate_survey_feature_flags',
    'advanced_feature_flags_dedup_per_session', 'feature_flag_cache_ttl_ms', 'evaluation_contexts', 'evaluation_environments',
    'flag_keys',
  ],
  'Snapshots of defaults': ['defaults', 'loaded', 'name'],
  'Names that do nothing any more': [
    '__preview_flags_v2', '__preview_eager_load_replay', '__preview_lazy_load_replay', '__preview_disable_xhr_credentials',
    'api_method', 'inapp_protocol', 'inapp_link_new_window',
  ],
  'Old names': [
    'process_person', 'xhr_headers', 'cookie_name', 'disable_cookie', '__preview_disable_beacon', 'store_google', 'verbose',
    '__preview_cookie_wins_on_conflict', 'property_blacklist', '__preview_external_dependency_versioned_paths', 'on_xhr_error',
  ],
};
