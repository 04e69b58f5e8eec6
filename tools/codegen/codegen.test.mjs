import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { scratchCopy } from './scratch-copy.mjs';

// What npm run codegen refuses, in a copy of the repository that has a release.

const root = resolve(import.meta.dirname, '../..');
const minutes = 60_000;
let copy;

function run(program, args, cwd = copy) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

const codegen = (...args) => run('node', ['tools/codegen/codegen.mjs', ...args]);

/** Edits a file, runs a check, puts the file back. */
function during(path, edit, check) {
  const file = join(copy, path);
  const before = readFileSync(file, 'utf8');
  edit(file, before);
  try {
    return check();
  } finally {
    writeFileSync(file, before);
  }
}

beforeAll(() => {
  run('node', ['tools/bootstrap/bootstrap.mjs', '--only', 'packages,modules,generators'], root);
  copy = scratchCopy();
  const git = (...args) => {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
    const { status, said } = run('git', [...identity, ...args]);
    if (status !== 0) throw new Error(said);
  };
  git('init', '-q');
  git('add', 'proto');
  git('commit', '-qm', 'release');
  git('tag', 'v0.1.0');
}, 5 * minutes);

afterAll(() => {
  if (copy) rmSync(copy, { recursive: true, force: true });
});

describe('npm run codegen', () => {
  it(
    'finds nothing to do in a tree that is as the protos say',
    () => {
      const { status, said } = codegen('--check');
      expect(said).toContain('buf breaking: compatible with v0.1.0');
      expect(status).toBe(0);
    },
    5 * minutes,
  );

  it(
    'refuses a field whose number changed since the release',
    () => {
      const renumber = (file, text) =>
        writeFileSync(file, text.replace('uint32 capacity = 5;', 'uint32 capacity = 7;'));
      const { status, said } = during('proto/pacer/host/v1/state.proto', renumber, () => codegen('--check'));
      expect(said).toContain('Previously present field "5" with name "capacity" on message "MlNode" was deleted.');
      expect(status).toBe(1);
    },
    5 * minutes,
  );

  it(
    'refuses a name against the style of the others',
    () => {
      const rename = (file, text) => writeFileSync(file, text.replace('uint64 vram_mb = 3;', 'uint64 vramMb = 3;'));
      const { status, said } = during('proto/pacer/host/v1/state.proto', rename, () => codegen('--check'));
      expect(said).toContain('buf lint failed');
      expect(said).toContain('vram_mb');
      expect(status).toBe(1);
    },
    5 * minutes,
  );

  it.each([
    ['generated Go', 'chain/x/host/types/state.pb.go', '// edited\n', 'differs x/host/types/state.pb.go'],
    [
      'generated TypeScript',
      'libs/proto/src/gen/pacer/host/v1/state.ts',
      '// edited\n',
      'differs pacer/host/v1/state.ts',
    ],
    ['the exports map', 'libs/proto/package.json', '\n', 'differs package.json'],
    [
      'a third-party proto',
      'proto/third_party/gogoproto/gogo.proto',
      '// edited\n',
      'differs proto/third_party: gogoproto/gogo.proto',
    ],
  ])(
    'notices that %s was edited by hand',
    (_, path, text, difference) => {
      const { status, said } = during(
        path,
        (file) => appendFileSync(file, text),
        () => codegen('--check'),
      );
      expect(said).toContain(difference);
      expect(status).toBe(1);
    },
    5 * minutes,
  );
});
