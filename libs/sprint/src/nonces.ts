import { SprintError } from './error.js';
import { U64_MAX } from './task.js';

/** The most bytes of an unsigned LEB128 varint of 64 bits. */
const MAX_VARINT_BYTES = 10;

/**
 * Nonces as MsgCommitWork carries them (sprint-work §5): unsigned LEB128 varints of minimal length, first the first nonce,
 * then the difference of each to the one before.
 * @param nonces u64, strictly increasing, at least one
 * @throws SprintError `invalid_nonces`
 */
export function encodeNonces(nonces: readonly bigint[]): Uint8Array {
  if (nonces.length === 0) throw new SprintError('invalid_nonces', 'there is no nonce: encode at least one');
  const bytes: number[] = [];
  let before: bigint | undefined;
  for (const nonce of nonces) {
    if (nonce < 0n || nonce > U64_MAX) {
      throw new SprintError('invalid_nonces', `a nonce is ${nonce}: pass unsigned 64-bit integers`);
    }
    if (before !== undefined && nonce <= before) {
      throw new SprintError('invalid_nonces', `${nonce} follows ${before}: sort the nonces and name each once`);
    }
    let rest = nonce - (before ?? 0n);
    for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
    bytes.push(Number(rest));
    before = nonce;
  }
  return Uint8Array.from(bytes);
}

/**
 * Reads what `encodeNonces` writes, and nothing else: each list has one coding.
 * @param limit the most nonces
 * @throws SprintError `invalid_nonces`
 */
export function decodeNonces(coded: Uint8Array, limit: number): bigint[] {
  if (coded.length === 0) throw refused('there is no nonce');
  const nonces: bigint[] = [];
  let at = 0;
  while (at < coded.length) {
    if (nonces.length >= limit) throw refused(`more than ${limit} nonces`);
    const { value, size } = varint(coded, at);
    const before = nonces.at(-1);
    if (before !== undefined && value === 0n) throw refused(`${before} stands twice`);
    const nonce = (before ?? 0n) + value;
    if (nonce > U64_MAX) throw refused(`a nonce beyond 2^64 − 1 at byte ${at}`);
    nonces.push(nonce);
    at += size;
  }
  return nonces;
}

function varint(coded: Uint8Array, at: number): { value: bigint; size: number } {
  let value = 0n;
  for (let size = 1; size <= MAX_VARINT_BYTES; size++) {
    const byte = coded[at + size - 1];
    if (byte === undefined) throw refused(`a varint without an end at byte ${at}`);
    value |= BigInt(byte & 127) << BigInt(7 * (size - 1));
    if (byte > 127) continue;
    if (size > 1 && byte === 0) throw refused(`a varint longer than it need be at byte ${at}`);
    if (value > U64_MAX) break;
    return { value, size };
  }
  throw refused(`a varint of more than 64 bits at byte ${at}`);
}

function refused(reason: string): SprintError {
  return new SprintError('invalid_nonces', `${reason}: encode the list again`);
}
