import { checkTx } from '../chain/ante.js';
import type { Included, ModelChain } from '../chain/model-chain.js';
import { readTx, type ModelTx } from '../chain/model-tx.js';
import { queries } from '../chain/queries.js';
import { refused, type Refusal } from '../chain/refusal.js';
import { there } from '../chain/there.js';
import type { NodeFaults } from './node-faults.js';

const SECOND = 1_000_000_000n;

/** The answer to a JSON-RPC request: what stands in it after the id. */
type Body = `"result":${string}` | `"error":${string}`;

/** What nodes of a chain need not work out twice. */
export interface NodeMemory {
  readonly answers: Map<string, Refusal | string>;
  readonly txs: Map<string, ModelTx>;
}

/** A full node with its RPC: what it has of the chain, its mempool's cache, and what is wrong with it. */
export class ModelNode {
  readonly url: string;
  readonly id: string;
  faults: NodeFaults = {};
  readonly #chain: ModelChain;
  /** answers to queries, which never change, for all nodes of the chain */
  readonly #answers: Map<string, Refusal | string>;
  readonly #cache = new Set<string>();
  /** what it was sent while it was cut off */
  readonly #kept: ModelTx[] = [];
  readonly #sent = new Map<string, ModelTx>();
  /** what the bytes of transactions say, by their base64, for all nodes of the chain */
  readonly #read: Map<string, ModelTx>;
  readonly #onArrival: (node: ModelNode, tx: ModelTx) => void;

  constructor(
    index: number,
    chain: ModelChain,
    { answers, txs }: NodeMemory,
    onArrival: (node: ModelNode, tx: ModelTx) => void,
  ) {
    this.url = `http://node${index}:26657`;
    this.id = `${index}`.repeat(40);
    this.#chain = chain;
    this.#answers = answers;
    this.#read = txs;
    this.#onArrival = onArrival;
  }

  get tip(): number {
    const { lag = 0, stuckAt } = this.faults;
    const head = this.#chain.blocks.length;
    return Math.max(1, stuckAt === undefined ? head - lag : Math.min(stuckAt, head));
  }

  get base(): number {
    return Math.min(this.faults.base ?? 1, this.tip);
  }

  /** Starts anew: the cache of the mempool is empty, and what waited is passed on. */
  restart(): void {
    this.#cache.clear();
    this.rejoin();
  }

  /** Is with the others again. */
  rejoin(): void {
    for (const tx of this.#kept.splice(0)) if (!this.#chain.included.has(tx.hash)) this.#chain.pool.set(tx.hash, tx);
  }

  /** A block was committed: its transactions are seen, those that failed may come again. */
  committed(txs: readonly Included[]): void {
    for (const { tx, code } of txs) {
      if (code === 0) this.#cache.add(tx.hash);
      else this.#cache.delete(tx.hash);
    }
  }

  /** Answers a request. @returns JSON-RPC's body */
  answer(id: unknown, method: string, params: Record<string, unknown>): string {
    return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},${this.#body(method, params)}}`;
  }

  #body(method: string, params: Record<string, unknown>): Body {
    switch (method) {
      case 'status':
        return this.#status();
      case 'broadcast_tx_sync':
        return this.#broadcast(String(params.tx));
      case 'tx_search':
        return this.#search(/'([0-9A-F]{64})'/.exec(String(params.query))?.[1] ?? '');
      case 'block':
        return this.#atHeight(Number(params.height), (height) => this.#block(height));
      case 'block_results':
        return this.#atHeight(Number(params.height), (height) => this.#results(height));
      case 'abci_query':
        return this.#query(String(params.path), String(params.data), Number(params.height));
      default:
        return failed(-32601, 'Method not found', method);
    }
  }

