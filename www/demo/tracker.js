/** Makes the calls on `window.posthog`; where a blocker removed it, the product goes on regardless. */
export function run(calls) {
  for (const [path, ...parameters] of calls) {
    const owner = path.startsWith('people.') ? window.posthog?.people : window.posthog;
    owner?.[path.split('.').pop()]?.(...parameters);
  }
}

/** Returns the current distinct id, or null for as long as the tracker's core is still loading. */
export function distinctId() {
  const id = window.posthog?.get_distinct_id?.();
  return typeof id === 'string' && id !== '' ? id : null;
}

/** Calls back once the tracker has started and has replayed the calls that waited for it. */
export function whenReady(callback) {
  document.addEventListener('tracker:ready', () => setTimeout(callback, 50), { once: true });
}
