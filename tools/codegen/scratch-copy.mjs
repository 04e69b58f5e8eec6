import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const left = new Set(['node_modules', 'dist', 'build', '.git', '.nx', '.bootstrap', 'test-results', 'bench-results']);

/**
 * A copy of the repository's sources in a temporary folder, ready to work in: installed packages and generators are links
 * to this checkout's, except the workspace's own packages, which are the copy's.
 */
export function scratchCopy() {
  const copy = mkdtempSync(join(realpathSync(tmpdir()), 'pacer-copy-'));
  for (const name of readdirSync(root)) {
    if (left.has(name)) continue;
    cpSync(join(root, name), join(copy, name), { recursive: true, filter: (path) => !left.has(basename(path)) });
  }
  const packages = join(copy, 'node_modules');
  mkdirSync(packages);
  for (const name of readdirSync(join(root, 'node_modules'))) {
    const source = join(root, 'node_modules', name);
    if (name === '@pacer') cpSync(source, join(packages, name), { recursive: true, verbatimSymlinks: true });
    else symlinkSync(source, join(packages, name));
  }
  cpSync(join(root, '.bootstrap/stamps'), join(copy, '.bootstrap/stamps'), { recursive: true });
  symlinkSync(join(root, '.bootstrap/bin'), join(copy, '.bootstrap/bin'));
  return copy;
}
