// The package as npm would publish it.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Packs the checkout's package, `dist/` as it lies there. `files` are the paths in it, `remove()` is for afterwards. */
export function packPackage() {
  const directory = mkdtempSync(join(tmpdir(), 'hoofprint-package-'));
  const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', directory], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [{ filename, files }] = JSON.parse(said);
  return {
    tarball: resolve(directory, filename),
    files: files.map((file) => file.path).sort(),
    remove: () => rmSync(directory, { recursive: true }),
  };
}

/** Unpacks a tarball of npm's as `directory`. */
export function unpack(tarball, directory) {
  mkdirSync(directory, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', directory]);
}
