// What docs/teams.md shows is what happens: its code runs here on a page, its queries on the database that the page filled,
// and their answers are the tables of the document. `UPDATE=1` writes the tables.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { WAYS } from '../../www/ways/ways.js';
import { startBrowser } from './support/browser.js';
import { READ_KEY, startCollector } from './support/collector.js';
import { startSite } from './support/site.js';
import { STUB } from './support/world.js';

const DOCUMENT = 'docs/teams.md';
const INIT = "posthog.init('my-project', {api_host: 'https://collector.example'});";
const [intro, ...sections] = readFileSync(DOCUMENT, 'utf8').split(/^(?=## )/m);

/** A block of code with the table behind it, if there is one. */
const BLOCK = /^```(?<language>\w+)\n(?<code>[^]*?)^```\n(?:\n(?<table>(?:\|.*\n)+))?/gm;
const blocksOf = (section) => [...section.matchAll(BLOCK)].map(({ groups }) => groups);
const codeOf = (section, wanted) => blocksOf(section).filter(({ language }) => language === wanted).map(({ code }) => code);
const [STORED] = codeOf(intro, 'sql');

/** Rows as a table, without the columns that are empty. */
function tableOf(rows) {
  const columns = Object.keys(rows[0]).filter((name) => rows.some((row) => row[name] !== null));
  const lines = rows.map((row) => columns.map((name) => (row[name] === null ? '' : `\`${row[name]}\``)));
  return [columns, columns.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

describe('docs/teams.md', () => {
  let browser;
  let site;
  before(async () => ([browser, site] = await Promise.all([startBrowser(), startSite({})])));
  after(() => Promise.all([browser.stop(), site.stop()]));

  for (const [at, section] of sections.entries()) {
    const title = /^## (.*)/.exec(section)[1];

    it(`${title}: the code stores the rows that are shown, and the queries give the answers`, async () => {
      const collector = await startCollector();
      try {
        const scripts = codeOf(section, 'js');
        const started = scripts[0].includes('posthog.init(') ? scripts : [INIT, ...scripts];
        const script = started.join('\n').replaceAll('https://collector.example', collector.url);
        site.pages['/'] = `<!doctype html><title>A page</title><script>${STUB}</script><script>${script}</script>`;
        const page = await (await browser.newVisitor()).newPage();
        await page.goto(site.url);
        await page.waitForFunction(() => posthog.__loaded && posthog.accounts?.__loaded !== false);
        const flush = () => Promise.all([posthog, posthog.accounts ?? posthog].map((tracker) => tracker.flush({ timeoutMs: 9000 })));
        assert.deepEqual(await page.evaluate(flush), [true, true]);

        const isShown = ({ table }) => table !== undefined;
        const answer = ({ language, code }) => tableOf(collector.query(language === 'sql' ? code : STORED));
        const shown = blocksOf(section).filter(isShown);
        assert.ok(shown.length >= 2, 'the rows, and an answer');
        if (process.env.UPDATE) {
          sections[at] = section.replace(BLOCK, (all, ...rest) => {
            const block = rest.at(-1);
            return isShown(block) ? all.replace(block.table, () => answer(block)) : all;
          });
        } else {
          for (const block of shown) assert.equal(answer(block), block.table, block.code);
        }

        for (const json of codeOf(section, 'json')) {
          const path = /`(\/api\/[^`]+)`/.exec(section)[1];
          const response = await fetch(collector.url + path, { headers: { authorization: `Bearer ${READ_KEY}` } });
          const { groups } = await response.json();
          const told = JSON.parse(json);
          assert.deepEqual(Object.fromEntries(Object.keys(told).map((key) => [key, groups[0][key]])), told);
        }
        await page.context().close();
      } finally {
        await collector.stop();
      }
    });
  }

  it('tells the stories that the demo runs', () => {
    const plain = (code) => code.replace(/\s+/g, ' ').trim();
    const told = sections.flatMap((section) => codeOf(section, 'js')).map(plain);
    for (const { title, tell } of WAYS) {
      const text = tell.toString();
      assert.ok(told.includes(plain(text.slice(text.indexOf('{') + 1, text.lastIndexOf('}')))), title);
      assert.ok(sections.some((section) => section.startsWith(`## ${title}\n`)), title);
    }
  });

  it('has a section for each link of its first table', () => {
    const slugs = sections.map((section) => /^## (.*)/.exec(section)[1].toLowerCase().replaceAll(' ', '-'));
    for (const [, slug] of intro.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(slugs.includes(slug), slug);
  });

  after(() => process.env.UPDATE && writeFileSync(DOCUMENT, intro + sections.join('')));
});
