/**
 * Why a value was refused. Texts are for people; programs decide on the code.
 *
 * - `bad-length`, `bad-hex`, `bad-text`: bytes or text of the wrong shape
 * - `out-of-range`: a number that the formula is not defined for
 * - `overflow`: a sum beyond u64
 * - `empty`, `unsorted`, `duplicate`: a list that the formula is not defined for
 * - `identity`, `non-canonical`, `not-on-curve`, `wrong-subgroup`: a point that nobody may use (§1)
 * - `bad-path`: an EIP-2333 path that does not parse
 */
export type CryptoErrorCode =
  | 'bad-length'
  | 'bad-hex'
  | 'bad-text'
  | 'out-of-range'
  | 'overflow'
  | 'empty'
  | 'unsorted'
  | 'duplicate'
  | 'identity'
  | 'non-canonical'
  | 'not-on-curve'
  | 'wrong-subgroup'
  | 'bad-path';

/** The one error class of this package. Everything here is a pure function, so trying again never helps. */
export class CryptoError extends Error {
  override readonly name = 'CryptoError';
  readonly code: CryptoErrorCode;
  readonly retryable = false;

  /**
   * @param code what programs decide on
   * @param message what was refused and what to do about it; never contains secret bytes
   * @param options the error underneath, if there is one
   */
  constructor(code: CryptoErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
