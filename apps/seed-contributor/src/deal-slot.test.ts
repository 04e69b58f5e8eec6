import { describe, expect, test } from '@jest/globals';
import { addressText } from '@pacer/client';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { dealSlot } from './deal-slot.js';

const input = {
  ...{ chainId: 'pacer-local-1', epoch: 3n, host: addressText(new Uint8Array(20).fill(7)) },
  ...{ dealOpen: 101n, dealClose: 141n },
};

/** The formula once more, on node's own SHA-256 and bytes. */
function byHand(chain: string, epoch: bigint, host: Uint8Array): bigint {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(epoch);
  const hash = createHash('sha256').update(Buffer.from('\x12pacer/deal-slot/v1'));
  for (const part of [Buffer.from(chain), number, host]) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    hash.update(length).update(part);
  }
  return hash.digest().readBigUInt64BE(0);
}

describe('the slot of a dealing', () => {
  test('is the formula of §4', () => {
    const draw = byHand('pacer-local-1', 3n, new Uint8Array(20).fill(7));
    expect(dealSlot(input)).toBe(101n + (draw % 20n));
  });

  test('is in the first half of the window, whatever the window', () => {
    const window = fc.record({ open: fc.bigInt(1n, 10_000n), span: fc.bigInt(1n, 20_000n), epoch: fc.bigInt(0n, 99n) });
    fc.assert(
      fc.property(window, fc.uint8Array({ minLength: 20, maxLength: 20 }), ({ open, span, epoch }, host) => {
        const at = dealSlot({ ...input, epoch, host: addressText(host), dealOpen: open, dealClose: open + span });
        expect(at).toBeGreaterThanOrEqual(open);
        expect(at).toBeLessThan(open + (span / 2n > 1n ? span / 2n : 1n));
      }),
    );
  });

  test('differs between Hosts and between epochs', () => {
    const hosts = Array.from({ length: 20 }, (_, n) => addressText(new Uint8Array(20).fill(n)));
    expect(new Set(hosts.map((host) => dealSlot({ ...input, host, dealClose: 15_101n }))).size).toBe(20);
    expect(new Set([1n, 2n, 3n, 4n].map((epoch) => dealSlot({ ...input, epoch, dealClose: 15_101n }))).size).toBe(4);
  });
});
