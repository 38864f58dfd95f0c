// The short form of tests/bundlers/: `npm run test:bundlers` has all of it.

import { describe, it } from 'node:test';

import { useBundlers } from '../bundlers/support/bundlers.js';

describe('an application tracks, built by', () => {
  const bundlers = useBundlers();

  for (const name of ['esbuild', 'vite', 'webpack']) it(name, () => bundlers.builds(name));
});
