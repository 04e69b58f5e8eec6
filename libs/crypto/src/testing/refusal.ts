import { CryptoError, type CryptoErrorCode } from '../error.js';

/** The error with which a call was refused; fails the test when it was not, or with another class of error. */
export function refusalOf(call: () => unknown): CryptoError {
  try {
    call();
  } catch (error) {
    if (error instanceof CryptoError) return error;
    throw error;
  }
  throw new Error('the call was not refused');
}

/** The code with which a call was refused. */
export function codeOf(call: () => unknown): CryptoErrorCode {
  return refusalOf(call).code;
}
