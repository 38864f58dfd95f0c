const tops = new Map();
let here = null;

/** Notes how far down the place before was scrolled, and gives how far down this one was when it was left; 0 where it is new. */
export function arrive() {
  if (here !== null) tops.set(here, scrollY);
  const { state } = history;
  here = state?.place ?? `${Date.now()} ${tops.size}`;
  history.replaceState({ place: here }, '');
  return tops.get(here) ?? state?.top ?? 0;
}

// What a place holds comes after the browser would have scrolled to where it was.
history.scrollRestoration = 'manual';
// Another page leads back here as well.
addEventListener('pagehide', () => history.replaceState({ ...history.state, top: scrollY }, ''));
