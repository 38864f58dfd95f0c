// Measures, prints, and writes docs/benchmarks.md with its chart.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { measureCalls, tellCalls } from './calls.js';
import { drawChart } from './chart.js';
import { measureFootprint, tellFootprint } from './footprint.js';
import { tellGoals } from './goals.js';
import { measureHandler, tellHandler } from './handler.js';
import { countLayouts, tellLayouts } from './layouts.js';
import { measureLoad, tellLoad } from './load.js';
import { charts, circumstances, markdown } from './report.js';
import { startStage } from './stage.js';

const USAGE = `npm run bench -- [--rounds N] [--json FILE] [--only NAME]…
  --rounds N    how often each subject has its turn, 7 by default
  --json FILE   writes the figures to a file, too
  --only NAME   measures one thing (handler, layouts, load, calls, footprint), and leaves docs/ alone`;

/** What is measured: by its name, the section's title, how, and what is said of it. */
const PARTS = {
  handler: ['A click', measureHandler, tellHandler],
  layouts: ['Forced layouts', countLayouts, tellLayouts],
  load: ['Loading the page', measureLoad, tellLoad],
  calls: ['A call', measureCalls, tellCalls],
  footprint: ['Storage and memory', measureFootprint, tellFootprint],
};

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    json: { type: 'string' },
    only: { type: 'string', multiple: true, default: Object.keys(PARTS) },
    help: { type: 'boolean' },
  },
});

const isSound = Number(values.rounds) >= 1 && values.only.every((name) => name in PARTS);
if (values.help || !isSound) console.log(USAGE);
else await run(Number(values.rounds));
process.exitCode ??= isSound ? 0 : 1;

async function run(rounds) {
  const stage = await startStage();
  const figures = { circumstances: circumstances(stage.chromium, rounds) };
  const sections = [];
  try {
    for (const name of values.only) {
      const [title, measure, tell] = PARTS[name];
      console.error(`hoofprint: measuring ${name}`);
      figures[name] = await measure(stage, rounds);
      sections.push([title, tell(stage.subjects, figures[name])]);
      console.log(`\n${title}\n\n${sections.at(-1)[1]}`);
    }
  } finally {
    await stage.stop();
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  if (sections.length < Object.keys(PARTS).length) return;
  sections.unshift(['Goals', tellGoals(figures)]);
  console.log(`\n${sections[0][1]}`);
  writeFileSync('docs/benchmarks.md', markdown(figures.circumstances, sections));
  writeFileSync('docs/benchmarks.svg', await drawChart(stage.subjects, charts(figures)));
}
