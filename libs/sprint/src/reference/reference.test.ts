import { sha256 } from '@noble/hashes/sha2.js';
import { hex, unhex } from '@pacer/crypto';
import { type SprintEpoch, weightKey } from '../epoch.js';
import { assertShape, multiplyAdds, type Shape, ShapeError, weightBytes } from '../shape.js';
import { readVectors } from '../testing/vectors.js';
import { ForwardPass, layersOf } from './forward.js';
import { SOFTMAX_TABLE } from './integers.js';
import { keystream } from './keystream.js';
import { matmul } from './matmul.js';
import { inputKey, ReferenceDigest } from './reference-digest.js';
import { shiftsOf } from './shifts.js';

interface Stage {
  layer?: number;
  tensor: string;
  bytes: number;
  first: string;
  sha256: string;
}
interface Case extends Shape {
  name: string;
  chain: string;
  epoch: string;
  beacon: string;
  host: string;
  nonce: string;
  weight_key: string;
  weight_stream: string;
  weights_sha256: string;
  input_key: string;
  stages?: Stage[];
}
const vectors = readVectors<Case, Shape & { name: string }>('sprint-work.json');

const epochOf = (c: Case): SprintEpoch => ({ chainId: c.chain, epoch: BigInt(c.epoch), beacon: unhex(c.beacon) });
const littleEndian = (tensor: ArrayLike<number>): Uint8Array =>
  Uint8Array.from({ length: 2 * tensor.length }, (_, i) => ((tensor[i >> 1] ?? 0) >> (8 * (i & 1))) & 255);

describe('sprint-work.json', () => {
  const staged = vectors.cases.filter((c) => c.stages);

  test.each(staged)('keys and weights: $name', (c) => {
    const key = weightKey(epochOf(c));
    const weights = keystream(key, weightBytes(c));
    expect(hex(key)).toBe(c.weight_key);
    expect(hex(new Uint8Array(weights.buffer, 0, 32))).toBe(c.weight_stream);
    expect(hex(sha256(new Uint8Array(weights.buffer)))).toBe(c.weights_sha256);
    expect(hex(inputKey(epochOf(c), unhex(c.host), BigInt(c.nonce)))).toBe(c.input_key);
  });

  test.each(staged)('every stage: $name', (c) => {
    const host = unhex(c.host);
    const seen = new Map<string, Uint8Array>();
    const tokens = keystream(inputKey(epochOf(c), host, BigInt(c.nonce)), c.seq * c.dim);
    seen.set('undefined x', littleEndian(tokens));
    const work = new ReferenceDigest(epochOf(c), c);
    const output = work.output(host, BigInt(c.nonce), (layer, stage, tensor) => {
      seen.set(
        `${layer} ${stage}`,
        stage.startsWith('r ') ? littleEndian(tensor) : Uint8Array.from(tensor, (v) => v & 255),
      );
    });
    seen.set('undefined output', output);
    const names: Record<string, string> = {
      'x (int16)': 'x',
      'n, attention': 'n attention',
      'n, ff': 'n ff',
      'r after attention': 'r attention',
      'r after ff': 'r ff',
    };
    const got = c.stages?.map(({ layer, tensor }) => {
      const bytes = seen.get(`${String(layer)} ${names[tensor] ?? tensor}`) ?? new Uint8Array();
      const digest = hex(sha256(bytes)).slice(0, 32);
      const row = { tensor, bytes: bytes.length, first: hex(bytes.slice(0, 16)), sha256: digest };
      return layer === undefined ? row : { layer, ...row };
    });
    expect(got).toEqual(c.stages);
  });

  test.each(vectors.refused)('refuses: $name', (shape) => {
    expect(() => {
      assertShape(shape);
    }).toThrow(ShapeError);
  });
});

test('the table of the power-of-two softmax', () => {
  expect([SOFTMAX_TABLE[0], SOFTMAX_TABLE[16], SOFTMAX_TABLE[127]]).toEqual([127, 64, 1]);
  expect(Math.min(...SOFTMAX_TABLE)).toBe(1);
});

test('derived shifts as the specification lists them', () => {
  const derived = (dim: number): number[] => {
    const { kd, kg } = shiftsOf({ dim, layers: 1, heads: dim / 64, ff: 64, seq: 4 });
    return [kd, kg];
  };
  expect([64, 128, 256, 512, 768, 1024].map(derived)).toEqual([
    [9, 5],
    [10, 4],
    [10, 5],
    [11, 4],
    [11, 5],
    [11, 5],
  ]);
  expect(multiplyAdds({ dim: 64, layers: 2, heads: 2, ff: 128, seq: 16 })).toBe(1_376_256);
});

