import { compare } from '@pacer/crypto';
import type { PacerQuery, Snapshot } from '@pacer/client';

/** Epochs for which the chain keeps headers, counted from their own (§8: until S_{N+4}). */
const KEPT = 4n;

/** Whether the chain no longer has the headers of an epoch, so that nobody can tell any more what it committed. */
export function isForgotten(epoch: bigint, current: bigint): boolean {
  return current >= epoch + KEPT;
}

/** A header of ours on chain, as far as it never changes. */
interface OwnHeader {
  id: bigint;
  root: Uint8Array;
}

/** The same as each node has it, by its URL: what one of them made up is then its own. */
export class HeadersOfNodes {
  readonly #host: string;
  readonly #nodes = new Map<string, OwnHeaders>();

  constructor(host: string) {
    this.#host = host;
  }

  /** Whether a node's headers have a batch with this root; undefined once the chain has forgotten its epoch. */
  async has(url: string, query: PacerQuery, epoch: bigint, root: Uint8Array): Promise<boolean | undefined> {
    const headers = this.#nodes.get(url) ?? new OwnHeaders(this.#host);
    this.#nodes.set(url, headers);
    const status = await query.epoch.status();
    if (isForgotten(epoch, status.epoch)) return undefined;
    return (await headers.find({ query, status }, epoch, root)) !== undefined;
  }
}

/**
 * This Host's batches on chain, read from the headers. Headers are only ever appended, so each is read once; a batch is
 * recognised by its root, which no two of a Host's batches share.
 */
export class OwnHeaders {
  readonly #host: string;
  readonly #epochs = new Map<bigint, { next: bigint; own: OwnHeader[] }>();

  constructor(host: string) {
    this.#host = host;
  }

  /** What was read of an epoch is read again: somebody who was asked did not tell the truth. */
  forget(epoch: bigint): void {
    this.#epochs.delete(epoch);
  }

  /**
   * The id of the batch with this root in an epoch; undefined if the chain does not show it at the snapshot's height.
   * @param snapshot not below the height of any call before
   */
  async find(
    { query, status }: Pick<Snapshot, 'query' | 'status'>,
    epoch: bigint,
    root: Uint8Array,
  ): Promise<bigint | undefined> {
    if (isForgotten(epoch, status.epoch)) return undefined;
    const known = this.#epochs.get(epoch) ?? { next: 0n, own: [] };
    this.#epochs.set(epoch, known);
    for (;;) {
      const { headers, total } = await query.inference.headers({ epoch, from: known.next });
      for (const { id, host, root: its } of headers) {
        if (id < known.next) continue;
        if (host === this.#host) known.own.push({ id, root: its });
        known.next = id + 1n;
      }
      if (headers.length === 0 || known.next >= total) break;
    }
    return known.own.find(({ root: its }) => compare(its, root) === 0)?.id;
  }
}
