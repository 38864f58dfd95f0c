// What README shows is what works: its code runs here as it stands there.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { readDocument } from './support/documents.js';
import { useWorld } from './support/visits.js';
import { STUB, VERSION } from './support/world.js';

const README = readDocument('README.md');
const CONTRIBUTING = readDocument('CONTRIBUTING.md');

describe('README', () => {
  const world = useWorld();

  const here = (code) => code.replaceAll('https://collector.example', world.wire.url);

  it('shows the stub that the build makes', () => {
    assert.ok(README.blocks('html', 'On a page')[0].includes(STUB.trim()));
  });

  it('shows pages that send a pageview', async () => {
    for (const [at, html] of README.blocks('html', 'On a page').entries()) {
      await world.expectEvents(() => world.open(`<!doctype html>${here(html)}`, { path: `/html-${at}` }), ['$pageview']);
    }
  });

  it('shows a snippet that loads everything from addresses of its version, once', async () => {
    const visitor = await world.browser.newVisitor();
    const html = `<!doctype html>${here(README.blocks('html', 'On a page')[0])}`;
    const loaded = async (path) => {
      const from = world.wire.requests.length;
      await world.expectEvents(() => world.open(html, { path, visitor }), ['$pageview']);
      return world.wire.requests.slice(from).filter((request) => request.path.startsWith('/static/'));
    };
    const first = await loaded('/first');
    assert.deepEqual(
      first.map(({ method, path, status }) => [method, path, status]),
      ['array.js', 'hoofprint_bg.wasm'].map((file) => ['GET', `/static/${VERSION}/${file}`, 200]),
    );
    assert.deepEqual(await loaded('/second'), []);
  });

  it('shows how to use the package', async () => {
    const application = here(README.block('js', 'From npm'));
    const body = execFileSync('node_modules/.bin/esbuild', ['--bundle', '--format=iife'], { input: application, encoding: 'utf8' });
    world.site.pages['/app.js'] = { type: 'text/javascript', body };
    const [opened] = await world.expectEvents(
      () => world.open('<!doctype html><script src="/app.js"></script>', { path: '/npm' }),
      ['app opened', '$pageview'],
    );
    assert.equal(opened.properties.visitor, opened.distinct_id);
  });

  it('shows the ways of the tutorials', async () => {
    const user = `
      const user = {email: 'ann@acme.example', org: 'Acme', company: 'Acme Ltd'};
      const personEmail = user.email;`;
    const byPerson = { event: '$identify', distinct_id: 'ann@acme.example' };
    const byOrganisation = { event: '$identify', distinct_id: 'Acme' };
    const expected = [
      [byPerson, 'some event'],
      [byOrganisation, { event: 'some event', personEmail: 'ann@acme.example' }],
      [byOrganisation, { event: 'some event', personEmail: 'ann@acme.example' }],
      [byOrganisation, { event: 'project_created', name: 'Spring catalogue' }],
      [byPerson, '$set'],
      [],
      [byPerson, '$groupidentify', { event: 'project_created', $groups: { company: 'Acme' } }],
    ];
    const examples = ['Who did it: the person, the team', 'Where they do it: the organisation'].flatMap((at) => README.blocks('js', at));
    assert.equal(examples.length, expected.length);
    for (const [at, example] of examples.entries()) {
      const html = world.pageWithSnippet(user + example);
      await world.expectEvents(() => world.open(html, { path: `/js-${at}` }), [...expected[at], '$pageview']);
    }
    const person = (id) => world.collector.persons().find(({ ids }) => ids.includes(id)).properties;
    assert.equal(person('Acme').project_total, 7);
    assert.equal(person('ann@acme.example').company, 'Acme Ltd');
  });

  it('shows options that do what it says of them', async () => {
    const example = here(README.block('js', 'The API'));
    const script = `<!doctype html><script>${STUB}</script><script>${example} posthog.opt_in_capturing({captureEventName: null});
      posthog.capture('here')</script>`;
    const [event] = await world.expectEvents(() => world.open(script, { path: '/options' }), ['here', '$pageview']);
    assert.ok(!('$raw_user_agent' in event.properties));
    await world.expectEvents(() => world.open(script, { path: '/health' }), []);
  });

  it('shows a request that the collector takes, and how to read what it stored', async () => {
    const body = README.block('json', 'On the wire');
    const answer = await fetch(`${world.collector.url}/e/`, { method: 'POST', body });
    assert.deepEqual([answer.status, await answer.json()], [200, { status: 'Ok' }]);
    const sql = README.block('sql', 'On the wire');
    assert.ok(world.collector.query(sql).some((row) => row.event === 'project_created' && row.distinct_id === 'Acme'));
  });

  it('shows types that find a wrong property', () => {
    const file = 'tests/e2e/readme.tmp.ts';
    const wrong = "// @ts-expect-error: there is no such plan\ntracker.capture('signup', { plan: 'gold' });";
    writeFileSync(file, `${README.block('ts', 'The API')}\n${wrong}\n`);
    try {
      const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2022,dom'];
      const { status, stdout } = spawnSync('node_modules/.bin/tsc', [...options, file], { encoding: 'utf8' });
      assert.equal(status, 0, stdout);
    } finally {
      rmSync(file);
    }
  });

  it('names scripts that there are, and so does CONTRIBUTING', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const shell = [...README.blocks('sh', 'Try it'), ...CONTRIBUTING.blocks('sh')].join('');
    for (const line of shell.trim().split('\n')) {
      const [, name] = /^npm (?:run )?([\w:]+)(?: +#.*)?$/.exec(line) ?? assert.fail(line);
      assert.ok(name in scripts, line);
    }
  });
});
