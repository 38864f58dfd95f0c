import { readText, writeText } from '../shared/store.js';
import { seedOrganisations } from './seeds.js';

const KEY = 'paddock.state.1';

/** Paddock's whole state: its organisations, who is logged in, for which of them, and how the app identifies them. */
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

/** Returns who is logged in as `{ person, organisation }`, or null. Unless they switched, it is their own one. */
export function current() {
  const { email, actsFor, organisations } = state;
  const own = organisations.find(({ people }) => people.some((person) => person.email === email));
  if (!own) return null;
  const organisation = organisations.find(({ name }) => name === actsFor) ?? own;
  return { person: own.people.find((person) => person.email === email), organisation };
}

/** Logs a person in, for their own organisation; null logs out. */
export function enter(person) {
  state.email = person?.email ?? null;
  state.actsFor = null;
  save();
}

/** Lets whoever is logged in act for another organisation. */
export function actFor(organisation) {
  state.actsFor = organisation.name;
  save();
}

/** Returns what the calls say of a person who acts for an organisation. */
export function asUser({ name, email }, organisation) {
  return { name, email, org: organisation.name, plan: organisation.plan };
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
  return { organisations: seedOrganisations(), email: null, actsFor: null, mode: 'both' };
}

function load() {
  try {
    return { ...fresh(), ...JSON.parse(readText(KEY)) };
  } catch {
    return fresh();
  }
}
