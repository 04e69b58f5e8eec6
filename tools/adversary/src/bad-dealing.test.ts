import { dealingPublicKey } from '@pacer/crypto';
import { deal, PvssError, pvssRound, verifyDealing } from '@pacer/crypto/pvss';
import { badDealing } from './bad-dealing.js';

const dk = new Uint8Array(32).fill(9, 31);
const address = new Uint8Array(20).fill(1);
const round = pvssRound({
  ...{ chainId: 'pacer-test-1', epoch: 3n, tableHash: new Uint8Array(32).fill(5) },
  holders: [{ address, ek: dealingPublicKey(dk), slots: 4 }],
});
const honest = deal(round, dk, address);

/** Why a dealing is refused; undefined for a good one. */
function refusal(dealing: Uint8Array): string | undefined {
  try {
    verifyDealing(round, address, dealing);
    return undefined;
  } catch (error) {
    if (error instanceof PvssError) return error.code;
    throw error;
  }
}

test('the dealing that the bad ones are made from is a good one', () => {
  expect(refusal(honest)).toBeUndefined();
});

test('each kind is refused for its own reason, again and again', () => {
  const kinds = ['proof', 'encryption', 'point', 'length', 'length'];
  for (let i = 0; i < 20; i++) expect(refusal(badDealing(honest, i))).toBe(kinds[i % 5]);
});
