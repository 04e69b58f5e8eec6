import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choicesOf, readConfig } from './settings.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-prover-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

const shared = `chain_id = "pacer-1"
host_address = "pacer1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnsry8tx"
rpc = ["http://127.0.0.1:26657", "http://127.0.0.1:26667"]
key_file = "host-key.json"
password_file = "password"
state_dir = "state"
work_journal = "work.sqlite"
`;

function read(rest: string, env: Record<string, string> = {}) {
  const path = join(dir, 'pacer.toml');
  writeFileSync(path, shared + rest);
  return readConfig(path, env);
}

test('a pacer.toml without a section of the prover is enough', () => {
  const { own } = read('[claimer]\nlisten = "127.0.0.1:1"\n');
  expect(own).toEqual({
    ...{ prover: 'wasm', ready_seconds: 30, checks: 16, challenge: true, listen: '127.0.0.1:9105', log_level: 'info' },
  });
  expect(choicesOf(own)).toEqual({ reserveBlocks: undefined, checks: 16, challenge: true });
});

test('another program may be the prover, with its arguments', () => {
  const { own } = read(
    '[sprint_prover]\nprover = { command = ["/opt/prover", "--device", "0"] }\nreserve_blocks = 12\n',
  );
  expect(own.prover).toEqual({ command: ['/opt/prover', '--device', '0'] });
  expect(choicesOf(own).reserveBlocks).toBe(12n);
});

test('threads, checks and challenges may be set, in the file or by the environment', () => {
  expect(read('[sprint_prover]\nthreads = 3\nchecks = 0\nchallenge = false\n').own).toMatchObject({
    ...{ threads: 3, checks: 0, challenge: false },
  });
  const env = { PACER_SPRINT_PROVER_THREADS: '4', PACER_SPRINT_PROVER_CHALLENGE: 'false' };
  expect(read('', env).own).toMatchObject({ threads: 4, challenge: false });
});

test.each([
  ['prover = "cuda"', /prover is neither "wasm" nor \{ command = .*; write for example prover = \{ command/],
  ['prover = { command = [] }', /prover is neither "wasm" nor/],
  ['threads = 0', /threads is below 1; write for example threads = 8/],
  ['checks = -1', /checks is below 0/],
  ['ready_seconds = 0', /ready_seconds is below 1; write for example ready_seconds = 120/],
  ['reserve_blocks = 0', /reserve_blocks is below 1/],
  ['cards = 2', /cards is no setting/],
])('%s is refused, with an example', (line, message) => {
  expect(() => read(`[sprint_prover]\n${line}\n`)).toThrow(message);
});
