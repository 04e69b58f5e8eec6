import { decodeScalar, SCALAR_BYTES } from '../field.js';
import { decodePublicKey, decodeSignature, G1_BYTES, G2_BYTES, type G1Point, type G2Point } from '../points.js';
import { PvssError, refusedAs } from './error.js';

/** The parts of a dealing, A_0 ‖ A_1 … A_W ‖ Y_1 … Y_W ‖ R ‖ z, as views into it. */
export interface DealingParts {
  /** A_0 … A_W, 48 bytes each */
  a: Uint8Array;
  /** Y_1 … Y_W, 96 bytes each */
  y: Uint8Array;
  /** R, 48 bytes */
  R: Uint8Array;
  /** z, 32 bytes */
  z: Uint8Array;
}

/** Bytes of a dealing: 144·W + 128. */
export function dealingBytes(slots: number): number {
  return G1_BYTES * (slots + 2) + G2_BYTES * slots + SCALAR_BYTES;
}

/**
 * The parts of a dealing.
 * @throws PvssError `length`
 */
export function splitDealing(dealing: Uint8Array, slots: number): DealingParts {
  assertBytes(dealing, dealingBytes(slots), 'the dealing');
  const endOfA = G1_BYTES * (slots + 1);
  const endOfY = endOfA + G2_BYTES * slots;
  const endOfR = endOfY + G1_BYTES;
  return {
    a: dealing.subarray(0, endOfA),
    y: dealing.subarray(endOfA, endOfY),
    R: dealing.subarray(endOfY, endOfR),
    z: dealing.subarray(endOfR),
  };
}

/**
 * Refuses another length, in bytes.
 * @throws PvssError `length`
 */
export function assertBytes(bytes: Uint8Array, length: number, what: string): void {
  if (bytes.length === length) return;
  throw new PvssError('length', `${what} has ${bytes.length} bytes instead of ${length}: refuse it`);
}

/** The i-th of equally long pieces. */
export function piece(bytes: Uint8Array, i: number, length: number): Uint8Array {
  return bytes.subarray(i * length, (i + 1) * length);
}

/**
 * Points of G1 that stand one after the other.
 * @param name of the first one's index, as errors call them
 * @throws PvssError `point`
 */
export function decodeG1List(bytes: Uint8Array, name: string, first: number): G1Point[] {
  return Array.from({ length: bytes.length / G1_BYTES }, (_, i) =>
    refusedAs('point', `${name}_${first + i}`, () => decodePublicKey(piece(bytes, i, G1_BYTES))),
  );
}

/**
 * Points of G2 that stand one after the other.
 * @throws PvssError `point`
 */
export function decodeG2List(bytes: Uint8Array, name: string, first: number): G2Point[] {
  return Array.from({ length: bytes.length / G2_BYTES }, (_, i) =>
    refusedAs('point', `${name}_${first + i}`, () => decodeSignature(piece(bytes, i, G2_BYTES))),
  );
}

/**
 * A point of G1.
 * @throws PvssError `point`
 */
export function decodeG1(bytes: Uint8Array, name: string): G1Point {
  return refusedAs('point', name, () => decodePublicKey(bytes));
}

/**
 * A point of G2.
 * @throws PvssError `point`
 */
export function decodeG2(bytes: Uint8Array, name: string): G2Point {
  return refusedAs('point', name, () => decodeSignature(bytes));
}

/**
 * A scalar.
 * @throws PvssError `scalar`
 */
export function decodeZ(bytes: Uint8Array): bigint {
  return refusedAs('scalar', 'z', () => decodeScalar(bytes, 'z'));
}
