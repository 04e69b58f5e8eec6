import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { blocksOf } from './page.mjs';
import { scratchCopy } from './scratch-copy.mjs';

// docs/add-a-field.md does what it says: every block of the page, in order, in a copy of the repository.

const root = resolve(import.meta.dirname, '../..');
const blocks = blocksOf(readFileSync(join(root, 'docs/add-a-field.md'), 'utf8'));
const minutes = 60_000;
let copy;

function run(program, args, { input, cwd = copy } = {}) {
  const env = { ...process.env, CGO_ENABLED: '0' };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, input, encoding: 'utf8', env });
  return { status, stdout, said: `${program} ${args.join(' ')}\n${stdout}${stderr}` };
}

function must(program, args, options) {
  const result = run(program, args, options);
  if (result.status !== 0) throw new Error(result.said);
  return result.stdout;
}

/** How a reader does each kind of block; returns what it prints. */
const doing = {
  diff: ({ text }) => must('git', ['apply', '-'], { input: text }),
  sh: ({ text }) => must('bash', ['-euo', 'pipefail', '-c', text]),
  file({ title, text }) {
    mkdirSync(dirname(join(copy, title)), { recursive: true });
    writeFileSync(join(copy, title), text);
    return '';
  },
};

beforeAll(() => {
  must('node', ['tools/bootstrap/bootstrap.mjs', '--only', 'packages,modules,generators'], { cwd: root });
  copy = scratchCopy();
}, 5 * minutes);

afterAll(() => {
  if (copy) rmSync(copy, { recursive: true, force: true });
});

describe('docs/add-a-field.md', () => {
  it('has an edit, commands, a program in each language and what they print', () => {
    const kinds = blocks.map(({ language }) => language);
    expect(kinds).toEqual(['diff', 'sh', 'go', 'js', 'sh', 'text']);
  });

  it(
    'works as written, and the check notices an edit that was not regenerated',
    () => {
      let printed = '';
      for (const block of blocks) {
        if (block.language === 'text') {
          expect(printed).toBe(block.text);
          continue;
        }
        printed = doing[block.title ? 'file' : block.language](block);
        if (block.language !== 'diff') continue;
        const check = run('node', ['tools/codegen/codegen.mjs', '--check']);
        expect(check.status).toBe(1);
        expect(check.said).toContain('differs x/host/types/state.pb.go');
        expect(check.said).toContain('differs pacer/host/v1/state.ts');
      }
      expect(run('node', ['tools/codegen/codegen.mjs', '--check'])).toMatchObject({ status: 0 });
    },
    10 * minutes,
  );
});
