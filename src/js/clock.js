// When a call was made: now, or earlier where it had to wait.

let replayed;

/** The time of the call being served, in milliseconds since the Unix epoch. */
export const time = () => replayed ?? Date.now();

const isPast = (milliseconds) => typeof milliseconds === 'number' && milliseconds > 0 && milliseconds <= Date.now();

/** Serves a call that was made at an earlier time (anything else for now), and gives what it gives. */
export function at(milliseconds, call) {
  const outer = replayed;
  if (isPast(milliseconds)) replayed = milliseconds;
  try {
    return call();
  } finally {
    replayed = outer;
  }
}
