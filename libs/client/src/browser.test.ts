import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** A build for browsers fails on a module of Node; what it leaves to be imported at run time is returned too. */
async function bundle(contents: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@pacer/source'],
    logLevel: 'silent',
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  return { size: gzipSync(outputFiles[0]!.contents).length, imports };
}

describe('in a browser', () => {
  test('nothing asks for a module of Node', () => {
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.includes('.test.'),
    );
    expect(sources.length).toBeGreaterThan(20);
    for (const name of sources) {
      expect({ name, text: readFileSync(join(root, 'src', name), 'utf8') }).not.toMatchObject({
        text: expect.stringMatching(/from 'node:|require\(|\bBuffer\b|\bprocess\./),
      });
    }
  });

  test('everything bundles and leaves nothing to import', async () => {
    const { size, imports } = await bundle(`export * from '@pacer/client';`);
    expect(imports).toEqual([]);
    expect(size).toBeGreaterThan(10_000);
    expect(size).toBeLessThan(150_000);
  });

  test('who only classifies errors ships little', async () => {
    const { size } = await bundle(`import { classify } from '@pacer/client'; console.log(classify('reward', 9));`);
    expect(size).toBeLessThan(20_000);
  });
});
