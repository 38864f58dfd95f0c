// What the documents of frameworks show are files of applications that `npm run test:bundlers` builds and visits.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { blocksIn } from '../e2e/support/documents.js';

/** Where the files of each document are. */
const FIXTURES = {
  'docs/react.md': ['react'],
  'docs/nextjs.md': ['nextjs', 'nextjs-snippet'],
  'docs/vue.md': ['vue', 'vue/src', 'nuxt', 'nuxt/app', 'nuxt-snippet'],
  'docs/sveltekit.md': ['sveltekit', 'sveltekit-snippet'],
};

for (const [document, directories] of Object.entries(FIXTURES)) {
  describe(document, () => {
    for (const { heading, code } of blocksIn(readFileSync(document, 'utf8'))) {
      const name = /^(?:\/\/|<!--) (\S+)/.exec(code)?.[1];
      it(`shows ${name} as it is, under "${heading}"`, () => {
        assert.ok(name, `a block does not begin with the name of its file: ${code.slice(0, 80)}`);
        const files = directories.map((directory) => join('tests/bundlers', directory, name)).filter(existsSync);
        assert.ok(files.length, `there is no ${name}`);
        assert.ok(files.some((file) => readFileSync(file, 'utf8') === code), `${files.join(', ')}: not the code of the document\n${code}`);
      });
    }
  });
}

describe('what Vue and Nuxt share', () => {
  for (const name of ['components/Account.vue', 'components/Sale.vue', 'composables/useFeatureFlag.ts']) {
    it(`${name} is the same`, () => {
      const [vue, nuxt] = ['vue/src', 'nuxt/app'].map((directory) => readFileSync(join('tests/bundlers', directory, name), 'utf8'));
      assert.equal(vue, nuxt);
    });
  }
});
