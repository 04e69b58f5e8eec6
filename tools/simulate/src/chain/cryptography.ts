import { blsPublicKey, dealingPublicKey, signEpochSecret, u64be, verifyEpochSecret } from '@pacer/crypto';
import {
  addDealings,
  deal,
  open,
  reconstruct,
  verifyDealing,
  verifyOpening,
  type PvssRound,
  type PvssShare,
  type PvssSums,
} from '@pacer/crypto/pvss';
import type { SecretScheme } from '@pacer/reward-claimer';
import { remembered } from './memo.js';

/** The slow functions of @pacer/crypto, each computed once for each input: chain, other Hosts and agents all use these. */
export const secrets: SecretScheme = {
  sign: (input) => remembered('sign', aboutSecret(input, input.secretKey), () => signEpochSecret(input)),
  verify: (input) =>
    remembered('verify', [...aboutSecret(input, input.publicKey), input.sigma], () => verifyEpochSecret(input)),
  publicKey: (secretKey) => remembered('bls', [secretKey], () => blsPublicKey(secretKey)),
};

export const pvss = {
  key: (dk: Uint8Array) => remembered('ek', [dk], () => dealingPublicKey(dk)),
  deal: (round: PvssRound, dk: Uint8Array, host: Uint8Array) =>
    remembered('deal', [round.tableHash, dk, host], () => deal(round, dk, host)),
  verifyDealing: (round: PvssRound, host: Uint8Array, dealing: Uint8Array) =>
    remembered('verify-dealing', [round.tableHash, host, dealing], () =>
      refusal(() => verifyDealing(round, host, dealing)),
    ),
  sums: (round: PvssRound, dealings: readonly Uint8Array[]) =>
    remembered('sums', [round.tableHash, ...dealings], () => addDealings(round, dealings)),
  open: (round: PvssRound, dk: Uint8Array, host: Uint8Array, sums: PvssSums) =>
    remembered('open', [round.tableHash, dk, host, sums.a, sums.y], () => open(round, dk, host, sums)),
  verifyOpening: (round: PvssRound, host: Uint8Array, opening: Uint8Array, a: Uint8Array) =>
    remembered('verify-opening', [round.tableHash, host, opening, a], () =>
      refusal(() => verifyOpening(round, host, opening, a)),
    ),
  // Whatever shares it is made from, the secret is the same; so is the key of what is remembered.
  beacon: (round: PvssRound, aZero: Uint8Array, shares: readonly PvssShare[]) =>
    remembered('beacon', [round.tableHash, aZero], () => reconstruct(round, aZero, shares)),
};

function aboutSecret(
  { chainId, epoch, beacon, host }: { chainId: string; epoch: bigint; beacon: Uint8Array; host: Uint8Array },
  key: Uint8Array,
): (Uint8Array | string)[] {
  return [chainId, u64be(epoch), beacon, host, key];
}

/** Why something is refused; undefined if it is not. */
function refusal(check: () => void): Error | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}
