import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';

// What users get: the packed tarball, installed into a fresh project.

const pkgDir = resolve(import.meta.dirname, '..');
const bin = resolve(pkgDir, '../../node_modules/.bin');
const project = mkdtempSync(join(tmpdir(), 'pacer-proto-user-'));
let tarball: string;

interface Manifest {
  name: string;
  exports: Record<string, unknown>;
}
const manifest = JSON.parse(readFileSync(join(pkgDir, 'package.json'), 'utf8')) as Manifest;
const subpaths = Object.keys(manifest.exports).filter((path) => path !== './package.json');
const specifiers = subpaths.map((path) => path.replace('.', manifest.name));

function run(program: string, args: string[], cwd = project): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}${error?.message ?? ''}`);
  return stdout;
}

beforeAll(() => {
  run(join(bin, 'tsc'), ['-b'], pkgDir);
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', project], pkgDir)) as {
    filename: string;
  }[];
  tarball = join(project, packed?.filename ?? '');
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', tarball]);
}, 120_000);

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

describe('the packed package', () => {
  it('has a subpath for every module', () => {
    for (const module of ['epoch', 'host', 'inference', 'validation', 'reward']) {
      expect(subpaths).toContain(`./${module}/v1`);
    }
  });

  it('lets Node import every export', () => {
    const script = `for (const name of ${JSON.stringify(specifiers)}) console.log(Object.keys(await import(name)).length);`;
    const counts = run(process.execPath, ['--input-type=module', '-e', script]).trim().split('\n').map(Number);
    expect(counts).toHaveLength(specifiers.length);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it('is typed under strict, with the libraries checked as well', () => {
    const imports = specifiers.map(
      (name, i) => `import * as m${i} from '${name}';\nexport const k${i} = Object.keys(m${i});\n`,
    );
    // The last two lines are what a cosmjs Registry takes.
    const use = `import { MsgClaimReward } from '@pacer/proto/reward/v1';
      import { registry } from '@pacer/proto';
      export const epoch: bigint = MsgClaimReward.fromPartial({}).epoch;
      interface Type { readonly encode: (message: any) => { finish(): Uint8Array }; readonly fromPartial: (object: any) => any }
      export const types: Iterable<[string, Type]> = registry;`;
    writeFileSync(join(project, 'user.ts'), imports.join('') + use);
    for (const resolution of [
      ['--module', 'nodenext'],
      ['--module', 'esnext', '--moduleResolution', 'bundler'],
    ]) {
      const flags = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022'];
      expect(run(join(bin, 'tsc'), [...flags, ...resolution, 'user.ts'])).toBe('');
    }
  });

  it('bundles one message for the browser within 5 kB gzipped', async () => {
    const contents = `import { MsgClaimReward } from '@pacer/proto/reward/v1';
      globalThis.bytes = MsgClaimReward.encode(MsgClaimReward.fromPartial({ epoch: 1n })).finish();`;
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: project },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
    });
    const code = outputFiles[0]?.contents ?? new Uint8Array();
    const size = gzipSync(code, { level: 9 }).length;
    console.log(
      `one message bundled: ${code.length} bytes, ${size} gzipped; package: ${readFileSync(tarball).length} bytes packed`,
    );
    expect(code.length).toBeGreaterThan(500);
    expect(size).toBeLessThanOrEqual(5000);
  });

  it('has nothing for publint and attw to complain about', async () => {
    const { messages } = await publint({ pkgDir, strict: true });
    expect(messages).toEqual([]);
    // Exits 1 on any problem of the profile's resolutions (node16 from an ES module, bundler).
    const table = run(join(bin, 'attw'), [
      tarball,
      '--profile',
      'esm-only',
      '--format',
      'ascii',
      '--no-color',
      '--no-emoji',
    ]);
    for (const specifier of specifiers) expect(table).toContain(`"${specifier}"`);
  });
});
