// docs/openapi.json and the collector say the same: each route and method is described and the other way round, and what a real
// collector answers is what the description says. `schemathesis.test.js` asks what nobody has thought of.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';

import { ADMIN_KEY, READ_KEY, startCollector } from '../e2e/support/collector.js';
import { CALLS } from './support/calls.js';
import { description, faults, operations, schema } from './support/description.js';

const ROUTER = 'collector/src/app.rs';
/** Directories of files, whose names are not the interface's. */
const DIRECTORIES = ['/static', '/array/{token}'];

describe('the description of the HTTP interface', () => {
  let collector;
  before(async () => (collector = await startCollector()));
  after(() => collector.stop());

  it('is served as it is', async () => {
    const response = await fetch(`${collector.url}/api/openapi.json`);
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.deepEqual(await response.json(), description);
  });

  it('has every route of the router with its methods, and no other', async () => {
    const routes = [];
    for (const path of paths()) routes.push(...(await methods(collector, path)).map((method) => `${method} ${path}`));
    const described = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    const only = (all, others) => all.filter((one) => !others.includes(one));
    assert.deepEqual({ undescribed: only(routes, described), missing: only(described, routes) }, { undescribed: [], missing: [] });
  });

  it('has schemas that can be used, with examples that they take', () => {
    const examples = Object.keys(description.components.schemas).flatMap((name) => {
      const validate = schema(name);
      const given = description.components.schemas[name].examples ?? [];
      return given.flatMap((example) => (validate(example) ? [] : [`${name}: ${JSON.stringify(validate.errors)}`]));
    });
    assert.deepEqual(examples, []);
    for (const [name, { content }] of Object.entries(description.components.responses)) {
      assert.ok(schema('Error')(content['application/json'].example), name);
    }
  });

  it('names its operations, and says who may use them', () => {
    const names = operations.map(({ operation }) => operation.operationId).filter(Boolean);
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(operations.filter(({ operation }) => !operation.security || !operation.summary), []);
  });

  it('is what a collector answers', async () => {
    const wrong = [];
    const answered = new Set();
    for (const call of CALLS) {
      const { path, method = 'get', key = 'read', status, named } = call;
      const address = Object.entries(named ?? {}).reduce((text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)), path);
      const answer = await ask(collector, method, address + (call.query ?? ''), key, call.body, call.type);
      if (answer.status !== status) wrong.push(`${method} ${address}: ${answer.status}, not ${status}: ${answer.body}`);
      wrong.push(...faults({ path, method }, answer));
      answered.add(`${method} ${path} ${answer.status}`);
    }
    assert.deepEqual(wrong, []);
    // Whatever goes well has been seen, and every way to go wrong that can be had without breaking the collector.
    const good = operations.flatMap(({ path, method, operation }) =>
      Object.keys(operation.responses).filter((status) => status < 300).map((status) => `${method} ${path} ${status}`),
    );
    assert.deepEqual(good.filter((one) => !answered.has(one)), []);
    const seen = new Set([...answered].map((one) => one.split(' ')[2]));
    assert.deepEqual(['400', '401', '403', '404', '409', '413'].filter((status) => !seen.has(status)), []);
  });

  it('is what the stream of events is', async () => {
    const abort = new AbortController();
    const headers = { authorization: `Bearer ${READ_KEY}` };
    const stream = await fetch(`${collector.url}/api/live?after=0`, { headers, signal: abort.signal });
    assert.equal(stream.headers.get('content-type'), 'application/x-ndjson');
    const { value } = await stream.body.getReader().read();
    abort.abort();
    const validate = schema('ShownEvent');
    assert.ok(validate(JSON.parse(Buffer.from(value).toString().split('\n')[0])), JSON.stringify(validate.errors));
  });
});

/** The paths that the router's source names. A slash at the end makes no other path. */
function paths() {
  const source = readFileSync(ROUTER, 'utf8');
  const all = [...source.matchAll(/"(\/[^"]*)"/g)].map(([, path]) => path);
  const routes = [...source.matchAll(/(?:\.route\(\s*|both\(router, )"([^"]+)"/g)].map(([, path]) => path);
  const ingestion = /const INGESTION[^=]*= \[([^\]]*)\]/.exec(source)[1].match(/\/[^"]*/g);
  const found = [...routes, ...ingestion];
  assert.deepEqual(all.filter((path) => !found.includes(path) && !DIRECTORIES.includes(path)), [], `this test cannot read ${ROUTER}`);
  return [...new Set(found.map((path) => path.replace(/(.)\/$/, '$1')))];
}

/** The methods of a path, which the router itself tells whoever comes with another. */
function methods(collector, path) {
  return new Promise((resolve, reject) => {
    const filled = path.replaceAll(/\{\w+\}/g, '1');
    const asked = request(collector.url + filled, { method: 'PROPFIND' }, (response) => {
      response.resume();
      const allowed = (response.headers.allow ?? '').split(',').filter((method) => method !== '' && method !== 'HEAD');
      if (response.statusCode === 405) resolve(allowed.sort());
      else reject(new Error(`${path}: ${response.statusCode}`));
    });
    asked.on('error', reject).end();
  });
}

async function ask(collector, method, address, key, body, type = 'application/json') {
  const keys = { read: READ_KEY, admin: ADMIN_KEY, wrong: 'not a key' };
  const headers = key === 'none' ? {} : { authorization: `Bearer ${keys[key]}` };
  if (body !== undefined) headers['content-type'] = type;
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  const abort = new AbortController();
  const response = await fetch(collector.url + address, { method: method.toUpperCase(), headers, body: text, signal: abort.signal });
  const kind = response.headers.get('content-type');
  // A stream has no end.
  const answer = kind === 'application/x-ndjson' ? '' : await response.text();
  if (kind === 'application/x-ndjson') abort.abort();
  return { status: response.status, type: kind, body: answer };
}
