import { clamp, isqrt, rsr, sat8, SOFTMAX_TABLE } from './integers.js';
import { matmul } from './matmul.js';
import { assertShape, type Shape, weightBytes } from '../shape.js';
import { shiftsOf, type Shifts } from './shifts.js';

// Bound once: where a program runs in a context of its own, each look-up of a global is a call.
const { floor, imul, min } = Math;

/** The four matrices of a layer, row-major [output][input]. */
export interface Layer {
  /** [3d][d]: rows of all q, all k, all v. */
  readonly qkv: Int8Array;
  /** [d][d]. */
  readonly o: Int8Array;
  /** [2f][d]: rows of all g, all u. */
  readonly gu: Int8Array;
  /** [d][f]. */
  readonly d: Int8Array;
}

export type StageName = 'n attention' | 'qkv' | 'p' | 'o' | 'r attention' | 'n ff' | 'gu' | 'hid' | 'r ff';

/** Sees each tensor of a pass as it is computed; the array is reused, so copy what is kept. `p` is [head][query][key]. */
export type StageObserver = (layer: number, stage: StageName, tensor: Int8Array | Int16Array) => void;

/** Cuts a weight stream into layers; nothing is skipped between the matrices (sprint-work §3). */
export function layersOf(shape: Shape, weights: Int8Array): Layer[] {
  assertShape(shape);
  if (weights.length !== weightBytes(shape)) {
    throw new RangeError(`${weights.length} weight bytes, the shape needs ${weightBytes(shape)}: expand them again`);
  }
  const { dim, ff, layers } = shape;
  let at = 0;
  const take = (length: number): Int8Array => weights.subarray(at, (at += length));
  return Array.from({ length: layers }, () => ({
    qkv: take(3 * dim * dim),
    o: take(dim * dim),
    gu: take(2 * ff * dim),
    d: take(dim * ff),
  }));
}

/**
 * The forward pass of sprint-work §4. One instance holds the scratch space of one pass at a time; weights are shared.
 * This is the readable reference that other implementations are compared with, not the prover.
 */
export class ForwardPass {
  readonly #shape: Shape;
  readonly #shifts: Shifts;
  readonly #layers: readonly Layer[];
  readonly #n: Int8Array;
  readonly #qkv: Int8Array;
  readonly #p: Int8Array;
  readonly #o: Int8Array;
  readonly #gu: Int8Array;
  readonly #hid: Int8Array;
  readonly #sums: Int32Array;

  constructor(shape: Shape, layers: readonly Layer[]) {
    assertShape(shape);
    const { dim, ff, seq, heads } = shape;
    this.#shape = shape;
    this.#shifts = shiftsOf(shape);
    this.#layers = layers;
    this.#n = new Int8Array(seq * dim);
    this.#qkv = new Int8Array(seq * 3 * dim);
    this.#p = new Int8Array(heads * seq * seq);
    this.#o = new Int8Array(seq * dim);
    this.#gu = new Int8Array(seq * 2 * ff);
    this.#hid = new Int8Array(seq * ff);
    this.#sums = new Int32Array(seq * Math.max(3 * dim, 2 * ff));
  }