describe('extreme inputs, which random ones never reach', () => {
  const shape: Shape = { dim: 64, layers: 2, heads: 2, ff: 128, seq: 4 };
  const patterns: Record<string, (i: number) => number> = {
    'all -128': () => -128,
    'all 127': () => 127,
    alternating: (i) => (i % 2 === 0 ? -128 : 127),
    sparse: (i) => (i % 61 === 0 ? 127 : 0),
    zero: () => 0,
  };
  const names = Object.keys(patterns);
  const cases = names.flatMap((weights) => names.map((tokens) => ({ weights, tokens })));

  // A second, deliberately naive computation in exact bigints: any overflow of int32 would part the two.
  test.each(cases)('weights $weights, tokens $tokens', ({ weights, tokens }) => {
    const w = Int8Array.from({ length: weightBytes(shape) }, (_, i) => patterns[weights]?.(i) ?? 0);
    const x = Int8Array.from({ length: shape.seq * shape.dim }, (_, i) => patterns[tokens]?.(i) ?? 0);
    const got = [...new ForwardPass(shape, layersOf(shape, w)).run(x)].map(BigInt);
    expect(got).toEqual(exactForward(shape, w, x));
  });
});

test('a product longer than one part, at its extremes', () => {
  const [tokens, outputs, inputs] = [4, 3, 4096];
  for (const [x, y] of [
    [-128, -128],
    [127, -128],
    [-128, 127],
    [127, 127],
  ]) {
    const out = new Int32Array(tokens * outputs);
    const a = new Int8Array(tokens * inputs).fill(x!);
    matmul(a, new Int8Array(outputs * inputs).fill(y!), out, tokens, outputs, inputs);
    expect(new Set(out)).toEqual(new Set([inputs * x! * y!]));
  }
});

function exactForward(shape: Shape, weights: Int8Array, x: Int8Array): bigint[] {
  const { dim: d, ff: f, heads: h, layers, seq: s } = shape;
  const { kd, kf, ks, kg } = shiftsOf(shape);
  const bound = (v: bigint, low: bigint, high: bigint): bigint => (v < low ? low : v > high ? high : v);
  const sat8 = (v: bigint): bigint => bound(v, -128n, 127n);
  const rsr = (a: bigint, k: number): bigint => (a + (1n << BigInt(k - 1))) >> BigInt(k);
  const at = (list: ArrayLike<bigint>, i: number): bigint => list[i] ?? 0n;
  let offset = 0;
  const matmul = (rows: bigint[][], outputs: number, inputs: number): bigint[][] => {
    const w = Array.from(weights.subarray(offset, (offset += outputs * inputs)), BigInt);
    return rows.map((row) =>
      Array.from({ length: outputs }, (_, o) => row.reduce((sum, v, k) => sum + v * at(w, o * inputs + k), 0n)),
    );
  };
  const norm = (rows: bigint[][]): bigint[][] =>
    rows.map((row) => {
      const square = (row.reduce((sum, v) => sum + v * v, 0n) * 256n) / BigInt(d);
      let root = 0n;
      while ((root + 1n) ** 2n <= square) root++;
      return row.map((v) => sat8(rsr(v * (2n ** 25n / (root + 1n)), 16)));
    });
  let r = Array.from({ length: s }, (_, t) => Array.from(x.subarray(t * d, (t + 1) * d), BigInt));
  const add = (y: bigint[][], k: number): void => {
    r = r.map((row, t) => row.map((v, j) => bound(v + rsr(at(y[t] ?? [], j), k), -4095n, 4095n)));
  };
  for (let layer = 0; layer < layers; layer++) {
    const qkv = matmul(norm(r), 3 * d, d).map((row) => row.map((a) => sat8(rsr(a, kd))));
    const head = (z: number, a: number): bigint[][] =>
      qkv.map((row) => row.slice(z * d + (a * d) / h, z * d + ((a + 1) * d) / h));
    const o: bigint[][] = r.map(() => []);
    for (let a = 0; a < h; a++) {
      const [q, k, v] = [head(0, a), head(1, a), head(2, a)];
      q.forEach((query, t) => {
        const scores = k.map((key) => query.reduce((sum, e, j) => sum + e * at(key, j), 0n));
        const top = scores.reduce((m, e) => (e > m ? e : m));
        const p = scores.map((e) => BigInt(SOFTMAX_TABLE[Number(bound((top - e) >> BigInt(ks), 0n, 127n))] ?? 0));
        const c = 2n ** 23n / p.reduce((sum, e) => sum + e, 0n);
        v[t]?.forEach((own, j) => {
          o[t]?.push(sat8(own - rsr(p.reduce((sum, e, u) => sum + e * at(v[u] ?? [], j), 0n) * c, 23)));
        });
      });
    }
    add(matmul(o, d, d), kd - 1);
    const gu = matmul(norm(r), 2 * f, d).map((row) => row.map((a) => sat8(rsr(a, kd))));
    const hid = gu.map((g) => Array.from({ length: f }, (_, i) => sat8(rsr(at(g, i) * at(g, f + i), kg))));
    add(matmul(hid, d, f), kf - 1);
  }
  return r.flat();
}
