// Chance that comes out the same for the same seed, whatever else was drawn before.

/** FNV-1a: a number of 32 bits for a text. */
function hash(text) {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ char.codePointAt(0), 0x01000193) >>> 0;
  return value;
}

/** Draws for one purpose. `of(purpose)` gives draws of its own, so that a change of one part leaves the others as they were. */
export function chance(seed) {
  // Mulberry32.
  let state = hash(String(seed));
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const draws = {
    of: (purpose) => chance(`${seed}/${purpose}`),
    /** From 0 up to 1, without it. */
    next,
    /** Whether something of this probability happens. */
    is: (probability) => next() < probability,
    /** A whole number, both ends included. */
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    /** Any number between. */
    between: (from, to) => from + next() * (to - from),
    pick: (list) => list[Math.floor(next() * list.length)],
    /** One of `[value, weight]`. */
    weighted(list) {
      let left = next() * list.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of list) {
        left -= weight;
        if (left < 0) return value;
      }
      return list.at(-1)[0];
    },
    /** A waiting time with this mean, never more than eight times of it. */
    wait: (mean) => Math.min(-Math.log(1 - next()), 8) * mean,
    shuffled(list) {
      const copy = [...list];
      for (let at = copy.length - 1; at > 0; at--) {
        const other = Math.floor(next() * (at + 1));
        [copy[at], copy[other]] = [copy[other], copy[at]];
      }
      return copy;
    },
  };
  return draws;
}
