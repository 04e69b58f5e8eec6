import { CryptoError } from '../error.js';
import type { DealingHead, DealingPiece, DealtPiece } from './deal.js';
import { PvssError } from './error.js';
import type { PvssRound } from './round.js';
import type { PvssSums } from './sums.js';

/** What a worker is started with. */
export interface WorkerStart {
  round: PvssRound;
  /** whose dealing or opening it is about */
  host: Uint8Array;
  /** absent in a worker that only verifies */
  dk?: Uint8Array;
}

/** One piece of work; one at a time is on its way to a worker. */
export type WorkerTask =
  | { kind: 'head' }
  | { kind: 'piece'; piece: DealingPiece }
  | { kind: 'open'; sums: PvssSums }
  | { kind: 'verify'; dealing: Uint8Array };

/** What a worker answers. */
export type WorkerAnswer =
  | { kind: 'head'; head: DealingHead }
  | { kind: 'piece'; dealt: DealtPiece }
  | { kind: 'open'; opening: Uint8Array }
  | { kind: 'verify' }
  | { kind: 'refused'; refusal: Refusal };

/** An error of this package as plain data: a structured clone would lose its class and its code. */
export type Refusal =
  | { name: 'PvssError'; code: PvssError['code']; message: string; cause?: Refusal }
  | { name: 'CryptoError'; code: CryptoError['code']; message: string };

/** The error as data, or undefined for one of another class: a bug, which must end the worker. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof CryptoError) return { name: 'CryptoError', code: error.code, message: error.message };
  if (!(error instanceof PvssError)) return undefined;
  const cause = refusalOf(error.cause);
  return { name: 'PvssError', code: error.code, message: error.message, ...(cause && { cause }) };
}

/** The error that the data is of. */
export function errorOf(refusal: Refusal): PvssError | CryptoError {
  if (refusal.name === 'CryptoError') return new CryptoError(refusal.code, refusal.message);
  const { code, message, cause } = refusal;
  return new PvssError(code, message, cause && { cause: errorOf(cause) });
}
