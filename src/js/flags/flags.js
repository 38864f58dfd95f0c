// The visitor's feature flags (posthog-autocapture §10). Nothing is asked for before the page, what is stored, or the server's
// answer to an event says that there are any.

import * as Call from 'hoofprint-calls';
import { fromJson, toJson } from '../json.js';
import { createLoader } from './loader.js';
import { answered, asFlags, merged, NONE, parsed, where } from './values.js';

const FLAGS = '$enabled_feature_flags';
const OVERRIDES = '$override_feature_flags';
const PAYLOAD_OVERRIDES = '$override_feature_flag_payloads';
const PERSON = '$stored_person_properties';
const GROUPS = '$stored_group_properties';
/** Which flags were captured as read, and with which values. */
export const CALLED = '$flag_call_reported';
/** Entries of an answer, by what they are called here. */
const STORED = {
  flags: FLAGS,
  payloads: '$feature_flag_payloads',
  details: '$feature_flag_details',
  requestId: '$feature_flag_request_id',
  evaluatedAt: '$feature_flag_evaluated_at',
};

const isEmpty = (object) => !Object.keys(object).length;

/** A copy of an object of the page's, as it can be sent; empty for anything else. */
const plain = (value) => (Array.isArray(value) ? {} : JSON.parse(toJson(value) || '{}'));

