// nginx and Caddy in processes of their own, with the recipes of a document, on loopback without TLS.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eventually } from './collector.js';

const UNPACKED = join(process.env.CARGO_TARGET_DIR ?? 'target', 'xtask/debian');
const NGINX = process.env.HOOFPRINT_NGINX ?? join(UNPACKED, 'usr/sbin/nginx');
const CADDY = process.env.HOOFPRINT_CADDY ?? join(UNPACKED, 'usr/bin/caddy');

/**
 * Starts nginx with `recipe`, the text of its configuration inside of `http`. What the recipe says of TLS, of the host's
 * files and of the collector's place is put right for here: names end in `.test`, `home` is the site's directory.
 */
export const startNginx = (recipe, collector, home) =>
  start(async (directory, port) => {
    const here = place(recipe, collector, home)
      .replace(/listen 443 ssl;/g, `listen 127.0.0.1:${port};`)
      .replace(/^ *ssl_certificate.*\n/gm, '');
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${directory}/${name};`);
    const text = `daemon off; master_process off; pid ${directory}/pid; error_log stderr; events {}
      http { access_log off; types { text/html html; } ${temporary.join(' ')}\n${here}\n}`;
    writeFileSync(join(directory, 'nginx.conf'), text);
    return [NGINX, ['-p', directory, '-c', join(directory, 'nginx.conf'), '-e', 'stderr']];
  });

/** Starts Caddy with `recipe`, the text of its Caddyfile; put right as for nginx. */
export const startCaddy = (recipe, collector, home) =>
  start(async (directory, port) => {
    const here = place(recipe, collector, home).replace(/^(\S+\.test) \{$/gm, `http://$1:${port} {`);
    writeFileSync(join(directory, 'Caddyfile'), `{\n\tadmin off\n}\n${here}`);
    return [CADDY, ['run', '--adapter', 'caddyfile', '--config', join(directory, 'Caddyfile')]];
  });

const place = (recipe, collector, home) =>
  recipe.replaceAll('127.0.0.1:8000', new URL(collector).host).replaceAll('example.com', 'example.test').replaceAll('/var/www/example.test', home);

async function start(configure) {
  const directory = mkdtempSync(join(tmpdir(), 'hoofprint-proxy-'));
  const port = await freePort();
  const [program, args] = await configure(directory, port);
  if (!existsSync(program)) throw new Error(`${program} is missing; npm test gets it`);
  let said = '';
  const env = { PATH: process.env.PATH, HOME: directory };
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  // A test that ends early leaves none behind.
  const abandon = () => child.kill('SIGKILL');
  process.once('exit', abandon);
  await eventually(
    async () => {
      if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
      return fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false);
    },
    { describe: () => `${program} listens: ${said}` },
  );
  return {
    port,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      process.off('exit', abandon);
      rmSync(directory, { recursive: true });
    },
  };
}

/** A port that nobody has just now. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
