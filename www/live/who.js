const ORGANISATION_KEYS = ['organisation', 'organization', 'company', 'org', 'team'];
const SHORT_ID = 6;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Returns how to call the person of an event or of a list: `name` for the screen, `more` where there
 * is a second line to it, `seed` for the avatar's colour, and whether the person is `known` at all.
 */
export function whoIs(person, distinctId) {
  const seed = person?.uuid ?? distinctId;
  const { name, email } = person?.properties ?? {};
  const names = [name, email].filter((text) => typeof text === 'string' && text !== '');
  if (names.length > 0) return { known: true, seed, name: names[0], more: names[1] ?? '' };
  if (person?.is_identified) return { known: true, seed, name: chosenId(person, distinctId), more: '' };
  return { known: false, seed, name: `anonymous ${distinctId.slice(-SHORT_ID)}`, more: '' };
}

/** Returns whom an event is about; a colleague who acts under an organisation's id becomes the second line. */
export function whoDid(event) {
  const who = whoIs(event.person, event.distinct_id);
  const colleague = event.properties.personEmail;
  return typeof colleague === 'string' && colleague !== who.more && colleague !== who.name && who.more === ''
    ? { ...who, more: colleague }
    : who;
}

/**
 * Returns the organisation that an event was done for: the id itself where a site identifies by
 * organisation and names the colleague in `personEmail`, else what groups or properties say; or ''.
 */
export function organisationOf(event) {
  if (isTeamAccount(event)) return whoIs(event.person, event.distinct_id).name;
  const groups = Object.values(event.properties.$groups ?? {});
  const own = ORGANISATION_KEYS.map((key) => event.properties[key]);
  const persons = ORGANISATION_KEYS.map((key) => event.person?.properties?.[key]);
  return [...groups, ...own, ...persons].find((value) => typeof value === 'string' && value !== '') ?? '';
}

/** Returns the organisation that a person acted for last, else the one that their own properties name, or ''. */
export function organisationOfPerson(person) {
  const group = person.groups.find(({ type }) => ORGANISATION_KEYS.includes(type));
  if (group) return nameOfGroup(group.name, group.key);
  const found = ORGANISATION_KEYS.map((key) => person.properties?.[key]);
  return found.find((value) => typeof value === 'string' && value !== '') ?? '';
}

/** Returns how to call a member of a group, as `whoIs` does for a person. */
export function whoIsMember(member) {
  return whoIs({ ...member, properties: member }, member.distinct_ids[0] ?? member.uuid);
}

/** Returns how to call a group: by its property `name`, else by its key. */
export function nameOfGroup(name, key) {
  return typeof name === 'string' && name !== '' ? name : key;
}

function isTeamAccount({ person, distinct_id, properties }) {
  const { name, email } = person?.properties ?? {};
  const colleague = properties.personEmail;
  return Boolean(person?.is_identified && colleague && colleague !== distinct_id && !name && !email);
}

function chosenId(person, distinctId) {
  return [distinctId, ...(person.distinct_ids ?? [])].find((id) => !UUID.test(id)) ?? distinctId;
}
