// When a call was made: now, or earlier where it had to wait.

let replayed;

/** The time of the call being served, in milliseconds since the Unix epoch. */
export const time = () => replayed ?? Date.now();

/** Serves a call that was made at an earlier time (`undefined` for now). */
export function at(milliseconds, call) {
  replayed = milliseconds;
  try {
    call();
  } finally {
    replayed = undefined;
  }
}
