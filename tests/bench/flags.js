// How long `/flags/?v=2` takes of a project of many flags, at a steady rate.
//
// Each request has its due time, whatever becomes of those before it, and is measured from then on: a server that halts for a
// second makes all requests of that second slow, and not just one.

import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { ADMIN_KEY, startCollector } from '../e2e/support/collector.js';
import { round, table } from './format.js';
import { circumstances } from './report.js';

const USAGE = `npm run bench:flags -- [--flags N] [--rate N] [--seconds N] [--json FILE]
  --flags N     how many flags the project has, 200 by default
  --rate N      requests in a second, 500 by default
  --seconds N   how long, 30 by default
  --json FILE   writes the figures to a file, too`;

const { values } = parseArgs({
  options: {
    flags: { type: 'string', default: '200' },
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '30' },
    json: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const [flags, rate, seconds] = [values.flags, values.rate, values.seconds].map(Number);
const PERSONS = 5000;
const TOKEN = 't';

if (values.help) console.log(USAGE);
else if ([flags, rate, seconds].every((number) => number >= 1)) await run();
else {
  console.log(USAGE);
  process.exitCode = 1;
}

async function run() {
  const collector = await startCollector();
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  try {
    await prepare(collector);
    // What nobody has asked for yet is read and compiled by the first.
    await load(collector, agent, TOKEN, 3);
    const subjects = {
      // What the machine, its other work and this program make of it, whatever the collector does.
      'a project without flags': await load(collector, agent, 'empty', seconds),
      [`${flags} flags`]: await load(collector, agent, TOKEN, seconds),
    };
    console.log(`\n${rate} requests/s for ${seconds} s, in milliseconds from the time that each was due:\n`);
    const columns = Object.keys(subjects[`${flags} flags`]);
    console.log(table(['', ...columns], Object.entries(subjects).map(([title, figures]) => [title, ...Object.values(figures).map(round)])));
    const all = { ...circumstances(undefined, 1), flags, rate, seconds, milliseconds: subjects };
    if (values.json) writeFileSync(values.json, `${JSON.stringify(all, null, 2)}\n`);
  } finally {
    agent.destroy();
    await collector.stop();
  }
}

/** Persons and groups with properties, and flags of which each asks for something else. */
async function prepare(collector) {
  const person = (number) => ({ plan: ['free', 'pro', 'team'][number % 3], seats: number % 50, email: `user-${number}@example.org` });
  for (let from = 0; from < PERSONS; from += 1000) {
    const batch = [...Array(1000)].map((_, at) => ({ event: '$set', distinct_id: `user-${from + at}`, $set: person(from + at) }));
    await send(collector, '/batch/', { batch });
  }
  const companies = [...Array(100)].map((_, at) => ({
    event: '$groupidentify', distinct_id: 'user-0', properties: { $group_type: 'company', $group_key: `company-${at}`, $group_set: { size: at } },
  }));
  await send(collector, '/batch/', { batch: companies });
  const paying = { properties: { type: 'OR', values: [property('plan', 'exact', ['pro', 'team']), property('seats', 'gt', 40)] } };
  const { id } = await send(collector, '/api/cohorts', { filters: paying }, ADMIN_KEY);
  const forms = [
    (at) => ({ groups: [{ rollout_percentage: at % 101 }] }),
    () => ({ groups: [{ properties: [property('plan', 'exact', ['pro', 'team'])], rollout_percentage: 50 }] }),
    (at) => ({ groups: [{ properties: [property('seats', 'gt', at % 50)] }, { properties: [property('email', 'icontains', `${at}@`)] }] }),
    () => ({
      groups: [{ rollout_percentage: 80 }],
      multivariate: { variants: ['a', 'b', 'c', 'd'].map((key) => ({ key, rollout_percentage: 25 })) },
      payloads: { a: '{"colour":"red"}', b: '{"colour":"green"}' },
    }),
    (at) => ({ groups: [{ properties: [property('email', 'regex', `^user-\\d*${at % 10}@example\\.(org|com)$`)] }] }),
    () => ({ groups: [{ properties: [{ key: 'id', type: 'cohort', value: id, operator: 'in' }], rollout_percentage: 70 }] }),
    (at) => ({ aggregation_group_type_index: 0, groups: [{ properties: [{ ...property('size', 'lt', at), type: 'group' }] }] }),
  ];
  for (let at = 0; at < flags; at += 1) {
    await send(collector, '/api/flags', { key: `flag-${at}`, filters: forms[at % forms.length](at) }, ADMIN_KEY);
  }
}

function property(key, operator, value) {
  return { key, operator, value, type: 'person' };
}

async function send(collector, path, body, key) {
  const headers = key ? { authorization: `Bearer ${key}` } : {};
  const response = await fetch(collector.url + path, { method: 'POST', headers, body: JSON.stringify({ token: TOKEN, ...body }) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Asks at a steady rate, for one person after another; how long that took, in milliseconds. Fails if one answer does. */
async function load(collector, agent, token, seconds) {
  const [times, pending] = [[], []];
  const start = performance.now() + 100;
  const count = rate * seconds;
  for (let next = 0; next < count; ) {
    const now = performance.now();
    for (; next < count && start + (next * 1000) / rate <= now; next += 1) {
      const due = start + (next * 1000) / rate;
      pending.push(ask(collector, agent, token, next).then(() => times.push(performance.now() - due)));
    }
    await sleep(1);
  }
  await Promise.all(pending);
  times.sort((one, other) => one - other);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), 'p99.9': at(0.999), longest: times.at(-1) };
}

/** Asks for all flags of a person. What they are for the flags, the database knows; only the page's own comes along. */
function ask(collector, agent, token, number) {
  const least = token === TOKEN ? flags * 50 : 0;
  const body = JSON.stringify({
    token,
    distinct_id: `user-${(number * 7919) % PERSONS}`,
    groups: { company: `company-${number % 100}` },
    person_properties: { $lib: 'web', $initial_pathname: '/' },
    timezone: 'Europe/Berlin',
  });
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(`${collector.url}/flags/?v=2`, { method: 'POST', agent, headers }, (response) => {
      let bytes = 0;
      response.on('data', (chunk) => (bytes += chunk.length));
      response.on('end', () => (response.statusCode === 200 && bytes > least ? resolve() : reject(new Error(`${response.statusCode}`))));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
