import type { WeierstrassPoint, WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { concat, unhex } from '../bytes.js';
import { bytesToInteger } from '../field.js';

const { Fp, Fp2 } = bls12_381.fields;

function fieldBytes(value: bigint): Uint8Array {
  return unhex(value.toString(16).padStart(96, '0'));
}

function flagged(body: Uint8Array, flags: number): Uint8Array {
  const bytes = body.slice();
  bytes[0] = (bytes[0] ?? 0) | flags;
  return bytes;
}

/** The curve point with this x, whatever its subgroup; undefined when there is none. */
function lift<T>(Point: WeierstrassPointCons<T>, x: T): WeierstrassPoint<T> | undefined {
  try {
    const y = Point.Fp.sqrt(Point.Fp.add(Point.Fp.mul(Point.Fp.sqr(x), x), Point.CURVE().b));
    return new Point(x, y, Point.Fp.ONE);
  } catch {
    return undefined;
  }
}

/** Compressed bytes with a small x: of a point outside the subgroup, or of no point. */
function encodingOf<T>(
  Point: WeierstrassPointCons<T>,
  element: (x: bigint) => T,
  body: (x: bigint) => Uint8Array,
  wanted: 'outside' | 'none',
): Uint8Array {
  for (let x = 1n; ; x++) {
    const point = lift(Point, element(x));
    const found = point === undefined ? 'none' : point.isTorsionFree() ? 'inside' : 'outside';
    if (found === wanted) return flagged(body(x), 0x80);
  }
}

const inG1 = [bls12_381.G1.Point, (x: bigint) => Fp.create(x), fieldBytes] as const;
const inG2 = [
  bls12_381.G2.Point,
  (x: bigint) => Fp2.fromBigTuple([x, 0n]),
  (x: bigint) => concat(fieldBytes(0n), fieldBytes(x)),
] as const;

/** Points that a decoder must refuse, 48 bytes each (G1). */
export const badG1 = {
  wrongSubgroup: encodingOf(...inG1, 'outside'),
  notOnCurve: encodingOf(...inG1, 'none'),
};

/** Points that a decoder must refuse, 96 bytes each (G2). */
export const badG2 = {
  wrongSubgroup: encodingOf(...inG2, 'outside'),
  notOnCurve: encodingOf(...inG2, 'none'),
};

/** The encoding with the modulus added to its last coordinate, undefined where the sum needs the flag bits. */
export function withModulusAdded(bytes: Uint8Array): Uint8Array | undefined {
  const start = bytes.length - 48;
  const flags = start === 0 ? (bytes[0] ?? 0) & 0xe0 : 0;
  const last = bytes.slice(start);
  if (start === 0) last[0] = (last[0] ?? 0) & 0x1f;
  const sum = bytesToInteger(last) + Fp.ORDER;
  if (sum >= 2n ** (start === 0 ? 381n : 384n)) return undefined;
  return concat(bytes.slice(0, start), flagged(fieldBytes(sum), flags));
}
