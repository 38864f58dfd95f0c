// An application that imports the package tracks, whatever builds it, with no configuration; and does nothing where it is built for a
// server.

import { describe, it } from 'node:test';

import { useBundlers } from './support/bundlers.js';

describe('an application tracks, built by', () => {
  const bundlers = useBundlers();

  for (const name of ['vite', 'webpack', 'rspack', 'rollup', 'esbuild', 'parcel']) it(name, () => bundlers.builds(name));

  it('parcel, which finds every entry although it leaves `exports` aside', () =>
    bundlers.with('parcel', async (fixture) => void fixture.run('build:entries')));

  it('vite while it is developed', () =>
    bundlers.with('vite', async (fixture) => bundlers.tracks(await fixture.start('dev'), 'vite')));
});
