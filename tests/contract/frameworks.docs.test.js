// What the documents of frameworks show are files of applications that `npm run test:bundlers` builds and visits.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { blocksIn, readDocument } from '../e2e/support/documents.js';

/** Every block of a document begins with the name of a file, and is that file of an application in one of these directories. */
function shows(path, { text, blocks }, directories) {
  const languages = new Set(blocksIn(text).map(({ language }) => language));
  describe(path, () => {
    for (const code of [...languages].flatMap((language) => blocks(language))) {
      const name = /^(?:\/\/|<!--) (\S+)/.exec(code)?.[1];
      it(`shows ${name} as it is`, () => {
        assert.ok(name, `a block does not begin with the name of its file: ${code.slice(0, 80)}`);
        const files = directories.map((directory) => join('tests/bundlers', directory, name)).filter(existsSync);
        assert.ok(files.some((file) => readFileSync(file, 'utf8') === code), `${files.join(', ') || 'nothing'} is this:\n${code}`);
      });
    }
  });
}

shows('docs/react.md', readDocument('docs/react.md'), ['react']);
shows('docs/nextjs.md', readDocument('docs/nextjs.md'), ['nextjs', 'nextjs-snippet']);
shows('docs/vue.md', readDocument('docs/vue.md'), ['vue', 'vue/src', 'nuxt', 'nuxt/app', 'nuxt-snippet']);
shows('docs/sveltekit.md', readDocument('docs/sveltekit.md'), ['sveltekit', 'sveltekit-snippet']);

describe('what Vue and Nuxt share', () => {
  for (const name of ['components/Account.vue', 'components/Sale.vue', 'composables/useFeatureFlag.ts']) {
    it(`${name} is the same`, () => {
      const [vue, nuxt] = ['vue/src', 'nuxt/app'].map((directory) => readFileSync(join('tests/bundlers', directory, name), 'utf8'));
      assert.equal(vue, nuxt);
    });
  }
});
