import { EndpointError, PacerError } from '../errors/pacer-error.js';
import { type Block } from '../rpc/endpoint.js';
import { type EndpointPool } from './endpoint-pool.js';

/** Where a follower keeps the last height that was dealt with. */
export interface CursorStore {
  /** Undefined when nothing was kept yet. */
  load(): bigint | undefined | Promise<bigint | undefined>;
  /** Durable when it returns. */
  save(height: bigint): void | Promise<void>;
}

export interface HeightFollowerOptions {
  pool: EndpointPool;
  cursor: CursorStore;
  /** First height when the cursor is empty; undefined means the latest. */
  from?: bigint;
  /** Milliseconds between looks for a new height, and after a failure. Default 500. */
  pollMs?: number;
  /** Ends the iteration. */
  signal?: AbortSignal;
  /** Told of every failure; the follower goes on by itself. */
  onError?: (error: PacerError) => void;
}

/**
 * Follows the chain block by block over HTTP, without gaps and in order, whatever endpoints come and go. A WebSocket
 * would be quicker by half a poll and lose blocks at every reconnection.
 *
 * The cursor moves when the consumer asks for the next block, so a block that was being dealt with when the process
 * died comes again.
 */
export class HeightFollower implements AsyncIterable<Block> {
  readonly #options: HeightFollowerOptions;

  constructor(options: HeightFollowerOptions) {
    this.#options = options;
  }

  /**
   * @throws PacerError `follower/pruned` when no endpoint has the next block any more: only a person can decide to skip
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Block, void, undefined> {
    const { pool, cursor, from, signal } = this.#options;
    const kept = await cursor.load();
    let next = kept === undefined ? from : kept + 1n;
    while (!signal?.aborted) {
      const block = await this.#tryNext(next);
      if (block === undefined) {
        await this.#pause();
        continue;
      }
      pool.observe(block.height);
      yield block;
      await cursor.save(block.height);
      next = block.height + 1n;
    }
  }

  /** The block, or undefined if there is none yet or no endpoint can be used at the moment. */
  async #tryNext(next: bigint | undefined): Promise<Block | undefined> {
    try {
      return await this.#next(next);
    } catch (error) {
      if (!(error instanceof PacerError) || !error.retryable) throw error;
      this.#options.onError?.(error);
      return undefined;
    }
  }

  async #next(next: bigint | undefined): Promise<Block | undefined> {
    const { pool } = this.#options;
    const health = await pool.probe();
    const heights = health.flatMap(({ status, fault }) => (status && !fault ? [status] : []));
    const latest = heights.reduce((most, { height }) => (height > most ? height : most), 0n);
    const wanted = next ?? latest;
    if (heights.length > 0 && (wanted > latest || wanted === 0n)) return undefined;
    if (heights.length > 0 && heights.every(({ earliestHeight }) => earliestHeight > wanted)) throw pruned(wanted);
    return pool.read(async (endpoint) => {
      const block = await endpoint.block(wanted, this.#options.signal);
      if (block === undefined) throw new EndpointError(endpoint.url, 'stale', `does not have block ${wanted}`);
      return block;
    });
  }

  #pause(): Promise<void> {
    const { pollMs = 500, signal } = this.#options;
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, pollMs);
      signal?.addEventListener('abort', done);
      if (signal?.aborted) done();
    });
  }
}

function pruned(height: bigint): PacerError {
  return new PacerError({
    code: 'follower/pruned',
    message: `no endpoint has block ${height} any more`,
    what: 'add an endpoint that keeps older blocks, or move the cursor forward',
    retryable: false,
  });
}
