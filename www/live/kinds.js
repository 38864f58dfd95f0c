const KINDS = new Map([
  ['$pageview', 'view'],
  ['$pageleave', 'view'],
  ['$screen', 'view'],
  ['$identify', 'identify'],
  ['$create_alias', 'identify'],
  ['$merge_dangerously', 'identify'],
  ['$set', 'set'],
  ['$groupidentify', 'group'],
]);

/** Returns which kind an event is of: `view`, `identify`, `set`, `group`, `auto` or `custom`; icons and colours go by it. */
export function kindOf(name) {
  return KINDS.get(name) ?? (name.startsWith('$') ? 'auto' : 'custom');
}
