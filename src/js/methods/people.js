// Persons and the groups they act for (posthog-api §2.2).

import * as Call from 'hoofprint-calls';
import { fromJson } from '../json.js';

function forgetIdentity(config) {
  delete config.identity_distinct_id;
  delete config.identity_hash;
}

/** `people`, beside the methods of the tracker itself. */
export const peopleInside = ({ tracker }) => {
  const set = (method) => (property, value, callback) => {
    const isNamed = typeof property === 'string';
    const properties = isNamed ? { [property]: value } : property;
    tracker.setPersonProperties(...(method === 'set' ? [properties] : [undefined, properties]));
    (isNamed ? callback : value)?.({});
  };
  return { set: set('set'), set_once: set('set_once'), toString: () => `${tracker}.people` };
};

export function peopleMethods(inside) {
  const { tracker, core, flags, encode, log } = inside;
  const methods = {
    identify(id, set, setOnce) {
      const person = typeof id === 'number' ? String(id) : id;
      if (typeof person !== 'string' || !person.trim()) return log('identify: a person needs a name, ignored:', id);
      const before = methods.get_distinct_id();
      if (before !== person && !methods._isIdentified()) flags.nameAnonymous(before);
      core.call(Call.Identify, person, encode(set), encode(setOnce));
      if (set || setOnce) flags.describePerson(set, setOnce);
    },

    setPersonProperties(set, setOnce) {
      core.call(Call.SetPersonProperties, encode(set), encode(setOnce));
      if (set || setOnce) flags.describePerson(set, setOnce);
    },

    unsetPersonProperties(names) {
      const list = [names].flat().filter((name) => typeof name === 'string' && name);
      core.call(Call.UnsetPersonProperties, encode(list));
      flags.forgetPerson(list);
    },

    createPersonProfile: () => core.call(Call.CreatePersonProfile),

    setInternalOrTestUser: () => methods.setPersonProperties({ $internal_or_test_user: true }),

    group(type, key, properties) {
      if (!type || !key) return log('group: needs a type and a key, ignored:', type, key);
      const text = encode({ key });
      core.call(Call.Group, String(type), text.slice(7, -1), encode(properties));
      if (properties) flags.describeGroups({ [type]: properties });
    },

    resetGroups() {
      core.call(Call.LeaveGroups);
      flags.forgetGroups();
    },

    ungroup(type) {
      if (!type) return log('ungroup: needs a type, ignored:', type);
      core.call(Call.LeaveGroups, String(type));
    },

    getGroups: () => fromJson(core.ask(Call.Property, '$groups')) ?? {},

    reset(options) {
      const isNewDevice = options === true || options?.resetDeviceID === true;
      const { config } = tracker;
      // What the page knew of the visitor before is not the next one's.
      forgetIdentity(config);
      const bootstrap = options?.bootstrap;
      config.bootstrap = bootstrap ?? inside.bootstrap;
      inside.renew(() => core.call(Call.Reset, isNewDevice ? 'device' : '', encode(bootstrap)));
      if (bootstrap) flags.bootstrap();
    },

    _isIdentified: () => tracker.get_property('$user_state') === 'identified',

    get_distinct_id: () => fromJson(core.ask(Call.Property, 'distinct_id')),

    setIdentity(id, hash) {
      Object.assign(tracker.config, { identity_distinct_id: id, identity_hash: hash });
      tracker.alias(id);
    },

    clearIdentity: () => forgetIdentity(tracker.config),
  };
  return methods;
}
