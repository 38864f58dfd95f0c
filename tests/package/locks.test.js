// What the tests install is named exactly, and comes from whatever registry the one who installs uses.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const FIXTURES = 'tests/bundlers';
const fixtures = readdirSync(FIXTURES).map((name) => join(FIXTURES, name)).filter((path) => existsSync(join(path, 'package.json')));

describe('the lock file of', () => {
  for (const directory of ['.', ...fixtures]) {
    it(directory, () => {
      const read = (file) => readFileSync(join(directory, file), 'utf8');
      const { dependencies, devDependencies } = JSON.parse(read('package.json'));
      const inexact = Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
      assert.deepEqual(inexact, []);
      const { packages } = JSON.parse(read('package-lock.json'));
      const addressed = Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined);
      assert.deepEqual(addressed, []);
      const unsealed = Object.entries(packages).filter(([path, { integrity, inBundle }]) => path && !integrity && !inBundle);
      assert.deepEqual(unsealed.map(([path]) => path), []);
      assert.match(read('.npmrc'), /^omit-lockfile-registry-resolved=true$/m);
    });
  }
});
