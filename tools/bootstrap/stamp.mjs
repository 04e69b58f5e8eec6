// A step is skipped when the hash of everything it reads is the one its last success left behind, and its outputs are there.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const skipped = new Set(['node_modules', 'dist', 'build', '.git', '.nx', '.bootstrap', 'test-results']);

/** Paths, relative to `root`, of the files under `folder` that `matches` accepts; build outputs are not entered. */
export function filesUnder(root, folder, matches) {
  const found = [];
  const enter = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (entry.isDirectory() && !skipped.has(entry.name)) enter(inner);
      else if (entry.isFile() && matches(entry.name)) found.push(relative(root, inner));
    }
  };
  if (existsSync(join(root, folder))) enter(join(root, folder));
  return found.sort();
}

/** SHA-256 over names and contents of files and over some words (versions, options), in hex. */
export function fingerprint(root, files, words = []) {
  const hash = createHash('sha256');
  for (const word of words) hash.update(`${word}\0`);
  for (const file of files) {
    const path = join(root, file);
    const content = existsSync(path) ? readFileSync(path) : 'missing';
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

const stampFile = (root, step) => join(root, '.bootstrap/stamps', step);

/** Whether a step's last success had this fingerprint and its outputs still exist. */
export function isFresh(root, step, print, outputs) {
  const file = stampFile(root, step);
  return (
    existsSync(file) &&
    readFileSync(file, 'utf8') === print &&
    outputs.every((output) => existsSync(join(root, output)))
  );
}

/** Remembers a success. */
export function remember(root, step, print) {
  const file = stampFile(root, step);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, print);
}
