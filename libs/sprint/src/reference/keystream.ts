import { chacha20 } from '@noble/ciphers/chacha.js';

const NONCE = new Uint8Array(12);

/**
 * `stream(key, n)` of sprint-work §3: the first n bytes of the RFC 8439 ChaCha20 keystream (20 rounds, zero nonce,
 * block counter from 0), each read as a two's complement int8.
 * @param key 32 bytes
 */
export function keystream(key: Uint8Array, n: number): Int8Array {
  return new Int8Array(chacha20(key, NONCE, new Uint8Array(n)).buffer);
}
