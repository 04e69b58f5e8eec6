import type { TxSigner } from '@pacer/client';
import type { RequestFields } from '@pacer/crypto';
import type { PvssRound, PvssSums } from '@pacer/crypto/pvss';

/** Which σ: of a Host, in an epoch, on a chain (§7). */
export interface EpochSecretOf {
  chainId: string;
  epoch: bigint;
  /** 32 bytes */
  beacon: Uint8Array;
  /** the Host's raw address, 20 bytes */
  host: Uint8Array;
}

/** How something that takes seconds is computed. */
export interface Computing {
  signal: AbortSignal;
  /** called now and then: slots done, of W */
  onProgress?: (done: number, slots: number) => void;
}

/**
 * A Host's keys, as its agents use them: each method makes one kind of signature from its parts, so that nobody can have other
 * bytes signed, and no secret leaves the signer. It may be a file, another process, or another machine.
 *
 * Every answer is a function of the arguments and the key: two agents of one Host, and one that is started again, get the same
 * bytes. What is slow or may fail is asked early and kept (σ in the work journal, dealings and openings in the transaction
 * journal); only the signature of a transaction is needed when it is sent.
 *
 * A signer that cannot be reached throws AgentError `signer-unavailable`, retryable, within a bounded time: nothing is decided by
 * it, the same is asked again. One that refuses for good throws an error that is not retryable.
 */
export interface HostSigner {
  /** Signs the bytes of a SignDoc with the hot key: 64 bytes, RFC 6979, low s. */
  readonly hotKey: TxSigner;
  /** Signs a request (§6) in the hot key's name. @returns 64 bytes */
  signRequest(request: RequestFields): Promise<Uint8Array>;
  /** BLS key, 48 bytes compressed. */
  readonly blsPublicKey: Uint8Array;
  /** σ of an epoch. @returns 96 bytes */
  signSecret(of: EpochSecretOf): Promise<Uint8Array>;
  /** Key that dealings are encrypted to, 96 bytes. */
  readonly dealingPublicKey: Uint8Array;
  /**
   * A dealing for a slot table (§4).
   * @throws CryptoError, PvssError for a table that the Host is not in; the reason of an aborted signal
   */
  deal(round: PvssRound, host: Uint8Array, computing: Computing): Promise<Uint8Array>;
  /**
   * The opening of a Host's own sums, which are verified first: sums that somebody made up are not decrypted for them.
   * @throws PvssError for sums that do not fit each other; the reason of an aborted signal
   */
  open(round: PvssRound, host: Uint8Array, sums: PvssSums, computing: Computing): Promise<Uint8Array>;
}
