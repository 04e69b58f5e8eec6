import { describe, expect, it } from '@jest/globals';
import { addressOf, unorderedTx } from '@pacer/client';
import {
  accountAddress,
  dealingPublicKey,
  hex,
  requestId,
  verifyEpochSecret,
  verifyRequestSignature,
} from '@pacer/crypto';
import { addDealings, deal, pvssRound, sumsOf, verifyDealing, verifyOpening } from '@pacer/crypto/pvss';
import type { HostSigner } from './host-signer.js';

const CHAIN = 'pacer-contract-1';
const host = new Uint8Array(20).fill(7);
const beacon = new Uint8Array(32).fill(9);
const other = { dk: new Uint8Array(32).fill(3), address: new Uint8Array(20).fill(11) };
const computing = { signal: new AbortController().signal };

const request = {
  ...{ chainId: CHAIN, epoch: 4n, timestampMs: 1_700_000_000_000n, nonce: 5n, maxFee: 1n, commission: 0n },
  ...{ ta: host, sha256Body: new Uint8Array(32).fill(1) },
};

/**
 * What every implementation of HostSigner has to do. `make` gives a signer of one and the same Host each time, as after a restart;
 * `cut`, where it can be done, makes one that cannot reach its keys any more.
 */
export function hostSignerContract(
  name: string,
  make: () => HostSigner | Promise<HostSigner>,
  cut?: () => HostSigner | Promise<HostSigner>,
): void {
  describe(`${name} is a signer of a Host`, () => {
    it('has keys of the right lengths, the same each time', async () => {
      const [one, again] = [await make(), await make()];
      expect(one.hotKey.publicKey).toHaveLength(33);
      expect(one.hotKey.address).toBe(addressOf(one.hotKey.publicKey));
      expect(one.blsPublicKey).toHaveLength(48);
      expect(one.dealingPublicKey).toHaveLength(96);
      const all = ({ hotKey, blsPublicKey, dealingPublicKey: dealing }: HostSigner) =>
        [hotKey.publicKey, blsPublicKey, dealing].map(hex);
      expect(all(again)).toEqual(all(one));
    });

    it('signs a transaction: it verifies, and has the same bytes each time', async () => {
      const sign = async () => {
        const { hotKey } = await make();
        // Refuses a signature that does not verify, has a high s, or not 64 bytes.
        return unorderedTx({
          ...{ chainId: CHAIN, accountNumber: 2n ** 63n + 1n, gas: 100_000n, fee: { amount: 1n, denom: 'upacer' } },
          messages: [{ typeUrl: '/pacer.reward.v1.MsgClaimReward', value: new Uint8Array([8, 4]) }],
          ...{ timeoutNs: 1_700_000_000_123_456_789n, publicKey: hotKey.publicKey, sign: hotKey.sign },
        });
      };
      expect((await sign()).hash).toBe((await sign()).hash);
    });

    it('signs a request in the name of the hot key, the same bytes each time', async () => {
      const sign = async () => {
        const signer = await make();
        const fields = { ...request, requester: accountAddress(signer.hotKey.publicKey) };
        const signature = await signer.signRequest(fields);
        expect(verifyRequestSignature({ requestId: requestId(fields), requester: fields.requester, signature })).toBe(
          true,
        );
        return hex(signature);
      };
      expect(await sign()).toBe(await sign());
    });

    it('signs σ of an epoch, the same bytes each time, and others for another epoch', async () => {
      const signer = await make();
      const of = { chainId: CHAIN, epoch: 4n, beacon, host };
      const sigma = await signer.signSecret(of);
      expect(verifyEpochSecret({ ...of, publicKey: signer.blsPublicKey, sigma })).toBe(true);
      expect(hex(await (await make()).signSecret(of))).toBe(hex(sigma));
      expect(hex(await signer.signSecret({ ...of, epoch: 5n }))).not.toBe(hex(sigma));
    });

    it('deals and opens as the chain accepts it, the same bytes each time, and opens no sums that somebody made up', async () => {
      const signer = await make();
      const round = roundWith(signer);
      const dealing = await signer.deal(round, host, computing);
      expect(() => {
        verifyDealing(round, host, dealing);
      }).not.toThrow();
      expect(hex(await (await make()).deal(round, host, computing))).toBe(hex(dealing));
      const others = deal(round, other.dk, other.address);
      const sums = sumsOf(round, host, addDealings(round, [dealing, others]));
      const theirs = sumsOf(round, host, addDealings(round, [others]));
      const opening = await signer.open(round, host, sums, computing);
      expect(() => {
        verifyOpening(round, host, opening, sums.a);
      }).not.toThrow();
      expect(hex(await (await make()).open(round, host, sums, computing))).toBe(hex(opening));
      const made = { a: sums.a.map((byte, index) => (index < 48 ? (theirs.a[index] ?? 0) : byte)), y: sums.y };
      await expect(signer.open(round, host, made, computing)).rejects.toMatchObject({ retryable: false });
    });

    it('does not deal for a Host that is not in the table', async () => {
      const signer = await make();
      const nobody = new Uint8Array(20).fill(99);
      const dealing = signer.deal(roundWith(signer), nobody, computing);
      await expect(dealing).rejects.toMatchObject({ retryable: false });
    });

    it('ends what takes long when it is given up', async () => {
      const signer = await make();
      const stop = new AbortController();
      const dealing = signer.deal(roundWith(signer), host, { signal: stop.signal });
      stop.abort(new Error('given up'));
      await expect(dealing).rejects.toThrow('given up');
    });

    if (!cut) return;
    it('says that it cannot be reached, and that asking again can help', async () => {
      const signer = await cut();
      const away = { code: 'signer-unavailable', retryable: true };
      const round = roundWith(signer);
      await expect((async () => signer.hotKey.sign(new Uint8Array(8)))()).rejects.toMatchObject(away);
      await expect(signer.signSecret({ chainId: CHAIN, epoch: 4n, beacon, host })).rejects.toMatchObject(away);
      const fields = { ...request, requester: accountAddress(signer.hotKey.publicKey) };
      await expect(signer.signRequest(fields)).rejects.toMatchObject(away);
      await expect(signer.deal(round, host, computing)).rejects.toMatchObject(away);
    });
  });
}

/** Two slots of the signer's Host, one of another. */
function roundWith({ dealingPublicKey: ek }: HostSigner) {
  const holders = [
    { address: host, ek, slots: 2 },
    { address: other.address, ek: dealingPublicKey(other.dk), slots: 1 },
  ];
  return pvssRound({ chainId: CHAIN, epoch: 4n, beacon, blockHash: new Uint8Array(32).fill(8), holders });
}
