import { type Endpoint } from '@pacer/client';
import { MsgCommitBatch } from '@pacer/proto/inference/v1';
import { MsgClaimReward } from '@pacer/proto/reward/v1';
import { MsgSubmitResults, MsgSubmitResultsResponse, Outcome } from '@pacer/proto/validation/v1';
import { TxMsgData } from 'cosmjs-types/cosmos/base/abci/v1beta1/abci';
import { TxBody, TxRaw } from 'cosmjs-types/cosmos/tx/v1beta1/tx';

/** A transaction in a block, with what became of it. */
export interface SeenTx {
  readonly hash: string;
  readonly height: bigint;
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  readonly messages: readonly { readonly typeUrl: string; readonly value: Uint8Array }[];
  readonly responses: readonly Uint8Array[];
}

export interface SeenClaim {
  readonly tx: SeenTx;
  readonly message: MsgClaimReward;
}

/**
 * Reads every block of one node that no agent of Host 2 uses, so that what happened is counted on the chain and not taken from
 * anybody's word.
 */
export class ChainAudit {
  readonly txs: SeenTx[] = [];
  readonly #endpoint: Endpoint;
  #next = 1n;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /** Reads the blocks that came since the last time. */
  async catchUp(): Promise<void> {
    const { height } = await this.#endpoint.status();
    for (; this.#next <= height; this.#next++) {
      const [block, results] = await Promise.all([
        this.#endpoint.block(this.#next),
        this.#endpoint.blockResults(this.#next),
      ]);
      if (!block || !results) return;
      block.txs.forEach(({ hash, bytes }, i) => {
        const result = results[i];
        if (!result) throw new Error(`block ${block.height} has a transaction without a result`);
        const { messages } = TxBody.decode(TxRaw.decode(bytes).bodyBytes);
        const responses = result.code === 0 ? TxMsgData.decode(result.data).msgResponses.map(({ value }) => value) : [];
        this.txs.push({ ...result, hash, height: block.height, messages, responses });
      });
    }
  }

  /** Claims of a Host for an epoch, successful or not, in the order of the chain. */
  claims(host: string, epoch: bigint): SeenClaim[] {
    return this.#each(MsgClaimReward, (message) => message.host === host && message.epoch === epoch);
  }

  batches(): { readonly tx: SeenTx; readonly message: MsgCommitBatch }[] {
    return this.#each(MsgCommitBatch, () => true);
  }

  /** Records in successful batches, and batches whose root was committed before. */
  records(): { readonly committed: number; readonly repeated: number } {
    const roots = new Set<string>();
    let committed = 0;
    let repeated = 0;
    for (const { message } of this.batches().filter((batch) => batch.tx.code === 0)) {
      const root = `${message.host} ${Buffer.from(message.root).toString('hex')}`;
      if (roots.has(root)) repeated++;
      roots.add(root);
      committed += message.count;
    }
    return { committed, repeated };
  }

  /** Results that the chain had recorded before: each was sent twice. */
  repeatedResults(): number {
    return this.txs
      .flatMap(({ messages, responses }) => messages.map(({ typeUrl }, i) => ({ typeUrl, response: responses[i] })))
      .filter(({ typeUrl, response }) => typeUrl === `/${MsgSubmitResults.$type}` && response)
      .flatMap(({ response }) => MsgSubmitResultsResponse.decode(response ?? new Uint8Array()).outcomes)
      .filter((outcome) => outcome === Outcome.REPEATED).length;
  }

  #each<T>(
    type: { readonly $type: string; decode(bytes: Uint8Array): T },
    wanted: (message: T) => boolean,
  ): { readonly tx: SeenTx; readonly message: T }[] {
    return this.txs.flatMap((tx) =>
      tx.messages
        .filter(({ typeUrl }) => typeUrl === `/${type.$type}`)
        .map(({ value }) => ({ tx, message: type.decode(value) }))
        .filter(({ message }) => wanted(message)),
    );
  }
}
