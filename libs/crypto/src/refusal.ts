import { CryptoError } from './error.js';

/**
 * The value of a check, or false if it refused its input: what comes from the network must not throw out of a
 * verify function. Errors of another class pass, they are bugs.
 */
export function refusedIsFalse(check: () => boolean): boolean {
  try {
    return check();
  } catch (error) {
    if (error instanceof CryptoError) return false;
    throw error;
  }
}
