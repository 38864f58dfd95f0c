// Rounds in which every subject has its turn, and what is said of their samples.

/** Measures every subject once a round, each round in another order; gives the samples of each subject. */
export async function rounds(subjects, count, measure) {
  const samples = Object.fromEntries(Object.keys(subjects).map((key) => [key, []]));
  for (let round = 0; round < count; round++) {
    const keys = Object.keys(subjects);
    const turn = round % keys.length;
    for (const key of [...keys.slice(turn), ...keys.slice(0, turn)]) samples[key].push(await measure(subjects[key], key));
  }
  return samples;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const summary = (values) => ({ median: median(values), min: Math.min(...values), max: Math.max(...values) });

/** The summary of each subject's value, beyond that of the subject `base` in the same round. */
export function minus(samples, base, valueOf) {
  const others = Object.entries(samples).filter(([key]) => key !== base);
  return Object.fromEntries(
    others.map(([key, rounds]) => [key, summary(rounds.map((sample, at) => valueOf(sample) - valueOf(samples[base][at])))]),
  );
}
