// The build on a machine whose rustup cannot get anything: `rustup` fails at once, and the active toolchain has neither
// the wasm target nor the library's source. `npm test` runs this; it takes a minute the first time.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const xtask = process.env.HOOFPRINT_XTASK ?? join(root, 'target/debug/xtask');

let machine;

before(() => {
  machine = mkdtempSync(join(tmpdir(), 'hoofprint-toolchain-'));
});

after(() => rmSync(machine, { recursive: true, force: true }));

test('without rustup the build takes Debian’s pair, or says what to do', async () => {
  const dist = join(machine, 'dist');
  const build = await run(xtask, ['build', '--out', dist], { cwd: root, env: poorMachine() });
  assert.match(build.stderr, /asking rustup for rust-src/);

  if (!canHaveDebiansPair()) {
    assert.notEqual(build.status, 0);
    assert.match(build.stderr, /^error: .*by hand: /m);
    return;
  }
  assert.equal(build.status, 0);
  assert.match(build.stderr, /trying Debian's/);
  assert.match(build.stderr, /building the wasm core with Debian's Rust/);

  const module = await WebAssembly.compile(readFileSync(join(dist, 'hoofprint_bg.wasm')));
  const instance = await WebAssembly.instantiate(module, imports(module));
  assert.ok(instance.exports.memory instanceof WebAssembly.Memory);
  for (const script of ['array.js', 'array.full.js', 'index.cjs']) {
    execFileSync(process.execPath, ['--check', join(dist, script)]);
  }
});

/** The environment of such a machine: the real compiler, in a toolchain that lacks all but the host's part. */
function poorMachine() {
  const ask = (...args) => execFileSync('rustc', args, { encoding: 'utf8' }).trim();
  const sysroot = ask('--print', 'sysroot');
  const host = /^host: (.*)$/m.exec(ask('-vV'))[1];
  const poor = join(machine, 'sysroot');
  mkdirSync(join(poor, 'lib/rustlib'), { recursive: true });
  symlinkSync(join(sysroot, 'bin'), join(poor, 'bin'));
  symlinkSync(join(sysroot, 'lib/rustlib', host), join(poor, 'lib/rustlib', host));

  const programs = join(machine, 'bin');
  mkdirSync(programs);
  const rustc = `case "$*" in
    "--print sysroot") echo '${poor}' ;;
    *) exec '${join(sysroot, 'bin/rustc')}' "$@" ;;
  esac`;
  const rustup = 'echo "error: could not reach the server" >&2; exit 1';
  for (const [name, script] of Object.entries({ rustc, rustup })) {
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(programs, name), 0o755);
  }
  const env = { ...process.env, PATH: programs + delimiter + process.env.PATH };
  env.CARGO_MANIFEST_DIR = join(root, 'xtask');
  delete env.HOOFPRINT_TOOLCHAIN;
  return env;
}

/** Runs a program whose output is shown as it comes, and kept. */
async function run(program, args, options) {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'inherit', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    process.stderr.write(text);
    stderr += text;
  });
  const [status] = await once(child, 'close');
  return { status, stderr };
}

function canHaveDebiansPair() {
  const release = '/etc/os-release';
  if (!existsSync(release) || !/^ID=debian$/m.test(readFileSync(release, 'utf8'))) return false;
  const succeeds = (program, ...args) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;
  return process.getuid() === 0 || succeeds('sudo', '-n', 'true') || succeeds('dpkg', '-s', 'rustc-web', 'rust-web-src');
}

/** Something for every import, so that the module can be instantiated without its bindings. */
function imports(module) {
  const all = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    assert.equal(kind, 'function');
    (all[from] ??= {})[name] = () => 0;
  }
  return all;
}
