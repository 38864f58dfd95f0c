// A fixture as its developer would have it: copied out of the checkout, installed, with the packed package in its node_modules.

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { eventually } from '../../e2e/support/collector.js';
import { startSite } from '../../e2e/support/site.js';
import { unpack } from './package.js';

const FIXTURES = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css' };

/** Copies a fixture, installs what its lock file names, without install scripts, and puts `tarball` beside it. */
export function installFixture(name, tarball) {
  const directory = mkdtempSync(join(tmpdir(), `hoofprint-${name}-`));
  const { scripts } = JSON.parse(readFileSync(join(FIXTURES, name, 'package.json'), 'utf8'));
  const fixture = {
    name,
    directory,
    scripts,
    /** Runs one of its npm scripts to the end, with `variables` in its environment, and gives what it printed. */
    run: (script, variables) => run(directory, ['run', script], variables),
    /** The programs in a directory of its build. */
    programs: (built) => readdirSync(join(directory, built)).map((file) => join(directory, built, file)),
    /** Serves a directory of its build. */
    serve: (built) => startSite(pagesOf(join(directory, built))),
    /** Starts an npm script that serves at `$PORT`, until `stop()`. */
    start: (script, variables) => start(directory, script, variables),
    remove: () => rmSync(directory, { recursive: true, maxRetries: 5 }),
  };
  try {
    cpSync(join(FIXTURES, name), directory, { recursive: true });
    run(directory, ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']);
    unpack(tarball, join(directory, 'node_modules/hoofprint'));
  } catch (error) {
    fixture.remove();
    throw error;
  }
  return fixture;
}

// What Node's test runner tells its children is not for a fixture's programs.
const environment = (variables) => ({ ...process.env, CI: '1', NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined, ...variables });

function run(cwd, args, variables) {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, env: environment(variables), encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${status}\n${stdout}\n${stderr}`);
  return stdout + stderr;
}

/** The files of a directory, each at its address; `index.html` also at its directory's, and other pages without `.html`. */
function pagesOf(root) {
  const pages = { '/favicon.ico': { type: 'image/x-icon', body: '' } };
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(root, file)}`;
    const page = { type: TYPES[extname(file)] ?? 'application/octet-stream', body: readFileSync(file) };
    pages[path] = page;
    if (path.endsWith('.html')) pages[path.replace(/(index)?\.html$/, '')] = page;
  }
  return pages;
}

async function start(cwd, script, variables) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // A group of its own, since npm and the shell stand between us and the server.
  const child = spawn('npm', ['run', script], { cwd, env: environment({ PORT: String(port), ...variables }), detached: true });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  let hasEnded = false;
  const exited = new Promise((resolve) => child.once('exit', () => resolve((hasEnded = true))));
  const kill = () => {
    try {
      if (!hasEnded) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended just now.
    }
  };
  process.once('exit', kill);
  const stop = async () => {
    kill();
    process.off('exit', kill);
    await exited;
  };
  const answers = () => fetch(url).then((response) => response.text(), () => hasEnded);
  await eventually(answers, { seconds: 120, describe: () => `npm run ${script} serves: ${said}` }).catch(async (error) => {
    await stop();
    throw error;
  });
  if (hasEnded) throw new Error(`npm run ${script} ended: ${said}`);
  return { url, stop };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