/** The flags of one tracker, and what is known of the visitor to decide them by. */
export function createFlags(inside, network) {
  const { tracker, core, listeners, log } = inside;
  let known = NONE;
  let isGiven = false; // By an answer, or by the page.
  let isAnswered = false; // By the server, with all that there is.
  let isWanted = false;
  let errors = [];
  let anonymousId;
  let visitor;
  let overrides = {};
  let payloadOverrides = {};
  let person = {};
  let groups = {};

  const stored = (key) => fromJson(core.ask(Call.Property, key));
  const store = (entries) => {
    const text = toJson(entries, Infinity);
    if (text !== '{}') core.call(Call.Register, text);
    for (const [key, value] of Object.entries(entries)) if (value === undefined) core.call(Call.Unregister, key);
  };
  const keep = () => {
    const entries = Object.entries(STORED).map(([name, key]) => [key, known[name]]);
    store({ ...Object.fromEntries(entries), $active_feature_flags: Object.keys(where(known.flags, Boolean)) });
  };
  const recall = () => {
    known = { ...NONE };
    for (const [name, key] of Object.entries(STORED)) known[name] = stored(key) ?? known[name];
    overrides = stored(OVERRIDES) ?? {};
    payloadOverrides = stored(PAYLOAD_OVERRIDES) ?? {};
  };

  const noteVisitor = () => void (visitor = { id: tracker.get_distinct_id(), isNamed: tracker._isIdentified() });

  const all = () => ({ ...known.flags, ...overrides });
  const tell = (errorsLoading) => listeners.emit('flags', ...flags.told(), { errorsLoading });

  const request = () => ({
    person_properties: person,
    group_properties: isEmpty(groups) ? undefined : groups,
    $anon_distinct_id: anonymousId,
  });

  const received = (status, answer) => {
    const isFine = status === 200;
    const told = isFine && answer && answered({ ...answer, isPart: tracker.config.advanced_only_evaluate_survey_feature_flags }, known);
    errors = [];
    if (answer?.errorsWhileComputingFlags) errors.push('errors_while_computing_flags');
    if (isFine && answer?.quotaLimited?.includes?.('feature_flags')) {
      errors.push('quota_limited');
      return;
    }
    if (!isFine) errors.push(status < 0 ? 'timeout' : status ? `api_error_${status}` : 'connection_error');
    if (isFine && !loader.isFollowed()) anonymousId = undefined;
    if (isFine) isAnswered = true;
    isGiven = true;
    if (told) {
      known = told;
      keep();
    }
    tell(!isFine || !!answer?.errorsWhileComputingFlags);
  };

  const loader = createLoader(inside, network, request, received);

  const isStale = () => {
    const { feature_flag_cache_ttl_ms: longest } = tracker.config;
    return longest > 0 && known.evaluatedAt && Date.now() - known.evaluatedAt > longest;
  };

  const flags = {
    loader,
    tell,

    /** Takes up what is stored, unless the page has given flags itself. */
    begin() {
      const { config } = tracker;
      const given = isGiven && known;
      recall();
      if (given) {
        known = given;
        keep();
      }
      person = { ...stored(PERSON), ...person };
      groups = { ...stored(GROUPS), ...groups };
      noteVisitor();
      const remote = globalThis._POSTHOG_REMOTE_CONFIG?.[config.token]?.config;
      isWanted ||= !isEmpty(known.flags) || !!remote?.hasFeatureFlags;
      if (isWanted && !isGiven && !config.advanced_disable_feature_flags_on_first_load) loader.load();
    },

    /** Takes the flags of `bootstrap`, which count as loaded. */
    bootstrap() {
      const { featureFlags, featureFlagPayloads } = tracker.config.bootstrap ?? {};
      const on = where(asFlags(featureFlags) ?? {}, Boolean);
      if (isEmpty(on)) return;
      const payloads = where(featureFlagPayloads ?? {}, (_, key) => key in on);
      flags.bootstrapped = { flags: on, payloads };
      flags.update(on, payloads);
    },

    bootstrapped: { flags: {}, payloads: {} },

    isWanted: () => isWanted,

    /** The page, or the server, speaks of flags: from now on there is something to ask for. `isUrgent`: whatever the options say. */
    want(isUrgent) {
      if (isWanted) return;
      isWanted = true;
      const mayLoad = () => isUrgent || !(isGiven || tracker.config.advanced_disable_feature_flags_on_first_load);
      core.whenOpen(() => mayLoad() && loader.load());
    },

    /** The visitor allows again that something leaves. */
    resume: () => isWanted && !isAnswered && loader.load(),

    /** Which flags were captured as read, with which values; read from what is stored where that is not known. */
    called: undefined,

    forgetCalled() {
      flags.called = undefined;
      core.call(Call.Unregister, CALLED);
    },

    /** The visitor is somebody else, or acts for other groups. */
    visitorChanged() {
      const before = visitor;
      if (!before) return;
      noteVisitor();
      if (visitor.id !== before.id) {
        flags.forgetCalled();
        // Who was anonymous and now has a name is the same person.
        if (before.isNamed || !visitor.isNamed) {
          person = {};
          groups = {};
          // What is under way is about the one before.
          loader.forget();
        }
      }
      // A reset has deleted them.
      if (stored(FLAGS) === undefined && (isGiven || !isEmpty(known.flags))) {
        loader.forget();
        isGiven = isAnswered = false;
        recall();
      }
      if (isWanted) loader.load();
    },

    /** What `$set` and `$set_once` say of the person also goes to the server with the next request. */
    describePerson(set, setOnce, reload = true) {
      person = { ...plain(setOnce), ...person, ...plain(set) };
      flags.described(reload);
    },

    describeGroups(properties, reload = true) {
      for (const [type, told] of Object.entries(plain(properties))) groups = { ...groups, [type]: { ...groups[type], ...plain(told) } };
      flags.described(reload);
    },

    forgetPerson(names, reload = true) {
      person = names ? where(person, (_, name) => !names.includes(name)) : {};
      flags.described(reload);
    },

    forgetGroups(type) {
      groups = type === undefined ? {} : where(groups, (_, name) => name !== String(type));
      flags.described(true);
    },

    described(reload) {
      if (!isWanted) return;
      store({ [PERSON]: person, [GROUPS]: groups });
      if (reload) loader.load();
    },

    nameAnonymous: (id) => void (anonymousId = id),

    override(given, payloads) {
      if (given !== undefined) overrides = asFlags(Array.isArray(given) ? given : plain(given));
      if (payloads !== undefined) payloadOverrides = plain(payloads);
      const orNone = (entries) => (isEmpty(entries) ? undefined : entries);
      store({ [OVERRIDES]: orNone(overrides), [PAYLOAD_OVERRIDES]: orNone(payloadOverrides) });
      tell();
    },

    update(given, givenPayloads, isMerged = false) {
      const [values, payloads] = [asFlags(plain(given)), plain(givenPayloads)];
      known = isMerged ? merged(known, { flags: values, payloads }) : { ...NONE, flags: values, payloads };
      isGiven = isWanted = true;
      if (visitor) keep();
      tell();
    },

    received: (answer, errorsLoading) => received(errorsLoading ? 0 : 200, answer),

    isGiven: () => isGiven,
    isAnswered: () => isAnswered,
    errors: () => errors,
    known: () => known,
    all,
    payload: (key) => payloadOverrides[key] ?? known.payloads[key],
    payloads: () => ({ ...known.payloads, ...payloadOverrides }),

    /** What callbacks are told: the names of flags that are on, and their values. */
    told() {
      const on = where(all(), Boolean);
      // The page's own functions may ask it whether it has something.
      return [Object.keys(on), { ...on }];
    },

    /** A flag's value, as far as it may be told. */
    value(key, isFresh) {
      flags.want();
      if (isFresh && !isAnswered) return;
      const isOverridden = Object.hasOwn(overrides, key);
      if (isStale() && !isOverridden) return void loader.load();
      if (!isGiven && isEmpty(all())) log('flags: none are loaded yet, asked for:', key);
      const values = isOverridden ? overrides : known.flags;
      return Object.hasOwn(values, key) ? values[key] : undefined;
    },

    result(key, value) {
      if (value === undefined) return;
      const variant = typeof value === 'string' ? value : undefined;
      return { key, enabled: !!value, variant, payload: parsed(flags.payload(key)) };
    },
  };
  return flags;
}
