// What the tests of bundlers and frameworks stand on.
//
// A fixture is a directory of `tests/bundlers/`: an application as a user writes it, with its own `package.json` (exact versions),
// lock file and `.npmrc`. It does not name `hoofprint`: the harness packs the checkout (`npm pack`), installs the fixture in a
// scratch directory (`npm ci`) and unpacks the tarball into its `node_modules/`. npm keeps what it has downloaded. The page takes
// the collector's address from its own, `?collector=http://…`, so that a build is one for all runs; its code captures one event:
//
//     const api_host = new URLSearchParams(location.search).get('collector');
//     posthog.init('my-project', { api_host });
//     posthog.capture('bundled', { by: 'vite', visitor: posthog.get_distinct_id() });
//
// A test file then says `const bundlers = useBundlers()` and, where `npm run build` makes a page in `dist/`,
//
//     it('webpack', () => bundlers.builds('webpack'));
//
// or, step by step,
//
//     it('vite', () => bundlers.with('vite', async (fixture) => {
//       fixture.run('build');                                       // `npm run build`, to its end
//       await bundlers.tracks(await fixture.serve('dist'), 'vite'); // or `await fixture.start('preview')`: a server at $PORT
//     }));
//
// What a fixture builds for servers, by `npm run build:server` into `server/`, runs in Node and has to do nothing; see `servers.js`.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { startBrowser } from '../../e2e/support/browser.js';
import { eventually, startCollector } from '../../e2e/support/collector.js';
import { installFixture } from './fixture.js';
import { packPackage } from './package.js';
import { assertInert } from './servers.js';

const LEFT = '$pageleave';

/** Gives the package, a collector and a browser, for the tests of this file, once they run. */
export function useBundlers() {
  const bundlers = {
    /** Installs a fixture for as long as `use(fixture)` takes. */
    async with(name, use) {
      const fixture = installFixture(name, bundlers.package.tarball);
      try {
        return await use(fixture);
      } finally {
        fixture.remove();
      }
    },

    /** Asserts that a fixture's `npm run build` makes a page in `dist/` that tracks, and `build:server`, if it has that, what does nothing. */
    builds: (name) =>
      bundlers.with(name, async (fixture) => {
        fixture.run('build');
        await bundlers.tracks(await fixture.serve('dist'), name);
        if (!fixture.scripts['build:server']) return;
        fixture.run('build:server');
        fixture.programs('server').forEach((program) => assertInert(program));
      }),

    /**
     * Opens a page of a site, which is stopped afterwards, as a new visitor, and leaves it. Asserts that the collector has stored
     * then one `bundled` event `by` that name with the id that the page read after `init`, one pageview, the page's leaving, what
     * `besides` names, and nothing else of the visitor; and that nobody complained on the console. `act(page)` comes in between.
     */
    async tracks(site, by, { path = '/', act = () => {}, besides = [] } = {}) {
      const visitor = await bundlers.browser.newVisitor();
      const earlier = new Set(bundlers.collector.events().map((event) => event.uuid));
      const isBundled = ({ uuid, event, properties }) => event === 'bundled' && properties.by === by && !earlier.has(uuid);
      try {
        const page = await visitor.newPage();
        const complaints = complaintsOf(page);
        await page.goto(`${site.url}${path}?collector=${encodeURIComponent(bundlers.collector.url)}`);
        const bundled = await bundlers.stored(isBundled, complaints);
        assert.equal(bundled.properties.visitor, bundled.distinct_id);
        assert.equal(bundled.properties.$sdk_dist_channel, 'npm');
        const isTheirs = (event) => event.distinct_id === bundled.distinct_id;
        await bundlers.stored((event) => isTheirs(event) && event.event === '$pageview', complaints);
        await act(page);
        await page.goto('about:blank');
        // The last that a page sends: with it all is there.
        await bundlers.stored((event) => isTheirs(event) && event.event === LEFT, complaints);
        const names = bundlers.collector.events().filter(isTheirs).map((event) => event.event);
        assert.deepEqual(names.sort(), ['bundled', '$pageview', LEFT, ...besides].sort());
        assert.deepEqual(complaints, []);
      } finally {
        await visitor.close();
        await site.stop();
      }
    },

    /** Waits for a stored event and gives it. */
    stored: (isWanted, complaints = []) =>
      eventually(() => bundlers.collector.events().find(isWanted), {
        seconds: 60,
        describe: () => `an event with ${isWanted}; the page complained: ${complaints.join('; ') || 'not at all'}`,
      }),
  };

  before(async () => {
    bundlers.package = packPackage();
    bundlers.collector = await startCollector();
    bundlers.browser = await startBrowser();
  });
  after(async () => {
    await bundlers.browser?.stop();
    await bundlers.collector?.stop();
    bundlers.package?.remove();
  });
  return bundlers;
}

/** What a page throws and complains of on its console, from now on. */
export function complaintsOf(page) {
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}
