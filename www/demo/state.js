import { readText, writeText } from '../shared/store.js';
import { seedOrganisations } from './seeds.js';

const KEY = 'paddock.state.1';

/** Paddock's whole state: its organisations, who is logged in, and how the app identifies them. */
export const state = load();

/** Writes the state down, so that it survives a reload. */
export function save() {
  writeText(KEY, JSON.stringify(state));
}

/** Puts every organisation back to how it was at first. */
export function startOver() {
  Object.assign(state, fresh());
  save();
}

/** Returns who is logged in as `{ person, organisation }`, or null. */
export function current() {
  for (const organisation of state.organisations) {
    const person = organisation.people.find(({ email }) => email === state.email);
    if (person) return { person, organisation };
  }
  return null;
}

/** Adds a person to an organisation, which is made when it is new, and returns both. */
export function join({ name, email, company, plan }) {
  for (const other of state.organisations) {
    other.people = other.people.filter((person) => person.email !== email);
  }
  let organisation = state.organisations.find((other) => other.name === company);
  if (!organisation) {
    organisation = { name: company, plan, people: [], projects: [], paid: [] };
    state.organisations.unshift(organisation);
  }
  organisation.plan = plan;
  const person = { name, email, role: 'Owner' };
  organisation.people.push(person);
  return { person, organisation };
}

function fresh() {
  return { organisations: seedOrganisations(), email: null, mode: 'person' };
}

function load() {
  try {
    return { ...fresh(), ...JSON.parse(readText(KEY)) };
  } catch {
    return fresh();
  }
}
