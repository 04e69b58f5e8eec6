// Copies the third-party protos that ours import, transitively, from the Go module cache at go.mod's versions into
// proto/third_party. `--check` compares instead of writing and exits 1 on a difference.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '../..');

/** Where each third-party import prefix comes from: a Go module and the folder within it that imports are relative to. */
const sources = [
  { prefix: 'cosmos/', module: 'github.com/cosmos/cosmos-sdk', folder: 'proto' },
  { prefix: 'amino/', module: 'github.com/cosmos/cosmos-sdk', folder: 'proto' },
  { prefix: 'tendermint/', module: 'github.com/cosmos/cosmos-sdk', folder: 'proto' },
  { prefix: 'cosmos_proto/', module: 'github.com/cosmos/cosmos-proto', folder: 'proto' },
  { prefix: 'gogoproto/', module: 'github.com/cosmos/gogoproto', folder: '.' },
  { prefix: 'google/api/', module: 'github.com/grpc-ecosystem/grpc-gateway', folder: 'third_party/googleapis' },
];

/** These come with the compiler. */
const builtin = (path) => path.startsWith('google/protobuf/');

function moduleFolder(module) {
  const result = spawnSync('go', ['list', '-m', '-f', '{{.Version}} {{.Dir}}', module], {
    cwd: join(root, 'chain'),
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '-mod=mod' },
  });
  const [version, folder] = (result.stdout ?? '').trim().split(' ');
  if (result.status !== 0 || !folder) {
    throw new Error(`${module} is not in the Go module cache: run npm run bootstrap. ${result.stderr ?? ''}`.trim());
  }
  return { version, folder };
}

function importsOf(text) {
  return [...text.matchAll(/^\s*import\s+(?:public\s+|weak\s+)?"([^"]+)"\s*;/gm)].map((match) => match[1]);
}

function protosUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.proto'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** The third-party files that proto/pacer needs: import path → { text, from }. */
export function wanted() {
  const files = new Map();
  const modules = new Map();
  const queue = protosUnder(join(root, 'proto/pacer')).flatMap((path) =>
    importsOf(readFileSync(join(root, 'proto/pacer', path), 'utf8')),
  );
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (path.startsWith('pacer/') || builtin(path) || files.has(path)) continue;
    const source = sources.find(({ prefix }) => path.startsWith(prefix));
    if (!source) throw new Error(`no source known for the import "${path}": add its module to ${import.meta.filename}`);
    if (!modules.has(source.module)) modules.set(source.module, moduleFolder(source.module));
    const { version, folder } = modules.get(source.module);
    const text = readFileSync(join(folder, source.folder, path), 'utf8');
    files.set(path, { text, from: `${source.module} ${version}` });
    queue.push(...importsOf(text));
  }
  return files;
}

/** Writes proto/third_party, or with `check` only compares. Returns one line per difference. */
export function vendor({ check = false } = {}) {
  const target = join(root, 'proto/third_party');
  const files = wanted();
  const differences = [];
  for (const path of protosUnder(target)) {
    if (files.has(path)) continue;
    differences.push(`${path} is not imported any more`);
    if (!check) rmSync(join(target, path));
  }
  for (const [path, { text, from }] of [...files].sort()) {
    const file = join(target, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    differences.push(`${path} differs from ${from}`);
    if (check) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return { count: files.size, differences };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const check = process.argv.includes('--check');
  const { count, differences } = vendor({ check });
  for (const line of differences) console.log(`vendor: ${line}`);
  console.log(`vendor: ${count} third-party protos, ${differences.length} ${check ? 'different' : 'changed'}`);
  if (check && differences.length > 0) process.exitCode = 1;
}
