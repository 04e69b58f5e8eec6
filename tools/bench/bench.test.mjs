import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchmarks, main } from './bench.mjs';

const script = join(import.meta.dirname, 'bench.mjs');
let root;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pacer-bench-'));
  mkdirSync(join(root, 'tools/bench'), { recursive: true });
  mkdirSync(join(root, 'libs/one/dist/deep'), { recursive: true });
  writeFileSync(join(root, 'tools/bench/claim.bench.mjs'), '');
  const body = "require('node:fs').writeFileSync(process.env.BENCH_RESULT, JSON.stringify(process.argv.slice(2)));";
  writeFileSync(join(root, 'libs/one/dist/deep/tree.bench.js'), body);
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('npm run bench', () => {
  it('finds scripts of tools/bench and compiled ones of packages', () => {
    expect([...benchmarks(root).keys()]).toEqual(['claim', 'tree']);
  });

  it('runs one with its arguments and a place for its result', () => {
    expect(main(['tree', '--quick'], root)).toBe(0);
    const result = join(root, 'bench-results/tree.json');
    expect(existsSync(result) && JSON.parse(readFileSync(result, 'utf8'))).toEqual(['--quick']);
  });

  it('lists the names without one, and refuses a wrong one with exit code 2', () => {
    expect(spawnSync(process.execPath, [script], { encoding: 'utf8' }).status).toBe(0);
    const wrong = spawnSync(process.execPath, [script, 'no-such-benchmark'], { encoding: 'utf8' });
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain('there is no benchmark "no-such-benchmark"');
  });
});
