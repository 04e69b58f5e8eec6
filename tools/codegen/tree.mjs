// Generated files as maps from path to text, and how they reach the tree: only what differs is written, so that
// nothing is rebuilt when nothing changed.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';

/** Paths of all files under a folder, sorted, with forward slashes. */
function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** Map from path to text of every file under a folder. */
export function readTree(folder) {
  return new Map(filesUnder(folder).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** Keeps the files whose path begins with `prefix`, and what they import, transitively. */
export function prune(files, prefix) {
  const kept = new Map();
  const queue = [...files.keys()].filter((path) => path.startsWith(prefix));
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (kept.has(path)) continue;
    const text = files.get(path);
    if (text === undefined) throw new Error(`generated code imports ${path}, which was not generated`);
    kept.set(path, text);
    for (const [, request] of text.matchAll(/ from "(\.[^"]+)\.js";/g)) {
      queue.push(posix.join(posix.dirname(path), `${request}.ts`));
    }
  }
  return new Map([...kept].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Makes `target` hold exactly `files` among those it `owns`, looking for left-overs in its folder `under`.
 * Returns one path per file that differed; `check` writes nothing.
 */
export function sync(target, files, { check = false, owns = () => false, under = '.' } = {}) {
  const changed = [];
  for (const rest of filesUnder(join(target, under))) {
    const path = posix.join(under, rest);
    if (!owns(path) || files.has(path)) continue;
    changed.push(`${path} (no longer generated)`);
    if (!check) rmSync(join(target, path));
  }
  for (const [path, text] of files) {
    const file = join(target, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    changed.push(path);
    if (check) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return changed;
}

/** The package.json of a folder with another exports map, everything else untouched. */
export function packageJsonWith(folder, exports) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return new Map([['package.json', `${JSON.stringify({ ...manifest, exports }, null, 2)}\n`]]);
}
