import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesUnder, fingerprint, isFresh, remember } from './stamp.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pacer-stamp-'));
  mkdirSync(join(root, 'src/dist'), { recursive: true });
  writeFileSync(join(root, 'src/a.ts'), 'a');
  writeFileSync(join(root, 'src/b.ts'), 'b');
  writeFileSync(join(root, 'src/dist/c.ts'), 'c');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const print = (words) =>
  fingerprint(
    root,
    filesUnder(root, 'src', (name) => name.endsWith('.ts')),
    words,
  );

describe('fingerprint', () => {
  it('changes with content, name and words, and not otherwise', () => {
    const first = print(['1.0']);
    expect(print(['1.0'])).toBe(first);
    expect(print(['1.1'])).not.toBe(first);
    writeFileSync(join(root, 'src/a.ts'), 'A');
    expect(print(['1.0'])).not.toBe(first);
    writeFileSync(join(root, 'src/a.ts'), 'a');
    expect(print(['1.0'])).toBe(first);
    rmSync(join(root, 'src/b.ts'));
    expect(print(['1.0'])).not.toBe(first);
  });

  it('does not see build outputs', () => {
    const first = print([]);
    writeFileSync(join(root, 'src/dist/c.ts'), 'changed');
    expect(print([])).toBe(first);
  });

  it('does not take moved content for the same', () => {
    writeFileSync(join(root, 'src/a.ts'), 'ab');
    writeFileSync(join(root, 'src/b.ts'), '');
    const first = print([]);
    writeFileSync(join(root, 'src/a.ts'), 'a');
    writeFileSync(join(root, 'src/b.ts'), 'b');
    expect(print([])).not.toBe(first);
  });
});

describe('isFresh', () => {
  it('wants the same fingerprint and the outputs', () => {
    expect(isFresh(root, 'step', 'x', [])).toBe(false);
    remember(root, 'step', 'x');
    expect(isFresh(root, 'step', 'x', ['src/a.ts'])).toBe(true);
    expect(isFresh(root, 'step', 'y', ['src/a.ts'])).toBe(false);
    expect(isFresh(root, 'step', 'x', ['src/gone.ts'])).toBe(false);
  });
});
