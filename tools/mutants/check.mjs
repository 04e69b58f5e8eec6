import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compile, libraryCopy } from './library-copy.mjs';
import { mutated } from './mutants.mjs';

const root = resolve(import.meta.dirname, '../..');

/** Which tests should notice, by the folder of the edit: the quick ones first, the slow ones only if these do not. */
const SUITES = {
  'libs/client/': [{ in: 'libs/client', tests: ['src/errors/'] }],
  'libs/agent/': [
    { in: 'libs/agent', tests: ['src/tx/', 'src/journal/', 'src/chain/'], but: ['schedules', 'crash'] },
    { in: 'libs/agent', tests: ['src/tx/schedules', 'src/tx/crash'] },
  ],
};

/** A place to break things in. */
export class Bench {
  #copy;

  constructor() {
    this.#copy = libraryCopy(root);
  }

  /**
   * Runs the tests that should notice a mutant.
   * @returns the full name of the first test that failed; undefined if all passed
   */
  firstFailure(mutant) {
    const path = join(this.#copy, mutant.file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, mutated(text, mutant));
    compile(this.#copy, mutant.file);
    try {
      return this.#failureIn(suitesOf(mutant));
    } finally {
      writeFileSync(path, text);
      compile(this.#copy, mutant.file);
    }
  }

  /** The same without a mutant: a test that fails anyway notices nothing. */
  firstFailureUnbroken() {
    return this.#failureIn(Object.values(SUITES).flat());
  }

  remove() {
    rmSync(this.#copy, { recursive: true, force: true });
  }

  #failureIn(suites) {
    for (const suite of suites) {
      const failure = this.#run(suite);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  #run({ in: folder, tests, but = [] }) {
    const cwd = join(this.#copy, folder);
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const args = ['--experimental-vm-modules', '--no-warnings', jest, ...tests, '--bail'];
    if (but.length > 0) args.push('--testPathIgnorePatterns', '/node_modules/', '/dist/', '\\.e2e\\.test\\.', ...but);
    const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', timeout: 600_000 });
    return firstFailed(status, stderr);
  }
}

/**
 * The first test that failed, with its file, by what jest prints; a file that could not be run counts too.
 * @throws Error when no test ran at all: then nothing was noticed, nor could be
 */
export function firstFailed(status, text) {
  if (!/^Tests:|^Test Suites:/m.test(text)) throw new Error(`no test ran:\n${text.slice(-2_000)}`);
  if (status === 0) return undefined;
  const [, file = 'unknown file'] = /^FAIL (?:\S+ )?(\S+\.test\.\S+)/m.exec(text) ?? [];
  const [, test = 'does not run'] = /^ +● (.+)$/m.exec(text) ?? [];
  return `${file}: ${test.trim()}`;
}

function suitesOf({ file }) {
  const [, suites] = Object.entries(SUITES).find(([folder]) => file.startsWith(folder)) ?? [];
  if (!suites) throw new Error(`no tests are known that look at ${file}`);
  return suites;
}
