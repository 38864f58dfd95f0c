// Events (posthog-api §2.1).

import * as Call from 'hoofprint-calls';
import { attempt } from '../attempt.js';
import { captured as readable } from '../captured.js';
import { time } from '../clock.js';
import { fromJson, toJson } from '../json.js';
import { uuidOf } from '../page.js';

const DEFAULT_TIMEOUT_MS = 10000;

export function captureMethods(inside) {
  const { tracker, core, flags, page, listeners, guarded, encode, log } = inside;
  /** Makes a call that captures an event, and gives what becomes of it. */
  const captured = (...args) => {
    // What happens on a view comes after it.
    inside.history?.settle();
    // The page's hooks may capture events, too.
    const outer = page.reviewed;
    page.reviewed = null;
    const told = core.call(...args);
    const { reviewed } = page;
    page.reviewed = outer;
    if (told === undefined) return;
    const uuid = reviewed && uuidOf(told);
    if (reviewed?.has(uuid)) return reviewed.get(uuid);
    if (told[0] === '{') return readable((tell) => tell(told));
    return readable((tell) => page.tellText(+told, tell), () => core.ask(Call.Keep));
  };

  /** What has to be known of options beside their text. */
  const read = guarded('capture', ({ groups, as, _noTruncate }) => ({ groups: groups ?? undefined, as, _noTruncate }));

  const methods = {
    capture(event, properties, options) {
      if (typeof event !== 'string' || !event) return log('capture: an event needs a name, ignored:', event);
      let given = properties;
      if (given?.$current_url && typeof given.$current_url !== 'string') {
        log('capture: $current_url is no string, left out:', given.$current_url);
        const { $current_url, ...others } = given;
        given = others;
      }
      const { groups = inside.groups, as, _noTruncate } = (options && read(options)) ?? {};
      if (groups && typeof groups !== 'object') log('capture: groups are keys by types, ignored:', groups);
      const text = _noTruncate ? toJson(given, Infinity) : encode(given);
      const optionText = encodeOptions(groups ? { ...options, groups } : options, encode);
      const result = captured(Call.Capture, event, text, optionText);
      const { $set, $set_once } = { ...toldOfPerson(text), ...toldOfPerson(optionText) };
      if ($set && as === undefined) flags.describePerson($set, $set_once);
      return result;
    },

    alias(alias, original) {
      if (alias === tracker.get_property('$people_distinct_id')) {
        log('alias: this is a person already, ignored:', alias);
        return -2;
      }
      if (alias !== (original ?? tracker.get_distinct_id())) {
        return captured(Call.Alias, String(alias), original === undefined ? '' : String(original));
      }
      log('alias: this is the id already:', alias);
      tracker.identify(alias);
      return -1;
    },

    calculateEventProperties: (event, properties, timestamp, _uuid, readOnly) =>
      fromJson(
        core.ask(Call.Properties, String(event), encode(properties), readOnly ? 'read' : '', +(timestamp ?? time()) || time()),
      ) ?? {},

    captureTraceFeedback: (id, text) =>
      void methods.capture('$ai_feedback', { $ai_trace_id: String(id), $ai_feedback_text: text }),

    captureTraceMetric: (id, name, value) =>
      void methods.capture('$ai_metric', {
        $ai_trace_id: String(id),
        $ai_metric_name: name,
        $ai_metric_value: String(value),
      }),

    /**
     * Sends what waits now. Gives a promise, which tells whether everything was delivered (or dropped for good) within the
     * time.
     */
    flush: (options) =>
      new Promise((resolve) => {
        const end = (isSettled) => {
          stop();
          clearTimeout(timer);
          resolve(isSettled);
        };
        const look = () => core.is(Call.IsSettled) && end(true);
        const stop = listeners.add('settled', look);
        const timer = setTimeout(end, timeoutOf(options), false);
        core.whenOpen(() => {
          core.call(Call.Hurry);
          look();
        });
      }),

    getPageViewId: () => core.ask(Call.PageviewId),
  };
  methods._calculate_event_properties = methods.calculateEventProperties;
  return methods;
}

/** What the text of an event's properties or options says of the person. */
const toldOfPerson = (text) => (text.includes('"$set"') ? JSON.parse(text) : {});

/** How long `flush` waits, in milliseconds. */
const timeoutOf = (options) => attempt(() => +(options?.timeoutMs ?? DEFAULT_TIMEOUT_MS), DEFAULT_TIMEOUT_MS);

/** The options as JSON text, their timestamp (anything that `Date` reads) in milliseconds; left out where it is no time. */
function encodeOptions(options, encode) {
  const text = encode(options);
  if (!text.includes('"timestamp"')) return text;
  const { timestamp, ...others } = JSON.parse(text);
  const milliseconds = new Date(timestamp ?? NaN).getTime();
  return JSON.stringify(milliseconds >= 0 ? { ...others, timestamp: milliseconds } : others);
}
