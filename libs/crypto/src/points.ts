import type { WeierstrassPoint, WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { assertLength } from './bytes.js';
import { CryptoError } from './error.js';
import { bytesToInteger } from './field.js';

const { Fp, Fp2 } = bls12_381.fields;
type Fp2Element = Parameters<typeof Fp2.sqr>[0];

/** A checked point of G1: public keys. */
export type G1Point = WeierstrassPoint<bigint>;
/** A checked point of G2: signatures, dealing keys. */
export type G2Point = WeierstrassPoint<Fp2Element>;

/** Bytes of a compressed point of G1. */
export const G1_BYTES = 48;
/** Bytes of a compressed point of G2. */
export const G2_BYTES = 96;

const FIELD_BYTES = 48;
const COMPRESSED = 0x80;
const INFINITY = 0x40;
const SIGN = 0x20;

interface Group<T> {
  Point: WeierstrassPointCons<T>;
  bytes: number;
  /** how errors call its points */
  what: string;
  /** x from the encoding without its flags; every coordinate is below the modulus already */
  abscissa(body: Uint8Array): T;
}

const G1: Group<bigint> = {
  Point: bls12_381.G1.Point,
  bytes: G1_BYTES,
  what: 'the point of G1',
  abscissa: bytesToInteger,
};

const G2: Group<Fp2Element> = {
  Point: bls12_381.G2.Point,
  bytes: G2_BYTES,
  what: 'the point of G2',
  abscissa: (body) =>
    Fp2.fromBigTuple([bytesToInteger(body.subarray(FIELD_BYTES)), bytesToInteger(body.subarray(0, FIELD_BYTES))]),
};

/**
 * The one way from bytes to a point of G1 (§1): compressed, 48 bytes, in the subgroup, not the identity.
 * @throws CryptoError `bad-length`, `identity`, `non-canonical`, `not-on-curve`, `wrong-subgroup`
 */
export function decodePublicKey(bytes: Uint8Array): G1Point {
  return decodePoint(G1, bytes);
}

/**
 * The one way from bytes to a point of G2 (§1): compressed, 96 bytes, in the subgroup, not the identity.
 * Signatures and dealing keys are both points of G2.
 * @throws CryptoError `bad-length`, `identity`, `non-canonical`, `not-on-curve`, `wrong-subgroup`
 */
export function decodeSignature(bytes: Uint8Array): G2Point {
  return decodePoint(G2, bytes);
}

/** noble accepts the identity and uncompressed points, and its errors carry no code: the checks stand here. */
function decodePoint<T>(group: Group<T>, bytes: Uint8Array): WeierstrassPoint<T> {
  const { Point, what } = group;
  assertLength(bytes, group.bytes, what);
  const body = checkEncoding(bytes, what);
  try {
    return Point.fromBytes(bytes);
  } catch (cause) {
    if (isOnCurve(Point, group.abscissa(body))) {
      throw new CryptoError('wrong-subgroup', `${what} is outside the prime-order subgroup: refuse it`, { cause });
    }
    throw new CryptoError('not-on-curve', `${what} is not on the curve: refuse it`, { cause });
  }
}

/** Flags and coordinates of the compressed form (ZCash's). Returns a copy without the flags. */
function checkEncoding(bytes: Uint8Array, what: string): Uint8Array {
  const flags = bytes[0] ?? 0;
  const body = bytes.slice();
  body[0] = flags & ~(COMPRESSED | INFINITY | SIGN);
  if ((flags & COMPRESSED) === 0) {
    throw new CryptoError('non-canonical', `${what} lacks the compression flag: send it compressed`);
  }
  if ((flags & INFINITY) !== 0) {
    if ((flags & SIGN) === 0 && body.every((byte) => byte === 0)) {
      throw new CryptoError('identity', `${what} is the identity, which proves nothing: refuse it`);
    }
    throw new CryptoError('non-canonical', `${what} has the infinity flag and other bits set: refuse it`);
  }
  for (let at = 0; at < body.length; at += FIELD_BYTES) {
    if (bytesToInteger(body.subarray(at, at + FIELD_BYTES)) >= Fp.ORDER) {
      throw new CryptoError('non-canonical', `${what} has a coordinate that is not below the modulus: refuse it`);
    }
  }
  return body;
}

/** Whether some point of the whole curve y² = x³ + b has this x: tells a wrong subgroup from no point at all. */
function isOnCurve<T>(Point: WeierstrassPointCons<T>, x: T): boolean {
  const field = Point.Fp;
  try {
    field.sqrt(field.add(field.mul(field.sqr(x), x), Point.CURVE().b));
    return true;
  } catch {
    return false;
  }
}
