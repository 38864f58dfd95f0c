// `$feature_flag_called`: which flags were read, once each and value (posthog-autocapture §10.4).

import * as Call from 'hoofprint-calls';
import { fromJson, toJson } from '../json.js';
import { CALLED } from './flags.js';

const SESSION = '$flag_call_reported_session_id';

/** Flags that are remembered as read; beyond that, they are captured again. */
const MAX_CALLED = 1000;

/** Gives a function that captures that a flag was read, with its value (`undefined` where there is none). */
export function createCalled({ tracker, core, flags }) {
  const stored = (key) => fromJson(core.ask(Call.Property, key));

  return (key, value) => {
    const session = tracker.config.advanced_feature_flags_dedup_per_session ? tracker.get_session_id() : undefined;
    if (session && session !== stored(SESSION)) flags.called = {};
    const called = flags.called ?? stored(CALLED) ?? {};
    const told = Object.hasOwn(called, key) ? called[key] : [];
    if (told.includes(String(value))) return;
    const others = Object.keys(called).length < MAX_CALLED ? called : {};
    flags.called = { ...others, [key]: [...told, String(value)] };
    core.call(Call.Register, toJson({ [CALLED]: flags.called, [SESSION]: session }, Infinity));

    const { details, payloads, requestId, evaluatedAt } = flags.known();
    const { metadata, reason, original_enabled, original_variant } = details[key] ?? {};
    const errors = [...flags.errors(), ...(value === undefined ? ['flag_missing'] : [])];
    const { bootstrapped } = flags;
    tracker.capture('$feature_flag_called', {
      $feature_flag: key,
      $feature_flag_response: value,
      $feature_flag_payload: payloads[key] ?? null,
      $feature_flag_request_id: requestId,
      $feature_flag_evaluated_at: evaluatedAt,
      $feature_flag_bootstrapped_response: bootstrapped.flags[key] ?? null,
      $feature_flag_bootstrapped_payload: bootstrapped.payloads[key] ?? null,
      $used_bootstrap_value: !flags.isAnswered(),
      $feature_flag_has_experiment: metadata?.has_experiment,
      $feature_flag_version: metadata?.version,
      $feature_flag_reason: reason?.description ?? reason?.code,
      $feature_flag_id: metadata?.id,
      $feature_flag_original_response: original_variant ?? original_enabled,
      $feature_flag_error: errors.length ? errors.join(',') : undefined,
    });
  };
}
