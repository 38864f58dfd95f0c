// What docs/own-domain.md shows is what works: its recipes run here in nginx and Caddy, in front of the real collector.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import { startBrowser, watch } from './support/browser.js';
import { eventually, startCollector } from './support/collector.js';
import { readDocument } from './support/documents.js';
import { startCaddy, startNginx } from './support/proxies.js';
import { startWire } from './support/wire.js';
import { STUB, VERSION } from './support/world.js';

const DOCUMENT = readDocument('docs/own-domain.md');
const [SUBDOMAIN, PATH] = DOCUMENT.blocks('js', 'The page');
const KEPT = 'public, max-age=31536000, immutable';
/** What trackers ask for, as the table says. */
const [PUBLIC] = DOCUMENT.text.split('\n## What to forward\n')[1].split('| all else');
const FORWARDED = [...PUBLIC.matchAll(/`(\/[^`]+\/)`/g)].map(([, path]) => path);

const PROXIES = [
  ['nginx', startNginx, DOCUMENT.blocks('nginx', 'nginx').join('\n')],
  ['Caddy', startCaddy, DOCUMENT.blocks('caddyfile', 'Caddy').join('\n')],
];

describe('docs/own-domain.md', () => {
  let browser;
  before(async () => (browser = await startBrowser()));
  after(() => browser.stop());

  for (const [name, start, recipe] of PROXIES) {
    describe(name, () => {
      let collector;
      let proxy;
      const home = mkdtempSync(join(tmpdir(), 'hoofprint-home-'));
      before(async () => {
        collector = await startCollector();
        proxy = await start(recipe, collector.url, home);
      });
      after(async () => {
        await proxy?.stop();
        await collector.stop();
        rmSync(home, { recursive: true });
      });

      const here = (code) => code.replace(/https:\/\/([a-z.]*)example\.com/g, (_, sub) => `http://${sub}example.test:${proxy.port}`);

      /** A request of a client at 127.0.0.2, by the name of `host`. */
      const ask = (host, path, { method = 'GET', headers = {}, body, port = proxy.port } = {}) =>
        new Promise((resolve, reject) => {
          const all = { host: `${host}:${port}`, ...headers };
          const asked = request({ host: '127.0.0.1', localAddress: '127.0.0.2', port, method, path, headers: all, agent: false });
          asked.on('error', reject).on('response', (answer) => {
            const chunks = [];
            answer.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
            answer.on('end', () => resolve({ status: answer.statusCode, raw: answer.rawHeaders, headers: answer.headers, body: Buffer.concat(chunks) }));
          });
          asked.end(body);
        });

      for (const [way, code, host, prefix] of [['a subdomain', SUBDOMAIN, 'events.example.test', ''], ['a path', PATH, 'example.test', '/hp']]) {
        const get = (path, options) => ask(host, prefix + path, options);
        const send = (body, headers = {}) => get('/e/', { method: 'POST', body, headers: { 'content-type': 'text/plain', ...headers } });
        const event = (event, properties = {}) => ({ event, properties: { distinct_id: 'd', ...properties } });
        const batch = (...events) => JSON.stringify({ api_key: 't', batch: events });
        const stored = (name) => collector.events().filter(({ event }) => event === name);

        describe(way, () => {
          it('takes the events of a page with the snippet, and loads everything from there', async () => {
            const title = `page-of-${way.replace(' ', '-')}`;
            const policy = `default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:`;
            const self = way === 'a path' ? `<meta http-equiv="Content-Security-Policy" content="${policy}">` : '';
            writeFileSync(join(home, 'index.html'), `<!doctype html>${self}<title>${title}</title><link rel="icon" href="data:,">
              <script>${STUB}</script><script>${here(code)}
              posthog.capture('${title}', {text: 'some words '.repeat(1000)});</script>`);
            const page = await (await browser.newVisitor()).newPage();
            const seen = watch(page);
            const asked = [];
            page.on('response', (response) => asked.push([response.status(), response.url()]));
            await page.goto(`http://example.test:${proxy.port}/index.html`);
            await eventually(() => stored(title).length > 0 && asked.some(([, url]) => url.endsWith('/e/')));
            const base = /'(http[^']*)'/.exec(here(code))[1];
            const paths = asked.slice(1).map(([status, url]) => [status, url.replace(base, '')]);
            assert.deepEqual(paths.slice(0, 2), ['array.js', 'hoofprint_bg.wasm'].map((file) => [200, `/static/${VERSION}/${file}`]));
            assert.ok(paths.length > 2 && paths.slice(2).every(([status, path]) => status === 200 && path === '/e/'), JSON.stringify(paths));
            assert.deepEqual(seen, { console: [], errors: [] });
            await page.context().close();
          });

          it('forwards what trackers ask for, and nothing else', async () => {
            assert.equal(FORWARDED.length, 11);
            for (const path of FORWARDED) {
              const direct = await fetch(collector.url + path).then(({ status }) => status);
              const { status } = await get(path);
              assert.equal(status, direct, path);
            }
            const own = ['/', '/live/', '/features/', '/api/events', '/api/live', '/_health'];
            const odd = ['/e/../api/events', '/e/%2e%2e/api/events', '/static/..%2f..%2fapi/events', '//api/events', '/API/events'];
            for (const path of [...own, ...odd]) {
              const { status, body } = await get(path);
              // The site's own page is no page of the collector's.
              assert.ok(status === 404 || status === 400 || (status === 200 && String(body).includes('page-of-')), `${path}: ${status} ${body}`);
            }
          });

          it('tells the address of the client, whatever the client says', async () => {
            const name = `address of ${way}`;
            const answer = await send(batch(event(name)), { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' });
            assert.equal(answer.status, 200, String(answer.body));
            assert.deepEqual(stored(name).map(({ properties }) => properties.$ip), ['127.0.0.2']);
          });

          it('lets a large body pass as it is', async () => {
            const name = `large of ${way}`;
            const events = Array.from({ length: 26 }, (_, number) => event(name, { number, text: randomBytes(700_000).toString('base64') }));
            const body = gzipSync(batch(...events), { level: 1 });
            assert.ok(body.length > 18e6 && body.length < 20 * 1024 * 1024, `${body.length}`);
            const answer = await send(body);
            assert.equal(answer.status, 200, String(answer.body));
            const [{ count, letters }] = collector.query(
              `SELECT count(*) AS count, min(length(properties ->> 'text')) AS letters FROM events WHERE event = '${name}'`,
            );
            assert.deepEqual([count, letters], [events.length, events[0].properties.text.length]);
          });

          it('leaves the headers for other sites as they are, once', async () => {
            const origin = 'https://other.example';
            const answers = [
              await send(batch(event(`cors of ${way}`)), { origin }),
              await get('/e/', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } }),
              await get('/static/array.js', { headers: { origin } }),
            ];
            for (const [at, { status, raw }] of answers.entries()) {
              assert.equal(status, 200);
              const allowed = raw.filter((_, at) => at % 2 && /^access-control-allow-origin$/i.test(raw[at - 1]));
              assert.deepEqual(allowed, [at === 2 ? '*' : origin]);
            }
          });

          it('serves files compressed, to be kept as the collector says', async () => {
            const headers = { 'accept-encoding': 'gzip' };
            for (const [path, cache] of [['array.js', 'no-cache'], [`${VERSION}/array.js`, KEPT], [`${VERSION}/hoofprint_bg.wasm`, KEPT]]) {
              const answer = await get(`/static/${path}`, { headers });
              const { 'content-encoding': encoding, 'cache-control': given, etag } = answer.headers;
              assert.deepEqual([answer.status, encoding, given], [200, 'gzip', cache], path);
              const again = await get(`/static/${path}`, { headers: { ...headers, 'if-none-match': etag } });
              assert.equal(again.status, 304, path);
            }
          });

          it('hands the collector the body as it came, the address of the client and no cookie, and keeps the connection', async () => {
            const wire = await startWire(collector.url);
            const another = await start(recipe, wire.url, home);
            try {
              const body = gzipSync(batch(event(`seen of ${way}`)));
              for (const headers of [{}, { 'content-encoding': 'gzip' }]) {
                const all = { 'content-type': 'text/plain', 'x-forwarded-for': '203.0.113.9', cookie: 'session=secret', ...headers };
                const { status } = await ask(host, `${prefix}/e/?a=%2f%20b`, { method: 'POST', body, headers: all, port: another.port });
                assert.equal(status, 200);
                const { path, headers: given, ...seen } = wire.requests.at(-1);
                assert.equal(path, '/e/?a=%2f%20b');
                assert.ok(seen.isPacked());
                assert.deepEqual(
                  [given['x-forwarded-for'], given.cookie, given['content-type'], given['content-encoding']],
                  ['127.0.0.2', undefined, 'text/plain', headers['content-encoding']],
                );
                assert.notEqual(given.connection, 'close');
              }
            } finally {
              await another.stop();
              await wire.stop();
            }
          });
        });
      }
    });
  }
});
