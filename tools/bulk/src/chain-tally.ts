import { hex } from '@pacer/crypto';
import { type SeenTx } from '@pacer/localnet';
import { MsgCommitBatch } from '@pacer/proto/inference/v1';
import { MsgSubmitResults, MsgSubmitResultsResponse, Outcome } from '@pacer/proto/validation/v1';

/** How often the blocks hold the result of an item: taken, and again for nothing. */
export interface Taken {
  readonly recorded: number;
  readonly repeated: number;
}

/** What the blocks say about one Host. */
export interface HostTally {
  /** Records in its batches with code 0. */
  records: number;
  /** Roots of these batches, hex, in the order of the chain. */
  readonly roots: string[];
  /** Results that the chain took. */
  results: number;
  /** Of each item that a message with code 0 brought, by `placeOf`. */
  readonly taken: Map<string, Taken>;
}

/** Name of an item. */
export function placeOf({ epoch, batchId, index }: { epoch: bigint; batchId: bigint; index: number }): string {
  return `${epoch}/${batchId}.${index}`;
}

/** Counts what transactions did, in the order in which they stand in the blocks of one node. */
export class ChainTally {
  readonly #hosts = new Map<string, HostTally>();
  /** Transactions of any kind that were refused in a block, by `codespace/code`. */
  readonly refused = new Map<string, number>();
  /** Messages with results that were carried out. */
  resultMessages = 0;

  of(host: string): HostTally {
    const known = this.#hosts.get(host) ?? { records: 0, roots: [], results: 0, taken: new Map<string, Taken>() };
    this.#hosts.set(host, known);
    return known;
  }

  /** Sum over all Hosts. */
  sum(of: 'records' | 'results'): number {
    return [...this.#hosts.values()].reduce((sum, tally) => sum + tally[of], 0);
  }

  add({ code, codespace, messages, responses }: SeenTx): void {
    if (code !== 0) {
      const name = `${codespace}/${code}`;
      this.refused.set(name, (this.refused.get(name) ?? 0) + 1);
      return;
    }
    messages.forEach(({ typeUrl, value }, i) => {
      if (typeUrl === `/${MsgCommitBatch.$type}`) this.#addBatch(MsgCommitBatch.decode(value));
      if (typeUrl === `/${MsgSubmitResults.$type}`) this.#addResults(MsgSubmitResults.decode(value), responses[i]);
    });
  }

  #addBatch({ host, count, root }: MsgCommitBatch): void {
    const tally = this.of(host);
    tally.records += count;
    tally.roots.push(hex(root));
  }

  #addResults({ host, epoch, results }: MsgSubmitResults, response: Uint8Array | undefined): void {
    if (response === undefined) throw new Error('a transaction was carried out and has no answer');
    const tally = this.of(host);
    const { outcomes } = MsgSubmitResultsResponse.decode(response);
    this.resultMessages += 1;
    results.forEach(({ batch: batchId, index }, i) => {
      const place = placeOf({ epoch, batchId, index });
      const { recorded, repeated } = tally.taken.get(place) ?? { recorded: 0, repeated: 0 };
      const [isRecorded, isRepeated] = [outcomes[i] === Outcome.RECORDED, outcomes[i] === Outcome.REPEATED];
      if (isRecorded) tally.results += 1;
      tally.taken.set(place, { recorded: recorded + Number(isRecorded), repeated: repeated + Number(isRepeated) });
    });
  }
}
