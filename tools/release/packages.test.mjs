import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { publint } from 'publint';

// Every publishable library as its users get it: packed, installed together into a fresh project, every export imported.

const root = resolve(import.meta.dirname, '../..');
const bin = join(root, 'node_modules/.bin');
const minutes = 60_000;

const packages = readdirSync(join(root, 'libs'))
  .map((name) => join(root, 'libs', name))
  .filter((folder) => existsSync(join(folder, 'package.json')))
  .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
  .filter(({ manifest }) => manifest.private !== true)
  .map((each) => ({ ...each, name: each.manifest.name, tarball: undefined }));

const specifiersOf = ({ name, manifest }) =>
  Object.keys(manifest.exports)
    .filter((path) => path !== './package.json')
    .map((path) => path.replace('.', name));

let project;

function run(program, args, cwd = project) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}${error?.message ?? ''}`);
  return stdout;
}

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'pacer-user-'));
  for (const each of packages) {
    run(join(bin, 'tsc'), ['-b'], each.folder);
    const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', project], each.folder));
    each.tarball = join(project, filename);
  }
  const dependencies = Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`]));
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'user', private: true, type: 'module', dependencies }),
  );
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
}, 5 * minutes);

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

describe.each(packages)('$name', (each) => {
  const specifiers = specifiersOf(each);

  it('lets Node import every export', () => {
    const script = `for (const name of ${JSON.stringify(specifiers)}) console.log(Object.keys(await import(name)).length);`;
    const counts = run(process.execPath, ['--input-type=module', '-e', script]).trim().split('\n').map(Number);
    expect(counts).toHaveLength(specifiers.length);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it('ships no tests', () => {
    const files = run('tar', ['-tzf', each.tarball]).split('\n');
    expect(files).toContain('package/dist/index.js');
    expect(files.filter((path) => /\.test\.|\.bench\./.test(path))).toEqual([]);
  });

  it(
    'has nothing for publint and attw to complain about',
    async () => {
      const { messages } = await publint({ pkgDir: each.folder, strict: true });
      expect(messages).toEqual([]);
      // Exits 1 on any problem of the profile's resolutions (node16 from an ES module, bundler).
      run(join(bin, 'attw'), [each.tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji']);
    },
    5 * minutes,
  );
});

it(
  'are typed for a strict user, under both resolutions',
  () => {
    const names = packages.flatMap(specifiersOf);
    const imports = names.map(
      (name, i) => `import * as m${i} from '${name}';\nexport const k${i} = Object.keys(m${i});\n`,
    );
    writeFileSync(join(project, 'user.ts'), imports.join(''));
    // skipLibCheck: our dependencies' own declarations are not ours to check; @pacer/proto's test checks without it.
    const flags = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--target',
      'es2023',
      '--typeRoots',
      join(root, 'node_modules/@types'),
    ];
    for (const resolution of [
      ['--module', 'nodenext'],
      ['--module', 'esnext', '--moduleResolution', 'bundler'],
    ]) {
      expect(run(join(bin, 'tsc'), [...flags, '--types', 'node', ...resolution, 'user.ts'])).toBe('');
    }
  },
  5 * minutes,
);
