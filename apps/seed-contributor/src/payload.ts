import { createHash } from 'node:crypto';

/** SHA-256 of a dealing or opening, hex: what attempts that carry the same bytes are recognised by. */
export function payloadOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
