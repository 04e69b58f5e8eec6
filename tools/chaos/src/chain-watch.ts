import { setTimeout as sleep } from 'node:timers/promises';
import { type Endpoint } from '@pacer/client';
import { TxBody, TxRaw } from 'cosmjs-types/cosmos/tx/v1beta1/tx';

/** A transaction in a block, and what it cost. */
export interface ChainTx {
  readonly hash: string;
  readonly height: bigint;
  /** 0: carried out */
  readonly code: number;
  readonly codespace: string;
  readonly messages: readonly { readonly typeUrl: string; readonly value: Uint8Array }[];
  /** What the chain says that it took for it, upacer: nothing for one that was refused before its messages. */
  readonly fee: bigint;
  /** Who paid. */
  readonly payer: string;
}

/** A block as it came. */
export interface ChainBlock {
  readonly height: bigint;
  /** time of its header, Unix nanoseconds */
  readonly timeNs: bigint;
  /** when it was first seen here, Unix milliseconds */
  readonly seenMs: number;
  readonly txs: readonly ChainTx[];
}

/** Reads every block and every result of one node, which no agent uses: what is counted is counted on the chain. */
export class ChainWatch {
  readonly blocks: ChainBlock[] = [];
  readonly #endpoint: Endpoint;
  readonly #from: bigint;

  /** @param from the first height of the chain: greater than 1 on one that was started from an export */
  constructor(endpoint: Endpoint, from = 1n) {
    this.#endpoint = endpoint;
    this.#from = from;
  }

  get txs(): ChainTx[] {
    return this.blocks.flatMap(({ txs }) => txs);
  }

  get height(): bigint {
    return this.blocks.at(-1)?.height ?? this.#from - 1n;
  }

  /** Reads the blocks that came since the last time. @returns them */
  async catchUp(): Promise<ChainBlock[]> {
    const fresh: ChainBlock[] = [];
    const { height: tip } = await this.#endpoint.status();
    for (let height = this.height + 1n; height <= tip; height++) {
      const block = await this.#read(height);
      if (!block) break;
      this.blocks.push(block);
      fresh.push(block);
    }
    return fresh;
  }

  /** Catches up until it is told to stop, and says what came. Failures are those of the node it asks: it asks again. */
  async follow(signal: AbortSignal, onBlock: (block: ChainBlock) => void, everyMs = 200): Promise<void> {
    while (!signal.aborted) {
      const fresh = await this.catchUp().catch(() => []);
      for (const block of fresh) onBlock(block);
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #read(height: bigint): Promise<ChainBlock | undefined> {
    const [block, results] = await Promise.all([this.#endpoint.block(height), this.#results(height)]);
    if (!block || !results) return undefined;
    const txs = block.txs.map(({ hash, bytes }, index): ChainTx => {
      const result = results[index];
      if (!result) throw new Error(`block ${height} has a transaction without a result`);
      const { messages } = TxBody.decode(TxRaw.decode(bytes).bodyBytes);
      const { code = 0, codespace = '' } = result;
      return { ...{ hash, height, code, codespace, messages }, ...feeIn(result) };
    });
    return { height, timeNs: block.timeNs, seenMs: Date.now(), txs };
  }

  /** The results with their events, which say what was paid. */
  async #results(height: bigint): Promise<RawResult[] | undefined> {
    const answer = await this.#endpoint.transport.call('block_results', { height: String(height) });
    return (answer as { txs_results?: RawResult[] | null }).txs_results ?? [];
  }
}

interface RawResult {
  readonly code?: number;
  readonly codespace?: string;
  readonly events?: readonly {
    readonly type: string;
    readonly attributes: readonly { readonly key: string; readonly value: string }[];
  }[];
}

/** The SDK's event of the deduction: `fee` is coins as text, `fee_payer` an address. */
export function feeIn({ events = [] }: RawResult): { fee: bigint; payer: string } {
  const all = events.filter(({ type }) => type === 'tx').flatMap(({ attributes }) => attributes);
  const value = (name: string) => all.find(({ key }) => key === name)?.value ?? '';
  return { fee: BigInt(/^(\d+)/.exec(value('fee'))?.[1] ?? 0), payer: value('fee_payer') };
}