  #status(): Body {
    const { skewMs = 0, ahead = 0, foreign } = this.faults;
    const { rules } = this.#chain;
    const { tip } = this;
    const aheadNs = BigInt(Math.round(skewMs + ahead * rules.blockMs)) * 1_000_000n;
    const time = timeText((this.#chain.block(tip)?.timeNs ?? 0n) + aheadNs);
    const network = foreign ? 'another-chain-1' : rules.chainId;
    return ok(
      `{"node_info":{"id":"${this.id}","network":"${network}"},"sync_info":{"latest_block_height":"${tip + ahead}",` +
        `"latest_block_time":"${time}","earliest_block_height":"${this.base}","catching_up":false}}`,
    );
  }

  #broadcast(bytes: string): Body {
    let tx = this.#read.get(bytes);
    try {
      tx ??= readTx(Uint8Array.from(Buffer.from(bytes, 'base64')));
    } catch (error) {
      return ok(checked('', refused('sdk', 2, String(error))));
    }
    this.#read.set(bytes, tx);
    this.#sent.set(tx.hash, tx);
    this.#onArrival(this, tx);
    if (this.#cache.has(tx.hash)) return failed(-32603, 'Internal error', 'tx already exists in cache');
    const { tip } = this;
    const refusal = checkTx(this.#chain, tx, { height: tip, timeNs: this.#chain.block(tip)?.timeNs ?? 0n });
    if (refusal) return ok(checked(tx.hash, refusal));
    this.#cache.add(tx.hash);
    if (this.faults.stuckAt === undefined) this.#chain.pool.set(tx.hash, tx);
    else this.#kept.push(tx);
    return ok(checked(tx.hash, refused('', 0, '')));
  }

  #search(hash: string): Body {
    const { indexless, hides, invents } = this.faults;
    if (indexless) return failed(-32603, 'Internal error', 'transaction indexing is disabled');
    const included = this.#chain.included.get(hash);
    const sent = this.#sent.get(hash);
    if (invents && sent && included?.code !== 0) {
      const { tip } = this;
      return ok(
        `{"txs":[${found({ tx: sent, height: tip, index: 0, ...refused('', 0, ''), data: new Uint8Array() })}],"total_count":"1"}`,
      );
    }
    if (hides || !included || included.height > this.tip) return ok('{"txs":[],"total_count":"0"}');
    return ok(`{"txs":[${found(included)}],"total_count":"1"}`);
  }

  #atHeight(height: number, answer: (height: number) => Body): Body {
    if (height > this.tip) {
      return failed(
        -32603,
        'Internal error',
        `height ${height} must be less than or equal to the current blockchain height ${this.tip}`,
      );
    }
    if (height >= this.base) return answer(height);
    return failed(-32603, 'Internal error', `height ${height} is not available, lowest height is ${this.base}`);
  }

  #block(height: number): Body {
    const { hash, timeNs, txs } = there(this.#chain.block(height), `block ${height}`);
    const list = txs.map(({ tx }) => `"${base64(tx.bytes)}"`).join(',');
    const header = `{"chain_id":"${this.#chain.rules.chainId}","height":"${height}","time":"${timeText(timeNs)}"}`;
    return ok(`{"block_id":{"hash":"${hash}"},"block":{"header":${header},"data":{"txs":[${list}]}}}`);
  }

  #results(height: number): Body {
    const txs = this.#chain.block(height)?.txs ?? [];
    return ok(`{"height":"${height}","txs_results":[${txs.map(result).join(',')}]}`);
  }

  #query(path: string, data: string, asked: number): Body {
    const { tip } = this;
    const height = asked === 0 ? tip : asked;
    const answer = this.#answerTo(path, data, height, tip);
    const said =
      typeof answer === 'string'
        ? `"code":0,"value":"${answer}"`
        : `"code":${answer.code},"codespace":"${answer.codespace}","log":${JSON.stringify(answer.log)}`;
    return ok(`{"response":{${said},"height":"${height}"}}`);
  }

  #answerTo(path: string, data: string, height: number, tip: number): Refusal | string {
    if (height > tip)
      return refused('sdk', 26, 'cannot query with height in the future; please provide a valid height');
    if (height < this.base) return refused('sdk', 38, `failed to load state at height ${height}`);
    const key = `${height}${path}${data}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const query = queries[path];
    const answer =
      query?.(this.#chain, Uint8Array.from(Buffer.from(data, 'hex')), height) ??
      refused('sdk', 6, `unknown query path ${path}`);
    const kept = answer instanceof Uint8Array ? base64(answer) : answer;
    this.#answers.set(key, kept);
    return kept;
  }
}

function ok(result: string): Body {
  return `"result":${result}`;
}

function failed(code: number, message: string, data: string): Body {
  return `"error":${JSON.stringify({ code, message, data })}`;
}

function checked(hash: string, { code, codespace, log }: Refusal): string {
  return JSON.stringify({ code, codespace, log, hash, data: '' });
}

function result({ code, codespace, log, data, tx }: Included): string {
  return JSON.stringify({
    code,
    codespace,
    log,
    data: base64(data),
    gas_used: String(tx.gas),
    gas_wanted: String(tx.gas),
  });
}

function found(included: Included): string {
  const { tx, height, index } = included;
  return `{"hash":"${tx.hash}","height":"${height}","index":${index},"tx_result":${result(included)},"tx":"${base64(tx.bytes)}"}`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

function timeText(ns: bigint): string {
  const text = new Date(Number(ns / 1_000_000n)).toISOString();
  return `${text.slice(0, 19)}.${String(ns % SECOND).padStart(9, '0')}Z`;
}
