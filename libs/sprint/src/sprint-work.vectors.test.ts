import { sha256 } from '@noble/hashes/sha2.js';
import { hex, unhex } from '@pacer/crypto';
import { isHit, type SprintEpoch } from './epoch.js';
import { ForwardPass, layersOf } from './reference/forward.js';
import { ReferenceDigest } from './reference/reference-digest.js';
import { type Shape, weightBytes } from './shape.js';
import { patternOf } from './testing/patterns.js';
import { RawKernel } from './testing/raw-kernel.js';
import { readVectors } from './testing/vectors.js';
import { SprintDigest } from './wasm/sprint-digest.js';

interface StreamCase extends Shape {
  name: string;
  chain: string;
  epoch: string;
  beacon: string;
  host: string;
  nonce: string;
  digest?: string;
  target: string;
  first_nonce: string;
  last_nonce: string;
  hits?: { nonce: string; digest: string }[];
}
interface PatternCase extends Shape {
  name: string;
  weights: string;
  tokens: string;
  output_first: string;
  output_sha256: string;
}

const { cases } = readVectors<StreamCase | PatternCase>('sprint-work.json');
const streams = cases.filter((c): c is StreamCase => 'chain' in c);
const extremes = cases.filter((c): c is PatternCase => 'weights' in c);
const implementations = { wasm: SprintDigest, reference: ReferenceDigest };

const epochOf = (c: StreamCase): SprintEpoch => ({
  chainId: c.chain,
  epoch: BigInt(c.epoch),
  beacon: unhex(c.beacon),
});

test('the file has cases of both kinds', () => {
  expect(streams.length).toBeGreaterThan(5);
  expect(extremes.length).toBeGreaterThan(30);
  expect(streams.length + extremes.length).toBe(cases.length);
});

describe.each(Object.entries(implementations))('%s', (_, Digest) => {
  test.each(streams.filter((c) => c.digest))('digest: $name', (c) => {
    expect(hex(new Digest(epochOf(c), c).digest(unhex(c.host), BigInt(c.nonce)))).toBe(c.digest);
  });

  test.each(streams.filter((c) => c.hits))('$name', (c) => {
    const work = new Digest(epochOf(c), c);
    const found = [];
    for (let nonce = BigInt(c.first_nonce); nonce <= BigInt(c.last_nonce); nonce++) {
      const digest = work.digest(unhex(c.host), nonce);
      if (isHit(digest, BigInt(c.target))) found.push({ nonce: String(nonce), digest: hex(digest) });
    }
    expect(found).toEqual(c.hits);
  });
});

describe.each(extremes)('$name', (c) => {
  const weights = patternOf(c.weights, weightBytes(c), c.dim);
  const tokens = patternOf(c.tokens, c.seq * c.dim, c.dim);

  test('wasm', () => {
    const [result] = new RawKernel(c, weights).run([tokens]);
    expect(hex(result!.output.slice(0, 16))).toBe(c.output_first);
    expect(hex(result!.digest)).toBe(c.output_sha256);
  });

  test('reference', () => {
    const output = Uint8Array.from(new ForwardPass(c, layersOf(c, weights)).run(tokens), (v) => v & 255);
    expect(hex(output.slice(0, 16))).toBe(c.output_first);
    expect(hex(sha256(output))).toBe(c.output_sha256);
  });
});
