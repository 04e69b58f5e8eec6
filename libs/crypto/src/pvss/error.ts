import { CryptoError } from '../error.js';

/**
 * Why a dealing, an opening or a beacon was refused (§4). Texts are for people; programs decide on the code.
 *
 * - `table`: the slot table is not one, or what its hash covers has the wrong size; a CryptoError that says more is the cause
 * - `no-slots`: the Host holds no slot of this round, so it neither deals nor opens
 * - `length`: not the exact number of bytes
 * - `proof`: the dealer did not prove that it knows f(0): a dealing "mine − victim's" fails here and only here
 * - `point`, `scalar`: bytes that the one decode function refuses; its CryptoError is the cause
 * - `degree`: the points are not those of one polynomial of degree t − 1, A_0 included
 * - `encryption`: a share is not the one that its commitment promises
 * - `opening`: the opened shares are not those of the sums
 * - `shares`: not exactly t different slots
 * - `beacon`: the secret is not the one that the sum of all A_0 promises
 * - `worker`: a worker thread ended before its work was done; the only one that a retry may help
 */
export type PvssErrorCode =
  | 'table'
  | 'no-slots'
  | 'length'
  | 'proof'
  | 'point'
  | 'scalar'
  | 'degree'
  | 'encryption'
  | 'opening'
  | 'shares'
  | 'beacon'
  | 'worker';

/** What the functions of `@pacer/crypto/pvss` throw for what others made; a caller's own mistakes are CryptoErrors. */
export class PvssError extends Error {
  override readonly name = 'PvssError';
  readonly code: PvssErrorCode;
  readonly retryable: boolean;

  /**
   * @param code what programs decide on
   * @param message what was refused and what to do about it; never contains secret bytes
   * @param options the error underneath, if there is one
   */
  constructor(code: PvssErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.retryable = code === 'worker';
  }
}

/**
 * The value of a check; what a CryptoError refused is refused with a code of this module, the CryptoError being its cause.
 * @param name of what is checked, as the message begins
 */
export function refusedAs<T>(code: PvssErrorCode, name: string, check: () => T): T {
  try {
    return check();
  } catch (cause) {
    if (!(cause instanceof CryptoError)) throw cause;
    throw new PvssError(code, `${name}: ${cause.message}`, { cause });
  }
}
