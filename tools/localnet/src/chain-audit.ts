import { type Endpoint } from '@pacer/client';
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

/** One message of one type, with its transaction. */
export interface SeenMessage<T> {
  readonly tx: SeenTx;
  readonly message: T;
}

/** Reads every block of one node, so that what happened is counted on the chain and not taken from anybody's word. */
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

  /** Messages of one type, successful or not, in the order of the chain. */
  messages<T>(type: { readonly $type: string; decode(bytes: Uint8Array): T }): SeenMessage<T>[] {
    return this.txs.flatMap((tx) =>
      tx.messages
        .filter(({ typeUrl }) => typeUrl === `/${type.$type}`)
        .map(({ value }) => ({ tx, message: type.decode(value) })),
    );
  }
}
