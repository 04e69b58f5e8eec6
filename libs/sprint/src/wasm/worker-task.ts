import type { SprintErrorCode } from '../error.js';
import type { Shape } from '../shape.js';

/** What a worker is told; messages are done in order. */
export type WorkerTask =
  | {
      readonly kind: 'start';
      readonly run: number;
      readonly chainId: string;
      readonly epoch: bigint;
      readonly beacon: Uint8Array;
      readonly host: Uint8Array;
      readonly shape: Shape;
      readonly target: bigint;
    }
  | { readonly kind: 'chunk'; readonly run: number; readonly first: bigint; readonly count: number };

/** What a worker says. */
export type WorkerAnswer =
  | { readonly kind: 'ready' }
  /** The weights are there. */
  | { readonly kind: 'started'; readonly run: number; readonly batch: number }
  | {
      readonly kind: 'chunk';
      readonly run: number;
      readonly first: bigint;
      readonly count: number;
      readonly hits: bigint[];
      readonly ms: number;
    }
  /** An error of this package as plain data: a structured clone would lose its class and its code. */
  | { readonly kind: 'refused'; readonly run?: number; readonly code: SprintErrorCode; readonly message: string };

/** A worker as the prover sees it, in Node or a browser. */
export interface WorkerPort {
  send(task: WorkerTask): void;
  /** Ends it at once, whatever it does. */
  terminate(): Promise<void>;
}

/** What a port reports. */
export interface WorkerListener {
  answer(answer: WorkerAnswer): void;
  /** The worker is no more, asked for or not; comes once. */
  ended(cause?: unknown): void;
}

/** How a platform starts a worker. */
export type StartWorker = (listener: WorkerListener) => WorkerPort;
