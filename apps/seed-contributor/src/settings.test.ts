import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from './settings.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-contributor-'));
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

test('a pacer.toml without a section of the contributor is enough', () => {
  expect(read('[claimer]\nlisten = "127.0.0.1:1"\n').own).toEqual({ listen: '127.0.0.1:9104', log_level: 'info' });
});

test('the number of threads may be set, in the file or by the environment', () => {
  expect(read('[seed_contributor]\nworkers = 3\n').own.workers).toBe(3);
  expect(read('', { PACER_SEED_CONTRIBUTOR_WORKERS: '4' }).own.workers).toBe(4);
  expect(() => read('[seed_contributor]\nworkers = 0\n')).toThrow(/workers is below 1; write for example workers = 2/);
});

test('another setting is refused by name', () => {
  expect(() => read('[seed_contributor]\nthreads = 2\n')).toThrow(/threads is no setting/);
});
