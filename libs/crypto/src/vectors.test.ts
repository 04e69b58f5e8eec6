import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { vectorsFolder } from './testing/vectors.js';

const root = join(import.meta.dirname, '../../..');

/** Which test reads each file: a test of this package, or some test below another library. */
const readers: Record<string, string> = {
  'artifact-leaf.json': 'libs/crypto/src/artifact-leaf.vectors.test.ts',
  'bls.json': 'libs/crypto/src/bls.vectors.test.ts',
  'consensus-key.json': 'libs/crypto/src/consensus-key.vectors.test.ts',
  'deadline.json': 'libs/crypto/src/deadline.vectors.test.ts',
  'duties.json': 'libs/crypto/src/duties.vectors.test.ts',
  'eip2333.json': 'libs/crypto/src/eip2333.vectors.test.ts',
  'ek.json': 'libs/crypto/src/dealing-key.vectors.test.ts',
  'floyd.json': 'libs/crypto/src/floyd.vectors.test.ts',
  'h.json': 'libs/crypto/src/tag.vectors.test.ts',
  'keystore.json': 'libs/agent/src',
  'merkle.json': 'libs/crypto/src/sum-tree.vectors.test.ts',
  'nonce-coding.json': 'libs/sprint/src',
  'pop.json': 'libs/crypto/src/possession.vectors.test.ts',
  'pvss-beacon.json': 'libs/crypto/src/pvss/beacon.vectors.test.ts',
  'pvss-dealing.json': 'libs/crypto/src/pvss/dealing.vectors.test.ts',
  'pvss-opening.json': 'libs/crypto/src/pvss/opening.vectors.test.ts',
  'pvss-table.json': 'libs/crypto/src/pvss/round.vectors.test.ts',
  'ref-model.json': 'libs/ml/src',
  'request-id.json': 'libs/crypto/src/request-id.vectors.test.ts',
  'retarget.json': 'libs/sprint/src',
  'settlement.json': 'libs/crypto/src/settlement.vectors.test.ts',
  'sigma.json': 'libs/crypto/src/epoch-secret.vectors.test.ts',
  'slots.json': 'libs/crypto/src/slots.vectors.test.ts',
  'sprint-check.json': 'libs/sprint/src',
  'sprint-work.json': 'libs/sprint/src',
  'stream.json': 'libs/crypto/src/stream.vectors.test.ts',
  'tx-raw.json': 'libs/client/src',
};

const present = readdirSync(vectorsFolder).filter((name) => name.endsWith('.json'));
const ours = Object.keys(readers).filter((name) => readers[name]?.startsWith('libs/crypto/'));

/** The file itself, or every test below the folder. */
function testsAt(path: string): string[] {
  const full = join(root, path);
  if (!statSync(full).isDirectory()) return [full];
  const names = readdirSync(full, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => join(full, name));
}

test('every vector file has a reader in TypeScript', () => {
  expect(present.filter((name) => readers[name] === undefined)).toEqual([]);
});

test.each(present)('%s is named in a test of its reader', (name) => {
  const tests = testsAt(readers[name] ?? '.');
  expect(tests.some((file) => readFileSync(file, 'utf8').includes(name))).toBe(true);
});

test('no vector file of this package is missing', () => {
  expect(ours.filter((name) => !present.includes(name))).toEqual([]);
});
