// Asking for flags (posthog-wire §5): once a moment, one request at a time, not for ever where nobody answers.

import * as Call from 'hoofprint-calls';
import { fromJson } from '../json.js';

const PATH = '/flags/?v=2';
const DEBOUNCE_MS = 5;
/** Requests without an answer, one after the other, after which none is made before the network is back. */
const MAX_FAILURES = 3;
const REFRESH_MS = 300000;

/** What `request()` adds to the visitor, and `received(status, answer)` takes what comes. */
export function createLoader({ tracker, core, listeners, guarded }, network, request, received) {
  let timer;
  let refresh;
  let isInFlight = false;
  let isQueued = false;
  let failures = 0;
  let visitors = 0; // Answers about one who has left are nobody's.

  const body = () => {
    const { config } = tracker;
    const visitor = fromJson(core.ask(Call.FlagRequest) || undefined);
    if (!visitor) return;
    const more = request();
    const contexts = (config.evaluation_contexts ?? config.evaluation_environments)?.filter?.((name) => name?.trim?.());
    return {
      ...visitor,
      ...more,
      person_properties: { ...visitor.person_properties, ...more.person_properties, $lib: 'web', $lib_version: VERSION },
      disable_flags: config.advanced_disable_feature_flags || undefined,
      evaluation_contexts: contexts?.length ? contexts : undefined,
      flag_keys: Array.isArray(config.flag_keys) ? config.flag_keys : undefined,
      sent_at: new Date(),
    };
  };

  const ask = async () => {
    const { config } = tracker;
    // Nothing leaves before the visitor allows it.
    const asked = core.is(Call.IsCapturing) && body();
    if (!asked) return;
    isInFlight = true;
    const visitor = visitors;
    const text = JSON.stringify(asked);
    const path = PATH + (config.advanced_only_evaluate_survey_feature_flags ? '&only_evaluate_survey_feature_flags=true' : '');
    let answer;
    for (let left = config.feature_flag_request_max_retries; ; left--) {
      answer = await network.ask(path, text, config.feature_flag_request_timeout_ms);
      if (answer[0] > 0 || !(left > 0)) break;
    }
    isInFlight = false;
    failures = answer[0] === 0 && navigator.onLine !== false ? failures + 1 : 0;
    if (failures === MAX_FAILURES) addEventListener('online', guarded('online', retry), { once: true });
    if (visitor === visitors) received(...answer);
    refreshLater();
    if (isQueued) loader.load();
    isQueued = false;
  };

  const retry = () => {
    failures = 0;
    loader.load();
  };

  const refreshLater = () => {
    const every = tracker.config.remote_config_refresh_interval_ms ?? REFRESH_MS;
    if (!(every > 0)) return;
    clearTimeout(refresh);
    refresh = setTimeout(guarded('flags', () => (document.visibilityState === 'visible' ? loader.load() : refreshLater())), every);
  };

  const loader = {
    isPaused: false,

    /** Asks soon, unless that is not wanted or of no use. */
    load() {
      const { config } = tracker;
      const isOff = config.advanced_disable_flags || config.advanced_disable_decide || config.advanced_disable_feature_flags;
      if (isOff || loader.isPaused || failures >= MAX_FAILURES || timer) return;
      listeners.emit('featureFlagsReloading', true);
      const due = () => {
        timer = undefined;
        if (isInFlight) isQueued = true;
        else ask();
      };
      timer = setTimeout(guarded('flags', () => core.whenOpen(due)), DEBOUNCE_MS);
    },

    /** Whether nothing is under way. */
    isIdle: () => !timer && !isInFlight,

    /** Whether another request follows the one that is answered. */
    isFollowed: () => isQueued,

    /** Whoever was asked for is gone. */
    forget: () => void visitors++,
  };
  return loader;
}