  /**
   * @param x tokens [s][d]
   * @returns the final residual [s][d], within ±4095; a new array
   */
  run(x: Int8Array, observe?: StageObserver): Int16Array {
    const { dim, ff, seq } = this.#shape;
    const { kd, kf, kg } = this.#shifts;
    const sums = this.#sums;
    if (x.length !== seq * dim) throw new RangeError(`${x.length} token bytes, the shape needs ${seq * dim}`);
    const r = Int16Array.from(x);
    for (const [index, layer] of this.#layers.entries()) {
      norm(r, this.#n, dim);
      observe?.(index, 'n attention', this.#n);
      matmul(this.#n, layer.qkv, sums, seq, 3 * dim, dim);
      round8(sums, this.#qkv, kd);
      observe?.(index, 'qkv', this.#qkv);
      this.#attention();
      observe?.(index, 'p', this.#p);
      observe?.(index, 'o', this.#o);
      matmul(this.#o, layer.o, sums, seq, dim, dim);
      addResidual(r, sums, kd - 1);
      observe?.(index, 'r attention', r);

      norm(r, this.#n, dim);
      observe?.(index, 'n ff', this.#n);
      matmul(this.#n, layer.gu, sums, seq, 2 * ff, dim);
      round8(sums, this.#gu, kd);
      observe?.(index, 'gu', this.#gu);
      gate(this.#gu, this.#hid, seq, ff, kg);
      observe?.(index, 'hid', this.#hid);
      matmul(this.#hid, layer.d, sums, seq, dim, ff);
      addResidual(r, sums, kf - 1);
      observe?.(index, 'r ff', r);
    }
    return r;
  }

  /** Bidirectional attention without positions: own value minus the weighted mean of all values. */
  #attention(): void {
    const { dim, heads, seq } = this.#shape;
    const { ks } = this.#shifts;
    const dh = dim / heads;
    const row = 3 * dim;
    const qkv = this.#qkv;
    const scores = new Int32Array(seq);
    for (let head = 0; head < heads; head++) {
      for (let t = 0; t < seq; t++) {
        const q = t * row + head * dh;
        const v = q + 2 * dim;
        const p = this.#p.subarray((head * seq + t) * seq, (head * seq + t + 1) * seq);
        let top = -0x80000000;
        for (let u = 0; u < seq; u++) {
          const k = u * row + dim + head * dh;
          let score = 0;
          for (let j = 0; j < dh; j++) score += imul(qkv[q + j]!, qkv[k + j]!);
          scores[u] = score;
          if (score > top) top = score;
        }
        let total = 0;
        for (let u = 0; u < seq; u++) {
          p[u] = SOFTMAX_TABLE[min((top - scores[u]!) >> ks, 127)]!;
          total += p[u]!;
        }
        const c = floor(2 ** 23 / total);
        for (let j = 0; j < dh; j++) {
          let sum = 0;
          for (let u = 0; u < seq; u++) sum += imul(p[u]!, qkv[u * row + 2 * dim + head * dh + j]!);
          this.#o[t * dim + head * dh + j] = sat8(qkv[v + j]! - rsr(imul(sum, c), 23));
        }
      }
    }
  }
}

/** Integer RMS norm: rows to rms 32. Σv²·256 may pass 2^32 but stays far below 2^53, so a double holds it exactly. */
function norm(r: Int16Array, out: Int8Array, dim: number): void {
  for (let start = 0; start < r.length; start += dim) {
    let squares = 0;
    for (let j = start; j < start + dim; j++) squares += imul(r[j]!, r[j]!);
    const c = floor(2 ** 25 / (isqrt(floor((squares * 256) / dim)) + 1));
    for (let j = start; j < start + dim; j++) out[j] = sat8(rsr(imul(r[j]!, c), 16));
  }
}

function round8(sums: Int32Array, out: Int8Array, shift: number): void {
  for (let i = 0; i < out.length; i++) out[i] = sat8(rsr(sums[i]!, shift));
}

function addResidual(r: Int16Array, sums: Int32Array, shift: number): void {
  for (let i = 0; i < r.length; i++) r[i] = clamp(r[i]! + rsr(sums[i]!, shift));
}

/** The bilinear gate: hid = g · u, rounded to 8 bits. */
function gate(gu: Int8Array, hid: Int8Array, seq: number, ff: number, kg: number): void {
  for (let t = 0; t < seq; t++) {
    for (let i = 0; i < ff; i++) {
      hid[t * ff + i] = sat8(rsr(imul(gu[2 * t * ff + i]!, gu[(2 * t + 1) * ff + i]!), kg));
    }
  }
}
