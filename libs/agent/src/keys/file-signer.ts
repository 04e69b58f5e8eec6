import { blsPublicKey, dealingPublicKey, signEpochSecret } from '@pacer/crypto';
import type { PvssRound, PvssSums } from '@pacer/crypto/pvss';
import { dealInWorkers, openInWorker } from '@pacer/crypto/pvss/workers';
import type { OpenKeys } from './host-keys.js';
import type { Computing, HostSigner } from './host-signer.js';

/** The cryptography that keys of a file are used with. */
export interface KeyScheme {
  blsPublicKey: typeof blsPublicKey;
  dealingPublicKey: typeof dealingPublicKey;
  signSecret: typeof signEpochSecret;
  deal(round: PvssRound, dk: Uint8Array, host: Uint8Array, computing: Computing): Promise<Uint8Array>;
  open(round: PvssRound, dk: Uint8Array, host: Uint8Array, sums: PvssSums, computing: Computing): Promise<Uint8Array>;
}

/** The protocol's; dealings and openings in worker threads, which end with what they compute. */
export const keyScheme: KeyScheme = {
  blsPublicKey,
  dealingPublicKey,
  signSecret: signEpochSecret,
  deal: dealInWorkers,
  open: openInWorker,
};

/**
 * A Host's signer with the keys of its file in this process.
 * @param scheme what is not the protocol's own way
 */
export function fileSigner(
  { bls, dealing, hotKey, signRequest }: OpenKeys,
  scheme: Partial<KeyScheme> = {},
): HostSigner {
  const used = { ...keyScheme, ...scheme };
  return {
    hotKey,
    blsPublicKey: used.blsPublicKey(bls.reveal()),
    dealingPublicKey: used.dealingPublicKey(dealing.reveal()),
    signRequest: (request) => settled(() => signRequest(request)),
    signSecret: (of) => settled(() => used.signSecret({ ...of, secretKey: bls.reveal() })),
    deal: (round, host, computing) => used.deal(round, dealing.reveal(), host, computing),
    open: (round, host, sums, computing) => used.open(round, dealing.reveal(), host, sums, computing),
  };
}

/** What is thrown rejects, as it does with a signer that is elsewhere. */
function settled<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}
