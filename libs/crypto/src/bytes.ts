import { CryptoError } from './error.js';

const U64_MAX = 2n ** 64n - 1n;
const encoder = new TextEncoder();

/**
 * UTF-8 of a text (§1: strings in H are UTF-8).
 * @throws CryptoError `bad-text` for a lone surrogate: encoders replace it, and two texts would hash alike
 */
export function utf8(text: string): Uint8Array {
  if (/\p{Surrogate}/u.test(text)) {
    throw new CryptoError('bad-text', 'the text has a lone surrogate: pass well-formed Unicode');
  }
  return encoder.encode(text);
}

/** Refuses everything but an integer of 0 … 2^64 − 1. `what` names the value in the error. */
export function assertU64(value: bigint, what: string): void {
  if (value < 0n || value > U64_MAX) {
    throw new CryptoError('out-of-range', `${what} is ${value}: pass an unsigned 64-bit integer`);
  }
}

/** Refuses everything but a safe non-negative integer of at most `max`. `what` names the value in the error. */
export function assertCount(value: number, what: string, max: number = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isSafeInteger(value) || value < 0 || value > max) {
    throw new CryptoError('out-of-range', `${what} is ${value}: pass an integer of 0 to ${max}`);
  }
}

/** Refuses bytes of another length, in bytes. `what` names the value in the error. */
export function assertLength(bytes: Uint8Array, length: number, what: string): void {
  if (bytes.length !== length) {
    throw new CryptoError('bad-length', `${what} has ${bytes.length} bytes: pass ${length}`);
  }
}

/**
 * Eight bytes, big-endian (§1).
 * @throws CryptoError `out-of-range` below 0 or above 2^64 − 1
 */
export function u64be(value: bigint): Uint8Array {
  assertU64(value, 'a u64');
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

/**
 * Four bytes, big-endian.
 * @throws CryptoError `out-of-range` below 0, above 2^32 − 1 or not an integer
 */
export function u32be(value: number): Uint8Array {
  assertCount(value, 'a u32', 0xffffffff);
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Lower-case hex without 0x. */
export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/**
 * The bytes of lower-case hex without 0x; one text per value, so that texts can be compared.
 * @throws CryptoError `bad-hex` for an odd length, upper case, a prefix or another character
 */
export function unhex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) {
    throw new CryptoError('bad-hex', 'not hex: pass an even number of the digits 0-9 and a-f, lower case, without 0x');
  }
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** The parts one after the other, in a new array. */
export function concat(...parts: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * Order by bytes, a prefix first, as Go's `bytes.Compare`: negative, 0 or positive.
 * Not constant-time: for public values only.
 */
export function compare(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
