import type { Shape } from './shape.js';

/** What a prover works on: the nonces of one Host in one epoch. */
export interface SprintTask {
  readonly chainId: string;
  readonly epoch: bigint;
  /** 32 bytes. */
  readonly beacon: Uint8Array;
  /** The raw 20-byte address. */
  readonly host: Uint8Array;
  readonly shape: Shape;
  /** A digest whose first 8 bytes are below it is a hit, 1…2^64 − 1. */
  readonly target: bigint;
  /** The first nonce to try, a u64. */
  readonly first: bigint;
  /** The last nonce to try, inclusive; 2^64 − 1 if absent. */
  readonly last?: bigint;
}

/** How far a task has come. */
export interface SprintReport {
  /** Every nonce of [first, frontier) is done. It never falls; 2^64 once the last u64 is done. */
  readonly frontier: bigint;
  /** The hits below the frontier that no report before this one had: strictly increasing over the whole task. */
  readonly hits: readonly bigint[];
  /** True in the last report: stopped, or `last` reached. */
  readonly done: boolean;
}

/** Something that finds hits. One task at a time. */
export interface Prover {
  /** What it computes with, e.g. "wasm-simd128". */
  readonly name: string;
  readonly threads: number;
  /**
   * Works on a task; about four reports a second, as long as the caller takes them. An aborted signal stops it: a last
   * report with `done` comes, no error. Leaving the loop stops it too. A task begun while an aborted one still runs out
   * waits for that one's end.
   * @throws SprintError `invalid_task`, `busy`, `closed`, `worker`, `no_memory`, or a code of the external prover; ShapeError
   */
  prove(task: SprintTask, signal: AbortSignal): AsyncIterable<SprintReport>;
  /** Ends its threads or its program; a running task ends with `closed`. */
  close(): Promise<void>;
}
