// What README shows is what works: its code runs here as it stands there.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { STUB, VERSION, startWorld } from './support/world.js';

const README = readFileSync('README.md', 'utf8');

/** README's code in a language, block by block. */
const blocks = (language) => [...README.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].filter((m) => m[1] === language).map((m) => m[2]);

describe('README', () => {
  let world;
  before(async () => (world = await startWorld()));
  after(() => world.stop());

  const here = (code) => code.replaceAll('https://collector.example', world.wire.url);

  it('shows the stub that the build makes', () => {
    assert.ok(blocks('html')[0].includes(STUB.trim()));
  });

  it('shows pages that send a pageview', async () => {
    assert.equal(blocks('html').length, 2);
    for (const [at, html] of blocks('html').entries()) {
      await world.expectEvents(() => world.open(`<!doctype html>${here(html)}`, { path: `/html-${at}` }), ['$pageview']);
    }
  });

  it('shows a snippet that loads everything from addresses of its version, once', async () => {
    const visitor = await world.browser.newVisitor();
    const html = `<!doctype html>${here(blocks('html')[0])}`;
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
    const [application] = blocks('js');
    const body = execFileSync('node_modules/.bin/esbuild', ['--bundle', '--format=iife'], { input: here(application), encoding: 'utf8' });
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
    const examples = blocks('js').slice(1, -1);
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
    const example = here(blocks('js').at(-1));
    const script = `<!doctype html><script>${STUB}</script><script>${example} posthog.opt_in_capturing({captureEventName: null});
      posthog.capture('here')</script>`;
    const [event] = await world.expectEvents(() => world.open(script, { path: '/options' }), ['here', '$pageview']);
    assert.ok(!('$raw_user_agent' in event.properties));
    await world.expectEvents(() => world.open(script, { path: '/health' }), []);
  });

  it('shows a request that the collector takes, and how to read what it stored', async () => {
    const [body] = blocks('json');
    const answer = await fetch(`${world.collector.url}/e/`, { method: 'POST', body });
    assert.deepEqual([answer.status, await answer.json()], [200, { status: 'Ok' }]);
    const [sql] = blocks('sql');
    assert.ok(world.collector.query(sql).some((row) => row.event === 'project_created' && row.distinct_id === 'Acme'));
  });
});
