// Applications of frameworks, as the documents show them, track: built, served, rendered on a server, and while they are worked on.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { useFrameworks } from './support/frameworks.js';

const QUIET = { NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1' };

describe('frameworks', () => {
  const frameworks = useFrameworks();

  /** Visits a site as `visits` say, and stops it. */
  const during = async (site, ...visits) => {
    try {
      for (const visit of visits) await visit(site);
    } finally {
      await site.stop();
    }
  };

  const isRendered = async (site) => assert.match(await (await fetch(site.url)).text(), /<h1>Home<\/h1>/);

  /** Starts the server of an application, which renders its pages. */
  const serve = async (fixture, script, ...visits) =>
    during(await fixture.start(script, { ...QUIET, HOST: '127.0.0.1' }), isRendered, ...visits);

  it('React, built by Vite', () =>
    frameworks.with('react', async (fixture) => {
      fixture.run('build');
      await during(await fixture.serve('dist'), frameworks.visit);
    }));

  it('React: hot reload of the component with the provider, under StrictMode, counts one view', () =>
    frameworks.with('react', async (fixture) => {
      const change = (number) =>
        fixture.edit('src/app.tsx', (text) => text.replace(/(<h1>Home \d<\/h1>)?<Navigation/, `<h1>Home ${number}</h1><Navigation`));
      await during(await fixture.start('dev'), (site) => frameworks.workOn(site, change));
    }));

  for (const bundler of ['turbopack', 'webpack']) {
    it(`Next.js, built by ${bundler}`, () =>
      frameworks.with('nextjs', async (fixture) => {
        fixture.run(`build:${bundler}`, QUIET);
        await serve(fixture, 'start', frameworks.visit, frameworks.tracksByOwnDomain, async ({ url }) => {
          assert.deepEqual(await (await fetch(`${url}/visitor`)).json(), { visitor: null });
          assert.equal((await fetch(`${url}/pricing`)).headers.get('x-visitor'), 'undefined');
        });
      }));
  }

  it('Next.js: hot reload of the provider counts one view', () =>
    frameworks.with('nextjs', (fixture) => {
      const change = (number) =>
        fixture.edit('app/providers.tsx', (text) => text.replace(/(<h1>Home \d<\/h1>)?{children}/, `<h1>Home ${number}</h1>{children}`));
      return serve(fixture, 'dev', (site) => frameworks.workOn(site, change));
    }));

  it('Next.js with the snippet in its head', () =>
    frameworks.with('nextjs', async (fixture) => {
      fixture.take('nextjs-snippet');
      fixture.run('build:turbopack', QUIET);
      await serve(fixture, 'start', frameworks.visitWithSnippet);
    }));

  it('Vue, built by Vite', () =>
    frameworks.with('vue', async (fixture) => {
      fixture.run('build');
      await during(await fixture.serve('dist'), frameworks.visit);
    }));

  it('Nuxt', () =>
    frameworks.with('nuxt', async (fixture) => {
      fixture.run('build', QUIET);
      await serve(fixture, 'start', frameworks.visit, frameworks.tracksByOwnDomain);
      fixture.take('nuxt-snippet');
      fixture.run('build', QUIET);
      await serve(fixture, 'start', frameworks.visitWithSnippet);
    }));

  it('SvelteKit', () =>
    frameworks.with('sveltekit', async (fixture) => {
      fixture.run('build');
      await serve(fixture, 'start', frameworks.visit, frameworks.tracksByOwnDomain);
      fixture.take('sveltekit-snippet');
      fixture.run('build');
      await serve(fixture, 'start', frameworks.visitWithSnippet);
    }));
});
