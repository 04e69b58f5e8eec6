import { normalizeZ } from '@noble/curves/abstract/curve.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { u64be } from '../bytes.js';
import { G1_BYTES, G2_BYTES, type G1Point, type G2Point } from '../points.js';

// noble's toBytes checks that the point is in the subgroup, which costs more than the multiplication that it came from.
// What stands here encodes points that were computed from checked ones.

const { G1, G2, fields } = bls12_381;
const FIELD_BYTES = 48;
const COMPRESSED = 0x80;
const INFINITY = 0x40;
const LARGER_Y = 0x20;

/** The compressed points, 48 bytes each, one after the other; normalised with one inversion. */
export function encodeG1List(points: readonly G1Point[]): Uint8Array {
  const bytes = new Uint8Array(G1_BYTES * points.length);
  normalizeZ<G1Point, typeof G1.Point>(G1.Point, [...points]).forEach((point, i) => {
    const at = G1_BYTES * i;
    const { x, y } = point.toAffine();
    writeField(bytes, at, x);
    writeFlags(bytes, at, point.is0() ? undefined : y);
  });
  return bytes;
}

/** The compressed points, 96 bytes each, one after the other; normalised with one inversion. */
export function encodeG2List(points: readonly G2Point[]): Uint8Array {
  const bytes = new Uint8Array(G2_BYTES * points.length);
  normalizeZ<G2Point, typeof G2.Point>(G2.Point, [...points]).forEach((point, i) => {
    const at = G2_BYTES * i;
    const { x, y } = point.toAffine();
    writeField(bytes, at, x.c1);
    writeField(bytes, at + FIELD_BYTES, x.c0);
    writeFlags(bytes, at, point.is0() ? undefined : y.c1 === 0n ? y.c0 : y.c1);
  });
  return bytes;
}

function writeField(bytes: Uint8Array, at: number, value: bigint): void {
  for (let word = FIELD_BYTES / 8 - 1, rest = value; word >= 0; word--, rest >>= 64n) {
    bytes.set(u64be(rest & 0xffffffffffffffffn), at + 8 * word);
  }
}

/** The flags of the compressed form (ZCash's): which of both y, the larger one being above (p − 1)/2; no y, the identity. */
function writeFlags(bytes: Uint8Array, at: number, y: bigint | undefined): void {
  const flag = y === undefined ? INFINITY : 2n * y > fields.Fp.ORDER ? LARGER_Y : 0;
  bytes[at] = (bytes[at] ?? 0) | COMPRESSED | flag;
}
