// `npm run bench -- NAME [args…]`: runs one benchmark. A benchmark is a script tools/bench/NAME.bench.mjs, or a compiled
// NAME.bench.js of a package; it prints ratios against a baseline of the same run and writes bench-results/NAME.json.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Name → file of every benchmark of the workspace. */
export function benchmarks(from = root) {
  const found = new Map();
  const add = (folder, ending) => {
    if (!existsSync(folder)) return;
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      if (path.endsWith(ending)) found.set(basename(path, ending), join(folder, path));
    }
  };
  for (const top of ['libs', 'apps', 'tools']) {
    if (!existsSync(join(from, top))) continue;
    for (const name of readdirSync(join(from, top))) add(join(from, top, name, 'dist'), '.bench.js');
  }
  add(join(from, 'tools/bench'), '.bench.mjs');
  return new Map([...found].sort());
}

/** Runs a benchmark; returns the exit code: 2 when there is none of that name. */
export function main([name, ...args], from = root) {
  const known = benchmarks(from);
  const list = known.size > 0 ? [...known.keys()].map((each) => `  ${each}`).join('\n') : '  (none yet)';
  if (name === undefined) {
    console.log(`npm run bench -- NAME, where NAME is one of\n${list}`);
    return 0;
  }
  const file = known.get(name);
  if (file === undefined) {
    console.error(`bench: there is no benchmark "${name}"; there are\n${list}`);
    return 2;
  }
  const folder = join(from, 'bench-results');
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, BENCH_RESULT: join(folder, `${name}.json`) };
  return spawnSync(process.execPath, [file, ...args], { cwd: from, env, stdio: 'inherit' }).status ?? 1;
}

if (process.argv[1] === import.meta.filename) process.exitCode = main(process.argv.slice(2));
