// What happened in a world, as plain data: what a tracker and a collector have to make of the steps by what their documents say.
// Made from the generator's world alone; the collector is never asked.

import { DAY, MINUTE } from './calendar.js';

/**
 * Gives the `events` in the order of their moments, the `persons` with their distinct ids and properties, the `groups` (the
 * companies) with their properties and members, and how many `eventsOn` each device there were. Anonymous ids, which only the
 * tracker knows, are called `<device>#<number>` here.
 */
export function ledgerOf(world) {
  const byDevice = new Map(world.rounds.flat(2).map((device) => [device.id, captured(device)]));
  const events = [...byDevice.values()].flat();
  const people = peopleOf(events);
  const groups = groupsOf(events, people);
  for (const event of events) event.person = people.of(event.id);
  return {
    start: world.start,
    end: world.end,
    events: events.sort((a, b) => a.at - b.at),
    eventsOn: new Map([...byDevice].map(([device, { length }]) => [device, length])),
    persons: people.all,
    groups,
  };
}

/** What the tracker on one device captures, in its order. */
function captured({ id: device, form, os, documents }) {
  const events = [];
  let anonymous = 0;
  let visitor;
  let session = { number: 0 };
  let pathname;
  const meet = () => (visitor = { id: `${device}#${anonymous++}`, email: undefined, groups: {}, registered: {}, landing: undefined });

  const capture = (at, event, { properties = {}, groups = visitor.groups, ...rest } = {}) => {
    const { last, began } = session;
    const isOver = last === undefined || at - last > 30 * MINUTE || at - began > DAY;
    session = isOver ? { number: session.number + 1, began: at, last: at } : { ...session, last: at };
    const isNamed = visitor.email !== undefined;
    events.push({
      at,
      event,
      device,
      id: visitor.email ?? visitor.id,
      session: `${device}/${session.number}`,
      company: groups.company,
      // Visitors without a name have no profile, unless the event names a group by itself.
      isPersonless: !isNamed && groups === visitor.groups,
      properties: {
        $pathname: pathname,
        $os: os,
        $device_type: form === 'phone' ? 'Mobile' : 'Desktop',
        $browser: 'Chrome',
        $is_identified: isNamed,
        ...visitor.registered,
        ...properties,
      },
      ...rest,
    });
  };
  const look = (at, path) => {
    pathname = path.split('?')[0];
    visitor.landing ??= path;
    capture(at, '$pageview');
  };

  const methods = {
    view: (at, path) => look(at, path),
    identify(at, email) {
      if (visitor.email !== undefined) return;
      const anonymousId = visitor.id;
      visitor.email = email;
      capture(at, '$identify', { merges: anonymousId, setOnce: { $initial_utm_source: sourceOf(visitor.landing) } });
    },
    'people.set': (at, properties) => capture(at, '$set', { set: properties }),
    'people.set_once': (at, properties) => capture(at, '$set', { setOnce: properties }),
    group(at, type, key, properties) {
      const isNews = visitor.groups[type] !== key;
      visitor.groups = { ...visitor.groups, [type]: key };
      if (isNews || properties) capture(at, '$groupidentify', { groupSet: { key, properties } });
    },
    register: (at, properties) => Object.assign(visitor.registered, properties),
    reset() {
      meet();
      session = { number: session.number };
      visitor.landing = pathname;
    },
    capture(at, event, { $set, ...properties } = {}, { groups } = {}) {
      capture(at, event, { properties, groups, set: $set });
    },
  };

  meet();
  for (const { at, path, steps } of documents) {
    look(at, path);
    for (const [at, method, ...given] of steps) methods[method](at, ...given);
  }
  return events;
}

const sourceOf = (path) => new URL(path, 'http://paddock.example').searchParams.get('utm_source');

/** Who is who. The events are in the order of their arrival, which is what counts for what is known of a person. */
function peopleOf(events) {
  const owner = new Map();
  for (const event of events) {
    const { at, id, isPersonless, merges } = event;
    if (isPersonless) continue;
    let person = owner.get(id);
    if (!person) owner.set(id, (person = { name: id, ids: new Set([id]), createdAt: at, properties: {}, isKnown: true }));
    if (merges) {
      owner.set(merges, person);
      person.ids.add(merges);
    }
    for (const [key, value] of Object.entries(event.setOnce ?? {})) person.properties[key] ??= value;
    Object.assign(person.properties, event.set);
  }
  // Whoever never got a name is one person for each id.
  for (const { id, at } of events) {
    if (!owner.has(id)) owner.set(id, { name: id, ids: new Set([id]), createdAt: at, properties: {}, isKnown: false });
  }
  return { of: (id) => owner.get(id), all: [...new Set(owner.values())] };
}

function groupsOf(events, people) {
  const groups = new Map();
  for (const { at, groupSet } of events) {
    if (!groupSet) continue;
    const { key, properties } = groupSet;
    if (!groups.has(key)) groups.set(key, { key, createdAt: at, properties: {}, members: new Set() });
    Object.assign(groups.get(key).properties, properties);
  }
  for (const { company, isPersonless, id } of events) {
    if (company !== undefined && !isPersonless) groups.get(company).members.add(people.of(id));
  }
  return groups;
}
