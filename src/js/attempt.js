// What the page may have replaced by something that throws, or the browser may refuse.

/** What `run` gives; `otherwise` where it throws. */
export function attempt(run, otherwise) {
  try {
    return run();
  } catch {
    return otherwise;
  }
}
