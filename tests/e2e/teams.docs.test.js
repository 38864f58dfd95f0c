// What docs/teams.md shows is what happens: its code runs here on a page, its queries on the database that the page filled,
// and their answers are the tables of the document. `UPDATE=1` writes the tables.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { WAYS } from '../../www/ways/ways.js';
import { startBrowser } from './support/browser.js';
import { READ_KEY, startCollector } from './support/collector.js';
import { readDocument } from './support/documents.js';
import { startSite } from './support/site.js';
import { STUB } from './support/world.js';

const DOCUMENT = readDocument('docs/teams.md');
const INIT = "posthog.init('my-project', {api_host: 'https://collector.example'});";
const [intro, ...sections] = DOCUMENT.text.split(/^(?=## )/m);

const titleOf = (section) => /^## (.*)/.exec(section)[1];

/** A block of code with the table behind it: what is stored, or the answer. */
const SHOWN = /^```(?<language>\w+)\n(?<code>(?:(?!```)[^])*)```\n\n(?<table>(?:\|.*\n)+)/gm;
const STORED = DOCUMENT.block('sql', 'People and the organisations they act for');

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
    const title = titleOf(section);

    it(`${title}: the code stores the rows that are shown, and the queries give the answers`, async () => {
      const collector = await startCollector();
      try {
        const scripts = DOCUMENT.blocks('js', title);
        const started = scripts[0].includes('posthog.init(') ? scripts : [INIT, ...scripts];
        const script = started.join('\n').replaceAll('https://collector.example', collector.url);
        site.pages['/'] = `<!doctype html><title>A page</title><script>${STUB}</script><script>${script}</script>`;
        const page = await (await browser.newVisitor()).newPage();
        await page.goto(site.url);
        await page.waitForFunction(() => posthog.__loaded && posthog.accounts?.__loaded !== false);
        const flush = () => Promise.all([posthog, posthog.accounts ?? posthog].map((tracker) => tracker.flush({ timeoutMs: 9000 })));
        assert.deepEqual(await page.evaluate(flush), [true, true]);

        const answer = ({ language, code }) => tableOf(collector.query(language === 'sql' ? code : STORED));
        const shown = [...section.matchAll(SHOWN)].map(({ groups }) => groups);
        const queries = shown.filter(({ language }) => language === 'sql').map(({ code }) => code);
        assert.deepEqual(queries, DOCUMENT.blocks('sql', title), 'each query has an answer');
        if (process.env.UPDATE) {
          sections[at] = section.replace(SHOWN, (all, ...rest) => all.replace(rest.at(-1).table, () => answer(rest.at(-1))));
        } else {
          for (const block of shown) assert.equal(answer(block), block.table, block.code);
        }

        for (const json of section.includes('```json') ? DOCUMENT.blocks('json', title) : []) {
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
    const told = sections.flatMap((section) => DOCUMENT.blocks('js', titleOf(section))).map(plain);
    for (const { title, tell } of WAYS) {
      const text = tell.toString();
      assert.ok(told.includes(plain(text.slice(text.indexOf('{') + 1, text.lastIndexOf('}')))), title);
      assert.ok(sections.some((section) => section.startsWith(`## ${title}\n`)), title);
    }
  });

  it('has a section for each link of its first table', () => {
    const slugs = sections.map((section) => titleOf(section).toLowerCase().replaceAll(' ', '-'));
    for (const [, slug] of intro.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(slugs.includes(slug), slug);
  });

  after(() => process.env.UPDATE && writeFileSync('docs/teams.md', intro + sections.join('')));
});
