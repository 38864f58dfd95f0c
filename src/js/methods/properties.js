// Properties that come with every event (posthog-api §2.3).

import * as Call from 'hoofprint-calls';
import { seconds } from '../config.js';
import { fromJson } from '../json.js';

export const propertyMethods = ({ core, encode }) => ({
  register: (properties, days) => core.call(Call.Register, encode(properties), encodeAge(days)),

  register_once: (properties, missing, days) =>
    core.call(
      Call.RegisterOnce,
      encode(properties),
      missing === undefined ? '' : (JSON.stringify(missing) ?? ''),
      encodeAge(days),
    ),

  unregister: (key) => core.call(Call.Unregister, String(key)),

  register_for_session: (properties) => core.call(Call.RegisterForSession, encode(properties)),

  unregister_for_session: (key) => core.call(Call.UnregisterForSession, String(key)),

  get_property: (key) => fromJson(core.ask(Call.Property, String(key))),

  getSessionProperty: (key) => fromJson(core.ask(Call.SessionProperty, String(key))),
});

/** Days as a text of seconds; empty for the usual age. */
const encodeAge = (days) => (days === undefined ? '' : String(seconds(days) || 0));
