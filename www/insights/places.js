const tops = new Map();
let here = null;

/** Notes how far down the place before was scrolled, and gives how far down this one was when it was left; 0 where it is new. */
export function arrive() {
  if (here !== null) tops.set(here, scrollY);
  here = history.state?.place ?? `${Date.now()} ${tops.size}`;
  history.replaceState({ place: here }, '');
  return tops.get(here) ?? 0;
}

// What a place holds comes after the browser would have scrolled to where it was.
history.scrollRestoration = 'manual';
