// What is said of a run: on the terminal, in docs/benchmarks.md.

import { cpus, loadavg, totalmem } from 'node:os';

/** Where and when a run takes place. */
export const circumstances = (chromium, rounds) => ({
  date: new Date().toISOString().slice(0, 10),
  processor: cpus()[0].model,
  cores: cpus().length,
  load: loadavg()[0],
  memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
  system: process.platform,
  chromium,
  node: process.version,
  rounds,
});

const INTRODUCTION = `# Benchmarks

Measured by \`npm run bench\` in a real Chromium, with all subjects side by side in one run: each round gives every subject its
turn, with a fresh visitor and a fresh page. A figure is the median of the rounds, with the least and the most. Every
subject really sends: the run fails where an event does not reach its collector. A smaller figure is better.
`;

/** The text of docs/benchmarks.md; `sections` are pairs of a title and its Markdown. */
export function markdown({ date, processor, cores, load, memory, system, chromium, node, rounds }, sections) {
  const where = `${date}, ${rounds} rounds: Chromium ${chromium}, ${system}, ${processor}, ${cores} cores, ${memory}, Node ${node}.
Other work on the machine at the start: a load of ${load.toFixed(1)}.`;
  const again = 'Again: `npm run bench`, with `-- --rounds N` for fewer rounds, and `-- --json FILE` for the figures as JSON.';
  return `${INTRODUCTION}\n${where}\n${again}\n\n![The most important figures as bars](benchmarks.svg)\n${sections.map(([title, text]) => `\n## ${title}\n\n${text}\n`).join('')}`;
}

/** What is drawn: titles, and the summaries below. */
export const charts = ({ handler, load, calls }) => ({
  'A click, µs of its listener': handler.later,
  'Loading the page at a quarter of the speed, ms of scripts': load.script,
  'Loading the page, KB (brotli)': Object.fromEntries(Object.entries(load.bytes).map(([key, { brotli }]) => [key, { median: brotli / 1024 }])),
  'An event until it has arrived, µs of the main thread': calls.altogether,
});
