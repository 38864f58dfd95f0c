/**
 * Reads the part of the address behind `#`: which view is asked for, and of whom. Keys of groups may hold anything, so they
 * stand there encoded.
 */
export function readRoute(hash) {
  const [, name, rest = ''] = /^#(\w+)(?:=(.*))?$/s.exec(hash) ?? [];
  const [path, query = ''] = rest.split('?', 2);
  const token = new URLSearchParams(query).get('token') ?? undefined;
  const parts = path.split('/').map(decoded);
  if (name === 'person' && parts[0]) return { view: 'person', uuid: parts[0], token };
  if (name === 'group' && parts.length === 2) return { view: 'group', type: parts[0], key: parts[1], token };
  if (name === 'members' && parts.length === 2) return { view: 'persons', group: { type: parts[0], key: parts[1], token } };
  if (name === 'groups') return { view: 'groups', type: parts[0] || undefined };
  return { view: 'persons' };
}

/** Returns the address of a person's page. */
export function personAddress({ uuid }) {
  return `#person=${encodeURIComponent(uuid)}`;
}

/** Returns the address of a group's page; with a token where the same group may be in several projects. */
export function groupAddress(group, token) {
  return `#group=${groupPath(group, token)}`;
}

/** Returns the address of the list of a group's members. */
export function membersAddress(group, token) {
  return `#members=${groupPath(group, token)}`;
}

/** Returns the address of the list of one type's groups. */
export function groupsAddress(type) {
  return `#groups=${encodeURIComponent(type)}`;
}

function groupPath({ type, key }, token) {
  const project = token === undefined ? '' : `?token=${encodeURIComponent(token)}`;
  return `${encodeURIComponent(type)}/${encodeURIComponent(key)}${project}`;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
