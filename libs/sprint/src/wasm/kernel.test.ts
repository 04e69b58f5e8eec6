import { hex } from '@pacer/crypto';
import * as fc from 'fast-check';
import { ForwardPass, layersOf } from '../reference/forward.js';
import { keystream } from '../reference/keystream.js';
import { ReferenceDigest } from '../reference/reference-digest.js';
import { assertShape, type Shape, ShapeError, weightBytes } from '../shape.js';
import { RawKernel } from '../testing/raw-kernel.js';
import { patternOf, patterns } from '../testing/patterns.js';
import { Kernel } from './kernel.js';
import { SprintDigest } from './sprint-digest.js';

const epoch = { chainId: 'pacer-test-1', epoch: 2n ** 64n - 1n, beacon: new Uint8Array(32).fill(9) };

/** Valid shapes that the reference computes in a few milliseconds. */
const shapes = fc
  .record({
    dh: fc.constantFrom(16, 32, 48, 64, 80, 112, 128, 192, 256),
    heads: fc.integer({ min: 1, max: 12 }),
    layers: fc.integer({ min: 1, max: 4 }),
    ff: fc.integer({ min: 1, max: 8 }).map((n) => 64 * n),
    seq: fc.integer({ min: 1, max: 16 }).map((n) => 4 * n),
  })
  .map(({ dh, heads, layers, ff, seq }): Shape => ({ dim: dh * heads, layers, heads, ff, seq }))
  .filter((shape) => {
    try {
      assertShape(shape);
    } catch {
      return false;
    }
    return shape.dim <= 384;
  });

test('the same digests as the reference, for random shapes, nonces, chains and batches', () => {
  const batches = fc.record({
    shape: shapes,
    chainId: fc.string({ unit: 'grapheme', maxLength: 70 }),
    host: fc.uint8Array({ minLength: 20, maxLength: 20 }),
    first: fc.bigInt({ min: 0n, max: 2n ** 64n - 8n }),
    batch: fc.integer({ min: 1, max: 7 }),
  });
  fc.assert(
    fc.property(batches, ({ shape, chainId, host, first, batch }) => {
      const kernel = new Kernel({ ...epoch, chainId }, shape, batch);
      const reference = new ReferenceDigest({ ...epoch, chainId }, shape);
      kernel.setHost(host);
      for (const count of [batch, 1]) {
        const digests = kernel.digests(first, count);
        const expected = Array.from({ length: count }, (_, i) => reference.digest(host, first + BigInt(i)));
        expect(hex(digests)).toBe(expected.map(hex).join(''));
      }
    }),
    { numRuns: 15 },
  );
});

test('the same as the reference for extreme weights and tokens of random shapes', () => {
  const names = fc.constantFrom(...Object.keys(patterns));
  fc.assert(
    fc.property(shapes, names, fc.array(names, { minLength: 1, maxLength: 3 }), (shape, weights, tokens) => {
      const w = patternOf(weights, weightBytes(shape), shape.dim);
      const reference = new ForwardPass(shape, layersOf(shape, w));
      const inputs = tokens.map((name) => patternOf(name, shape.seq * shape.dim, shape.dim));
      const results = new RawKernel(shape, w, inputs.length).run(inputs);
      for (const [i, x] of inputs.entries()) {
        expect(hex(results[i]!.output)).toBe(hex(Uint8Array.from(reference.run(x), (v) => v & 255)));
      }
    }),
    { numRuns: 15 },
  );
});

test.each<Shape>([
  { dim: 4096, layers: 1, heads: 16, ff: 64, seq: 4 },
  { dim: 64, layers: 1, heads: 4, ff: 4096, seq: 4 },
  { dim: 64, layers: 32, heads: 1, ff: 64, seq: 4 },
  { dim: 64, layers: 1, heads: 1, ff: 64, seq: 256 },
])('the same at the ends of the ranges: $dim, $layers, $heads, $ff, $seq', (shape) => {
  const host = new Uint8Array(20);
  const expected = hex(new ReferenceDigest(epoch, shape).digest(host, 3n));
  expect(hex(new SprintDigest(epoch, shape).digest(host, 3n))).toBe(expected);
});

/** Outputs of the kernel and of the reference for the same weights and tokens. */
function both(shape: Shape, weights: Int8Array, tokens: Int8Array): { got: string; expected: string } {
  const [result] = new RawKernel(shape, weights).run([tokens]);
  const expected = new ForwardPass(shape, layersOf(shape, weights)).run(tokens);
  return { got: hex(result!.output), expected: hex(Uint8Array.from(expected, (v) => v & 255)) };
}

test.each(['all -128', 'all 127'])('sums that pass int16 beside a residual at its bound: %s', (pattern) => {
  const shape: Shape = { dim: 64, layers: 2, heads: 1, ff: 4096, seq: 4 };
  const tokens = patternOf('all -128', shape.seq * shape.dim, shape.dim);
  const { got, expected } = both(shape, patternOf(pattern, weightBytes(shape), shape.dim), tokens);
  expect(got).toBe(expected);
});

test('squares that pass 32 bits: a row of 2,048 elements at their bound', () => {
  const shape: Shape = { dim: 2048, layers: 2, heads: 8, ff: 64, seq: 4 };
  const half = weightBytes(shape) / 2;
  const weights = new Int8Array(2 * half);
  // The first layer drives the residual to its bound, the second one shows what the norm makes of it.
  weights.fill(-128, 0, half);
  weights.set(keystream(new Uint8Array(32), half), half);
  const { got, expected } = both(shape, weights, new Int8Array(shape.seq * shape.dim).fill(-128));
  expect(got).toBe(expected);
});

test('one instance computes for several Hosts', () => {
  const shape: Shape = { dim: 64, layers: 1, heads: 1, ff: 64, seq: 4 };
  const [work, reference] = [new SprintDigest(epoch, shape), new ReferenceDigest(epoch, shape)];
  for (const fill of [1, 2, 1]) {
    const host = new Uint8Array(20).fill(fill);
    expect(hex(work.digest(host, 0n))).toBe(hex(reference.digest(host, 0n)));
  }
});

test('refuses what it can not compute', () => {
  const shape: Shape = { dim: 64, layers: 1, heads: 1, ff: 64, seq: 4 };
  expect(() => new SprintDigest(epoch, { ...shape, dim: 65 })).toThrow(ShapeError);
  const wrong = { code: 'invalid_task', retryable: false };
  expect(() => new SprintDigest({ ...epoch, beacon: new Uint8Array(31) }, shape)).toThrow(
    expect.objectContaining(wrong),
  );
  const work = new SprintDigest(epoch, shape);
  expect(() => work.digest(new Uint8Array(21), 0n)).toThrow(expect.objectContaining(wrong));
  for (const nonce of [-1n, 2n ** 64n]) {
    expect(() => work.digest(new Uint8Array(20), nonce)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
  }
});
