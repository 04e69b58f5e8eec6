import type { SQLOutputValue } from 'node:sqlite';
import { ofU64Key } from './u64-key.js';

/** How far the work of an epoch has come. */
export interface Run {
  epoch: bigint;
  /** hash of all that its digests depend on, hex */
  task: string;
  /** every nonce below it is done, here or before a backup was made */
  frontier: bigint;
  /** nonces that were done here, and hits that were found */
  done: bigint;
  found: number;
  /** nonces that the prover called hits and that are none */
  falseHits: number;
  /** what it computes with, and with how many threads */
  prover: string;
  threads: number;
  /** nonces in a thousand seconds, over the last seconds */
  rateMilli: bigint;
  /** how often the prover was started again, and why it is not running; empty while it is */
  restarts: number;
  failing: string;
  /** Unix milliseconds of the first and the last report */
  beganMs: number;
  updatedMs: number;
}

/** What a prover's report adds. */
export interface Progress {
  frontier: bigint;
  hits: readonly bigint[];
  prover: string;
  threads: number;
  rateMilli: bigint;
}

/** A nonce that was called a hit, computed again. */
export interface Recomputed {
  nonce: bigint;
  isHit: boolean;
}

/** What came of computing a nonce of another Host again; `unclear`: two implementations disagree. */
export type Verdict = 'hit' | 'miss' | 'unclear';

/** A nonce of another Host that was computed again. */
export interface CheckNote {
  accused: string;
  /** hash of the Sprint that it was computed for, hex; empty in a journal of before */
  task: string;
  nonce: bigint;
  verdict: Verdict;
  atMs: number;
}

/** A row as node:sqlite returns it with bigints. */
export type Row = Record<string, SQLOutputValue>;

/** The run that a row holds. */
export function runOf(row: Row): Run {
  return {
    ...{ epoch: BigInt(String(row.epoch)), task: String(row.task), frontier: BigInt(String(row.frontier)) },
    ...{ done: BigInt(String(row.done)), found: Number(row.found), falseHits: Number(row.false_hits) },
    ...{ prover: String(row.prover), threads: Number(row.threads), rateMilli: BigInt(String(row.rate_milli)) },
    ...{ restarts: Number(row.restarts), failing: String(row.failing) },
    ...{ beganMs: Number(row.began_ms), updatedMs: Number(row.updated_ms) },
  };
}

/** The nonce that a row holds. */
export function nonceOf(row: Row): bigint {
  const { nonce } = row;
  if (!(nonce instanceof Uint8Array)) throw new TypeError('a nonce of the journal is no bytes');
  return ofU64Key(nonce);
}
