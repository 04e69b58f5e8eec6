import { toBase64, toHex } from '@cosmjs/encoding';
import { sha256 } from '@noble/hashes/sha2.js';
import { EndpointError, QueryError, RpcError } from '../errors/pacer-error.js';
import { type AbciQuerier, type AbciAnswer } from '../queries/abci.js';
import { Fields } from './fields.js';
import { type JsonRpcOptions, JsonRpcTransport } from './json-rpc.js';

/** Where a node stands. */
export interface NodeStatus {
  chainId: string;
  /** Id of the node's key: two URLs of one node have the same. Empty if it does not say. */
  nodeId: string;
  /** Latest committed height. */
  height: bigint;
  /** Time of that block's header, Unix nanoseconds. */
  timeNs: bigint;
  /** Lowest height whose block it still has. */
  earliestHeight: bigint;
  /** Whether it says that it is behind its peers. */
  catchingUp: boolean;
}

/** A node's answer to a broadcast. It says nothing about inclusion: only the chain does. */
export type BroadcastAnswer =
  /** It passed the check and is in the mempool. */
  | { state: 'accepted'; hash: string }
  /** JSON-RPC −32603: mostly "already exists in cache"; look at the chain. */
  | { state: 'unknown'; hash: string; error: RpcError }
  /** The check refused it. */
  | { state: 'refused'; hash: string; codespace: string; code: number; log: string };

/** A transaction in a block. */
export interface IncludedTx {
  /** Upper-case hex of the SHA-256 of its bytes. */
  hash: string;
  height: bigint;
  /** Position in the block. */
  index: number;
  /** 0 if its messages were carried out. */
  code: number;
  codespace: string;
  log: string;
  /** TxMsgData. */
  data: Uint8Array;
  gasUsed: bigint;
}

/** A block, as far as programs need it. */
export interface Block {
  height: bigint;
  /** Time of the header, Unix nanoseconds. */
  timeNs: bigint;
  /** Hash of the header, upper-case hex. */
  hash: string;
  txs: { hash: string; bytes: Uint8Array }[];
}

/**
 * One node, asked over HTTP. Decodes only what it needs and blames the endpoint for everything else, because an
 * endpoint is not trusted to be a node of this chain, or sane.
 */
export class Endpoint implements AbciQuerier {
  readonly transport: JsonRpcTransport;

  constructor(url: string, options?: JsonRpcOptions) {
    this.transport = new JsonRpcTransport(url, options);
  }

  get url(): string {
    return this.transport.url;
  }

  async status(signal?: AbortSignal): Promise<NodeStatus> {
    const answer = await this.#call('status', {}, signal);
    const sync = answer.object('sync_info');
    const node = answer.object('node_info');
    return {
      chainId: node.text('network'),
      nodeId: node.optionalText('id'),
      height: sync.int64('latest_block_height'),
      timeNs: sync.time('latest_block_time'),
      earliestHeight: sync.int64('earliest_block_height', 0n),
      catchingUp: sync.boolean('catching_up'),
    };
  }

  /**
   * Sends bytes to the node's mempool and waits for its check alone.
   * @throws EndpointError when there was no answer: the node may have the bytes all the same
   */
  async broadcast(tx: Uint8Array, signal?: AbortSignal): Promise<BroadcastAnswer> {
    const hash = txHash(tx);
    try {
      const answer = await this.#call('broadcast_tx_sync', { tx: toBase64(tx) }, signal);
      const code = answer.int32('code');
      if (code === 0) return { state: 'accepted', hash };
      return {
        state: 'refused',
        hash,
        codespace: answer.optionalText('codespace'),
        code,
        log: answer.optionalText('log'),
      };
    } catch (error) {
      if (error instanceof RpcError && error.rpcCode === -32603) return { state: 'unknown', hash, error };
      throw error;
    }
  }

