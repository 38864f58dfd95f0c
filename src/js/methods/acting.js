// Events of somebody else, or for other groups than the visitor's. Nothing of this is stored, and the visitor stays who they are.

import { peopleInside } from './people.js';

/** Fills in `as`, and `withGroups`, which gives (and throws) what the page's own function does. */
export function addActing(inside) {
  const { tracker, guarded, log } = inside;

  /** Methods whose events have `whose` among their options. */
  const methodsFor = (whose) => {
    const capture = (event, properties, options) =>
      tracker.capture(event, properties, { ...options, ...whose, groups: options?.groups ?? whose.groups });
    const setPersonProperties = ($set, $set_once) => void capture('$set', { $set, $set_once });
    const { set, set_once } = peopleInside({ tracker: { setPersonProperties } });
    return {
      capture: guarded('capture', capture),
      people: { set: guarded('people.set', set), set_once: guarded('people.set_once', set_once) },
    };
  };

  const actor = (id) => {
    const groups = {};
    const methods = methodsFor({ as: id, groups });
    const group = (type, key, properties) => {
      if (!type || !key) return log('group: needs a type and a key, ignored:', type, key);
      const isNew = groups[type] !== key;
      groups[type] = key;
      if (!isNew && !properties) return;
      methods.capture('$groupidentify', { $group_type: String(type), $group_key: key, $group_set: properties });
    };
    return { ...methods, group: guarded('group', group) };
  };

  /** The tracker, but for its events, which are for `groups`. */
  const forGroups = (groups) => Object.assign(Object.create(tracker), methodsFor({ groups }));

  tracker.as = (id) => {
    const isName = typeof id === 'number' || (typeof id === 'string' && id.trim());
    if (!isName) log('as: a person needs a name, ignored:', id);
    return actor(isName ? String(id) : '');
  };

  tracker.withGroups = (groups, run) => {
    if (typeof run !== 'function') return log('withGroups: needs a function, ignored:', run);
    const outer = inside.groups;
    const given = guarded('withGroups', () => groups && typeof groups === 'object' && { ...groups })();
    if (!given) log('withGroups: groups are keys by types, ignored:', groups);
    inside.groups = given || outer;
    try {
      return run(given ? forGroups(given) : tracker);
    } finally {
      inside.groups = outer;
    }
  };
}
