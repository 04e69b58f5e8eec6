import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { firstFailed } from './check.mjs';
import { mutants, mutated } from './mutants.mjs';
import { runMutants } from './run.mjs';

const root = resolve(import.meta.dirname, '../..');

describe('the mutants', () => {
  test.each(mutants.map((mutant) => [mutant.name, mutant]))('"%s" applies to the code as it is', (_name, mutant) => {
    const text = readFileSync(join(root, mutant.file), 'utf8');
    expect(mutated(text, mutant)).not.toBe(text);
  });

  test('have names of their own, and are enough', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(mutants.length).toBeGreaterThanOrEqual(30);
  });

  test('an edit that does not apply, or in two places, is an error', () => {
    const mutant = { name: 'm', breaks: '', file: 'f.ts', find: 'a = 1', replace: 'a = $&' };
    expect(mutated('let a = 1;', mutant)).toBe('let a = $&;');
    expect(() => mutated('let b = 1;', mutant)).toThrow('stands 0 times in f.ts');
    expect(() => mutated('a = 1, a = 1', mutant)).toThrow('stands 2 times');
  });
});

describe('a run', () => {
  const two = [
    { name: 'one', breaks: 'x', file: 'a.ts' },
    { name: 'two', breaks: 'y', file: 'b.ts' },
  ];
  const run = (firstFailure, firstFailureUnbroken = () => undefined) => {
    const said = [];
    const { code } = runMutants({ firstFailure, firstFailureUnbroken }, two, (line) => said.push(line));
    return { code, said };
  };

  test('ends with 0 when all are caught', () => {
    const { code, said } = run(({ file }) => `${file}.test: fails`);
    expect(code).toBe(0);
    expect(said).toEqual([
      'mutant | file | caught by (first failing test)',
      'one | a.ts | a.ts.test: fails',
      'two | b.ts | b.ts.test: fails',
      'mutants: 2 of 2 caught',
    ]);
  });

  test('ends with 1 when one survives, and says what it breaks', () => {
    const { code, said } = run(({ name }) => (name === 'one' ? 'test' : undefined));
    expect(code).toBe(1);
    expect(said[2]).toBe('two | b.ts | NOTHING: y');
  });

  test('ends with 1 when an edit no longer applies, and goes on with the others', () => {
    const { code, said } = run(({ name }) => {
      if (name === 'one') throw new Error('its text stands 0 times');
      return 'test';
    });
    expect(code).toBe(1);
    expect(said).toContain('two | b.ts | test');
  });

  test('ends with 1 when a test fails without any', () => {
    expect(
      run(
        () => 'test',
        () => 'x.test: broken',
      ).code,
    ).toBe(1);
  });
});

describe('what jest prints', () => {
  const end = 'Test Suites: 1 failed, 1 total\nTests:       1 failed, 2 total\n';

  test('names the first test that failed, or the file that does not run', () => {
    const failed = `PASS agent src/b.test.ts\nFAIL agent src/tx/a.test.ts (5 s)\n  ● an attempt › is dead\n\n  ● another\n${end}`;
    expect(firstFailed(1, failed)).toBe('src/tx/a.test.ts: an attempt › is dead');
    expect(firstFailed(1, `FAIL agent src/tx/a.test.ts\n${end}`)).toBe('src/tx/a.test.ts: does not run');
    expect(firstFailed(0, `PASS agent src/b.test.ts\nTests: 2 passed, 2 total\n`)).toBeUndefined();
  });

  test('is no verdict when no test ran', () => {
    expect(() => firstFailed(1, 'No tests found, exiting with code 1')).toThrow('no test ran');
    expect(() => firstFailed(0, '')).toThrow('no test ran');
  });
});