  /**
   * The transaction in this node's index, or undefined if the index does not have it. `tx_search` rather than `tx`,
   * whose "not found" differs from other failures by its text alone.
   * @param hash upper-case hex
   * @throws RpcError for a node without an index: it says nothing about inclusion
   */
  async transaction(hash: string, signal?: AbortSignal): Promise<IncludedTx | undefined> {
    if (!/^[0-9A-F]{64}$/.test(hash)) throw new EndpointError(this.url, 'malformed', `${hash} is no transaction hash`);
    const answer = await this.#call('tx_search', { query: `tx.hash='${hash}'`, per_page: '1' }, signal);
    const [found] = answer.objects('txs');
    if (found === undefined) return undefined;
    if (txHash(found.base64('tx')) !== hash) {
      throw new EndpointError(this.url, 'malformed', `tx_search answered ${hash} with another transaction`);
    }
    const result = found.object('tx_result');
    return { hash, height: found.int64('height'), index: found.int32('index'), ...resultOf(result) };
  }

  /** The block of a height, or undefined if it is not committed yet or pruned; `NodeStatus` tells which. */
  async block(height: bigint, signal?: AbortSignal): Promise<Block | undefined> {
    const answer = await this.#atHeight('block', height, signal);
    if (answer === undefined) return undefined;
    const block = answer.object('block');
    const header = block.object('header');
    this.#same('block', header.int64('height'), height);
    return {
      height,
      timeNs: header.time('time'),
      hash: answer.object('block_id').text('hash'),
      txs: block
        .object('data')
        .base64s('txs')
        .map((bytes) => ({ hash: txHash(bytes), bytes })),
    };
  }

  /** What became of each transaction of a block, in its order; undefined as for `block`. */
  async blockResults(height: bigint, signal?: AbortSignal): Promise<TxResult[] | undefined> {
    const answer = await this.#atHeight('block_results', height, signal);
    if (answer === undefined) return undefined;
    this.#same('block_results', answer.int64('height'), height);
    return answer.objects('txs_results').map(resultOf);
  }

  /** A query of the application; cosmjs' `QueryClient` has the same method, so that extensions take either. */
  async queryAbci(path: string, request: Uint8Array, desiredHeight?: number): Promise<AbciAnswer> {
    const params = { path, data: toHex(request), prove: false, height: String(desiredHeight ?? 0) };
    const answer = (await this.#call('abci_query', params)).object('response');
    const code = answer.int32('code');
    if (code !== 0) {
      const failure = { codespace: answer.optionalText('codespace'), code, log: answer.optionalText('log') };
      throw new QueryError(path, failure, desiredHeight === undefined ? undefined : BigInt(desiredHeight));
    }
    const height = Number(answer.int64('height', 0n));
    if (desiredHeight !== undefined) this.#same(path, BigInt(height), BigInt(desiredHeight));
    return { value: answer.base64('value'), height };
  }

  async #call(method: string, params: object, signal?: AbortSignal): Promise<Fields> {
    return new Fields(this.url, method, await this.transport.call(method, params, signal));
  }

  /** A node that lacks a height answers −32603 with a text; whether it has it is read from its status instead. */
  async #atHeight(method: string, height: bigint, signal?: AbortSignal): Promise<Fields | undefined> {
    try {
      return await this.#call(method, { height: String(height) }, signal);
    } catch (error) {
      if (!(error instanceof RpcError && error.rpcCode === -32603)) throw error;
      const status = await this.status(signal);
      if (height > status.height || height < status.earliestHeight) return undefined;
      throw error;
    }
  }

  #same(what: string, got: bigint, asked: bigint): void {
    if (got !== asked) throw new EndpointError(this.url, 'malformed', `${what} of height ${asked} came as ${got}`);
  }
}

/** What became of a transaction in its block. */
export type TxResult = Omit<IncludedTx, 'hash' | 'height' | 'index'>;

function resultOf(result: Fields): TxResult {
  return {
    code: result.int32('code'),
    codespace: result.optionalText('codespace'),
    log: result.optionalText('log'),
    data: result.base64('data'),
    gasUsed: result.int64('gas_used', 0n),
  };
}

/** The hash under which the chain knows a transaction: upper-case hex of the SHA-256 of its bytes. */
export function txHash(tx: Uint8Array): string {
  return toHex(sha256(tx)).toUpperCase();
}
