// What we want of the snippet beside posthog-js, and how far we are.

import { round, table } from './format.js';

/** What is compared: a title, its summaries by subject, and the share of posthog-js's that must and should not be passed. */
const sharesOf = ({ load, calls, footprint }) => {
  const bytes = Object.fromEntries(Object.entries(load.bytes).map(([key, { brotli }]) => [key, { median: brotli / 1024 }]));
  return [
    ['bytes until the first event, KB of brotli', bytes, 0.4, 0.25],
    ['scripts until the first event, ms', load.script, 0.15, 0.05],
    ['a cold call, µs', calls.cold, 0.05, 0.01],
    ['a warm call, µs', calls.warm, 0.05, 0.01],
    [`writes for ${footprint.captures} events`, footprint.writes, 0.1, 0.1],
    ['memory after them, KB', footprint.memory, 1, 0.5],
  ];
};

/** What is compared with a number instead. */
const limitsOf = ({ load, footprint }) => [
  ['longest task, ms', load.longest, 50, 16],
  [`writes in ${footprint.idleSeconds} idle seconds`, footprint.idle, 0, 0],
];

const verdict = (value, must, aim) => (value <= aim ? 'aim' : value <= must ? 'must' : 'missed');

/** The goals as a table. */
export function tellGoals(figures) {
  const shares = sharesOf(figures).map(([title, { hoofprint, posthog }, must, aim]) => {
    const share = hoofprint.median / posthog.median;
    return [title, round(hoofprint.median), round(posthog.median), `${share.toFixed(3)}×`, `${must}×`, `${aim}×`, verdict(share, must, aim)];
  });
  const limits = limitsOf(figures).map(([title, { hoofprint, posthog }, must, aim]) =>
    [title, round(hoofprint.median), round(posthog.median), '', must, aim, verdict(hoofprint.median, must, aim)]);
  const head = ['', 'Hoofprint', 'posthog-js', 'share', 'must', 'aim', 'reached'];
  return `What we want at most, as a share of posthog-js's figure in the same run or as a number, and what is reached.

${table(head, [...shares, ...limits])}`;
}
