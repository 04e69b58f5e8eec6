import type { dealingPublicKey } from '@pacer/crypto';
import type { PvssRound, PvssSums } from '@pacer/crypto/pvss';
import { dealInWorkers, openInWorker, verifyDealingInWorker } from '@pacer/crypto/pvss/workers';

/** How something is computed. */
export interface Computing {
  signal: AbortSignal;
  /** called now and then: slots done, of W */
  onProgress?: (done: number, slots: number) => void;
}

/** What the contributor needs of the secret sharing (§4). Everything takes seconds, and none of it the event loop. */
export interface Scheme {
  /** ek of dk, where it is not computed anew each time */
  dealingPublicKey?: typeof dealingPublicKey;
  /** @returns the Host's dealing, the same bytes each time */
  deal(round: PvssRound, dk: Uint8Array, host: Uint8Array, computing: Computing): Promise<Uint8Array>;
  /** @throws PvssError for a dealing that the chain would refuse */
  verifyDealing(round: PvssRound, host: Uint8Array, dealing: Uint8Array, computing: Computing): Promise<void>;
  /** @returns the Host's opening of sums of its own slots; @throws PvssError for sums that do not fit each other */
  open(round: PvssRound, dk: Uint8Array, host: Uint8Array, sums: PvssSums, computing: Computing): Promise<Uint8Array>;
}

/** The scheme in worker threads, which end with what they compute. @param workers as many as deal at the same time */
export function threadedScheme(workers?: number): Scheme {
  return {
    deal: (round, dk, host, { signal, onProgress }) =>
      dealInWorkers(round, dk, host, {
        signal,
        ...(workers !== undefined && { workers }),
        ...(onProgress && { onProgress }),
      }),
    verifyDealing: (round, host, dealing, { signal }) => verifyDealingInWorker(round, host, dealing, { signal }),
    open: (round, dk, host, sums, { signal }) => openInWorker(round, dk, host, sums, { signal }),
  };
}
