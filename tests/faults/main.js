// The campaign: every scenario with every tracker, beside each other. Fails when ours loses an event or stores one twice.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { complaints, line, table } from './report.js';
import { run } from './run.js';
import { ALL, SHORT } from './scenarios.js';
import { SUBJECTS } from './subjects.js';

const { values: given } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' }, subject: { type: 'string' }, short: { type: 'boolean' } },
});
const subjects = SUBJECTS.filter(({ name, isOurs }) => (given.subject ? name === given.subject : isOurs || !given.short));
const scenarios = (given.short ? SHORT : ALL).filter(({ name }) => !given.only || name === given.only);
if (!subjects.length || !scenarios.length) {
  const names = (list) => list.map(({ name }) => `"${name}"`).join(', ');
  throw new Error(`--subject is one of ${names(SUBJECTS)}, --only one of ${names(given.short ? SHORT : ALL)}`);
}

const results = [];
const wrong = [];
for (const scenario of scenarios) {
  const runOne = async (subject) => {
    const result = await run(scenario, subject);
    console.error(line(result));
    if (subject.isOurs) wrong.push(...complaints(scenario, result).map((complaint) => `${scenario.name}: ${complaint}`));
    return result;
  };
  const groups = scenario.isAlone ? [true, false].map((isOurs) => subjects.filter((subject) => !!subject.isOurs === isOurs)) : [subjects];
  for (const group of groups) results.push(...(await Promise.all(group.map(runOne))));
}

console.log(table(results));
if (given.json) writeFileSync(given.json, `${JSON.stringify({ results, wrong }, null, 2)}\n`);
for (const complaint of wrong) console.error(`error: ${complaint}`);
process.exitCode = wrong.length ? 1 : 0;
