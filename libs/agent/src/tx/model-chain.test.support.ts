import { createHash } from 'node:crypto';
import { AgentError } from '../error.js';
import type {
  BroadcastAnswer,
  ChainPort,
  ChainStatus,
  ScannedBlock,
  Sighting,
  SignerPort,
  SignRequest,
  Tip,
  TxResult,
} from './port.js';

export const CHAIN_ID = 'pacer-test-1';
const SECOND_NS = 1_000_000_000n;
const GENESIS_NS = 1_763_900_000n * SECOND_NS;
const ALREADY_DONE = 4;

/** A transaction of the model: what its bytes say. */
interface ModelTx {
  hash: string;
  bytes: Uint8Array;
  /** value of its first message: the operation */
  operation: string;
  deadlineNs: bigint;
  ordered: { sequence: bigint; timeoutHeight: bigint } | undefined;
}

interface IncludedTx extends ModelTx {
  result: TxResult;
  /** whether its checks passed, so that its nonce is used */
  isNonceUsed: boolean;
}

interface ModelBlock {
  height: bigint;
  timeNs: bigint;
  txs: IncludedTx[];
}

/** A node: what it has of the chain, and what is wrong with it. */
export interface ModelNode {
  up: boolean;
  /** blocks behind the chain */
  lag: number;
  /** the lowest height that it has: it prunes, or began from an export */
  earliest: bigint;
  /** whether its index answers */
  indexing: boolean;
  /** takes the bytes, but the answer is lost */
  losesAnswers: boolean;
  mempool: Map<string, ModelTx>;
  seen: Set<string>;
}

/** Every set of bytes that reached a node, and how far the chain was then. */
export interface Arrival {
  hash: string;
  operation: string;
  deadlineNs: bigint;
  headTimeNs: bigint;
  includedBefore: readonly string[];
}

export class Unreachable extends Error {
  readonly code = 'endpoint/unreachable';
  readonly retryable = true;
}

export interface ModelOptions {
  nodes?: number;
  blockMs?: number;
  once?: boolean;
  ordered?: boolean;
}

/**
 * A chain of instant finality with nonces by deadline, several nodes and faults, behind the engine's port. It carries out an
 * operation as often as transactions ask for it, so that a doubled one shows as 2.
 */
export class ModelChain implements ChainPort {
  readonly blocks: ModelBlock[] = [{ height: 1n, timeNs: GENESIS_NS, txs: [] }];
  readonly nodes = new Map<string, ModelNode>();
  readonly arrivals: Arrival[] = [];
  /** how often each operation was carried out */
  readonly done = new Map<string, number>();
  /** operations that fail when they are included next, so many times */
  readonly failures = new Map<string, number>();
  /** operations whose checks fail when they are included next, so many times: the nonce stays unused */
  readonly checkFailures = new Map<string, number>();
  /** whether an operation that was carried out is refused from then on, as a claim is */
  readonly once: boolean;
  /** whether it takes transactions with a sequence alone */
  readonly ordered: boolean;
  /** next sequence of the one account */
  nextSequence = 0n;
  readonly #blockNs: bigint;

  constructor({ nodes = 3, blockMs = 500, once = false, ordered = false }: ModelOptions = {}) {
    this.#blockNs = BigInt(blockMs) * 1_000_000n;
    this.once = once;
    this.ordered = ordered;
    for (let index = 0; index < nodes; index++) {
      const node = {
        up: true,
        lag: 0,
        earliest: 1n,
        indexing: true,
        losesAnswers: false,
        mempool: new Map(),
        seen: new Set<string>(),
      };
      this.nodes.set(`http://node${index}`, node);
    }
  }

  get head(): ModelBlock {
    return this.blocks.at(-1)!;
  }

  /** Makes a block of what the mempools hold; `drop` empties them instead. */
  commit({ drop = false }: { drop?: boolean } = {}): void {
    const { height, timeNs } = this.head;
    const block: ModelBlock = { height: height + 1n, timeNs: timeNs + this.#blockNs, txs: [] };
    const used = new Set(this.#included().map((tx) => tx.deadlineNs));
    for (const node of this.nodes.values()) {
      for (const [hash, tx] of node.mempool) {
        node.mempool.delete(hash);
        if (drop || !this.#fits(tx, block, used)) continue;
        const left = this.checkFailures.get(tx.operation) ?? 0;
        if (left > 0) {
          this.checkFailures.set(tx.operation, left - 1);
          for (const one of this.nodes.values()) {
            one.mempool.delete(hash);
            one.seen.delete(hash);
          }
          const result = { code: 5, codespace: 'sdk', log: 'insufficient funds' };
          block.txs.push({ ...tx, result, isNonceUsed: false });
          continue;
        }
        used.add(tx.deadlineNs);
        if (tx.ordered) this.nextSequence++;
        block.txs.push({ ...tx, result: this.#carryOut(tx.operation), isNonceUsed: true });
      }
    }
    this.blocks.push(block);
  }

  #fits({ ordered, deadlineNs }: ModelTx, { height, timeNs }: ModelBlock, used: ReadonlySet<bigint>): boolean {
    if (!ordered) return !used.has(deadlineNs) && deadlineNs >= timeNs;
    return ordered.sequence === this.nextSequence && height <= ordered.timeoutHeight;
  }

  commits(count: number, options?: { drop?: boolean }): void {
    for (let index = 0; index < count; index++) this.commit(options);
  }

  /** Whether an operation was carried out, as a query of the chain's state would tell. */
  shows(operation: string): boolean {
    return (this.done.get(operation) ?? 0) > 0;
  }

  status(): Promise<ChainStatus> {
    const [node] = [...this.nodes.values()].filter(({ up }) => up);
    if (!node) return Promise.reject(new Unreachable('no endpoint is healthy'));
    const { height, timeNs } = this.#tipOf(node);
    const price = { minGasPrice: '1000000000000000', feeDenom: 'upacer' };
    return Promise.resolve({ chainId: CHAIN_ID, height, timeNs, epochLength: 90n, targetBlockMs: 500n, price });
  }

  accountNumber(): Promise<bigint> {
    return Promise.resolve(2n ** 63n + 7n);
  }

  sequence(): Promise<bigint> {
    return Promise.resolve(this.nextSequence);
  }

  endpoints(): readonly string[] {
    return [...this.nodes.keys()];
  }

  async tip(endpoint: string): Promise<Tip> {
    const node = this.#up(endpoint);
    const { height, timeNs } = this.#tipOf(node);
    return { chainId: CHAIN_ID, nodeId: endpoint, height, timeNs, earliestHeight: node.earliest };
  }

  async broadcast(endpoint: string, bytes: Uint8Array): Promise<BroadcastAnswer> {
    const node = this.#up(endpoint);
    const answer = this.#take(node, txOf(bytes));
    if (node.losesAnswers) throw new Unreachable(`${endpoint} hung up`);
    return answer;
  }

  async sighting(endpoint: string, hash: string): Promise<Sighting | undefined> {
    const node = this.#up(endpoint);
    if (!node.indexing) throw new Unreachable(`${endpoint} has no index`);
    const { height: tip } = this.#tipOf(node);
    for (const { height, txs } of this.blocks) {
      const found = height <= tip && height >= node.earliest ? txs.find((tx) => tx.hash === hash) : undefined;
      if (found) return { height, ...found.result };
    }
    return undefined;
  }

  async block(endpoint: string, height: bigint): Promise<ScannedBlock> {
    const node = this.#up(endpoint);
    const isThere = height <= this.#tipOf(node).height && height >= node.earliest;
    const block = isThere ? this.blocks[Number(height) - 1] : undefined;
    if (!block) throw new Unreachable(`${endpoint} has no block ${height}`);
    return { height, timeNs: block.timeNs, hashes: block.txs.map(({ hash }) => hash) };
  }

  async result(endpoint: string, height: bigint, index: number): Promise<TxResult> {
    this.#up(endpoint);
    return this.blocks[Number(height) - 1]!.txs[index]!.result;
  }

  #up(endpoint: string): ModelNode {
    const node = this.nodes.get(endpoint)!;
    if (!node.up) throw new Unreachable(`${endpoint} is down`);
    return node;
  }

  #tipOf(node: ModelNode): ModelBlock {
    return this.blocks[Math.max(0, this.blocks.length - 1 - node.lag)]!;
  }

  #take(node: ModelNode, tx: ModelTx): BroadcastAnswer {
    const { hash, operation, deadlineNs, ordered } = tx;
    const included = this.blocks.flatMap(({ txs }) => txs);
    this.arrivals.push({
      hash,
      operation,
      deadlineNs,
      headTimeNs: this.head.timeNs,
      includedBefore: included.map((one) => one.hash),
    });
    if (node.seen.has(hash))
      return { kind: 'known', codespace: 'jsonrpc', code: -32603, log: 'tx already exists in cache' };
    const refusal = ordered ? this.#orderedRefusal(node, ordered) : this.#unorderedRefusal(node, deadlineNs);
    if (refusal) return { codespace: 'sdk', ...refusal };
    node.seen.add(hash);
    node.mempool.set(hash, tx);
    return { kind: 'accepted', codespace: '', code: 0, log: '' };
  }

  /** Transactions that used their nonce. */
  #included(): IncludedTx[] {
    return this.blocks.flatMap(({ txs }) => txs).filter(({ isNonceUsed }) => isNonceUsed);
  }

  #unorderedRefusal(node: ModelNode, deadlineNs: bigint): Omit<BroadcastAnswer, 'codespace'> | undefined {
    if (this.ordered) return { kind: 'refused', code: 37, log: 'unordered transactions are not enabled' };
    const isUsed = this.#included().some((one) => one.deadlineNs === deadlineNs);
    if (isUsed) return { kind: 'known', code: 18, log: 'already used timeout' };
    return deadlineNs < this.#tipOf(node).timeNs ? { kind: 'expired', code: 42, log: 'tx timeout' } : undefined;
  }

  #orderedRefusal(
    node: ModelNode,
    { sequence, timeoutHeight }: NonNullable<ModelTx['ordered']>,
  ): Omit<BroadcastAnswer, 'codespace'> | undefined {
    if (this.#tipOf(node).height >= timeoutHeight) return { kind: 'expired', code: 30, log: 'tx timeout height' };
    const expected = this.nextSequence + BigInt(node.mempool.size);
    return sequence === expected ? undefined : { kind: 'known', code: 32, log: 'incorrect account sequence' };
  }

  #carryOut(operation: string): TxResult {
    const left = this.failures.get(operation) ?? 0;
    if (left > 0) {
      this.failures.set(operation, left - 1);
      return { code: 9, codespace: 'reward', log: 'duties missing' };
    }
    if (this.once && this.shows(operation)) return { code: ALREADY_DONE, codespace: 'reward', log: 'already claimed' };
    this.done.set(operation, (this.done.get(operation) ?? 0) + 1);
    return { code: 0, codespace: '', log: '' };
  }
}

function txOf(bytes: Uint8Array): ModelTx {
  const { operation, deadlineNs, ordered } = JSON.parse(Buffer.from(bytes).toString()) as {
    operation: string;
    deadlineNs: string;
    ordered?: [string, string];
  };
  return {
    ...{ hash: hashOf(bytes), bytes, operation, deadlineNs: BigInt(deadlineNs) },
    ordered: ordered && { sequence: BigInt(ordered[0]), timeoutHeight: BigInt(ordered[1]) },
  };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').toUpperCase();
}

/** Signs for the model: everything in the request goes into the bytes, as in a real transaction. */
export const modelSigner: SignerPort = {
  address: 'pacer1model',
  sign: ({ messages, gas, granter, deadlineNs, accountNumber, chainId, ordered }: SignRequest) => {
    const text = JSON.stringify({
      operation: Buffer.from(messages[0]!.value).toString(),
      deadlineNs: deadlineNs.toString(),
      gas: gas.toString(),
      accountNumber: accountNumber.toString(),
      granter,
      chainId,
      ordered: ordered && [ordered.sequence.toString(), ordered.timeoutHeight.toString()],
    });
    const bytes = Uint8Array.from(Buffer.from(text));
    return Promise.resolve({ bytes, hash: hashOf(bytes) });
  },
};

/** The messages of an operation of the model. */
export function modelMessages(operation: string): { typeUrl: string; value: Uint8Array }[] {
  return [{ typeUrl: '/model.Do', value: Uint8Array.from(Buffer.from(operation)) }];
}

/** Refuses everything, as a disk that is full would. */
export function fullDisk(): AgentError {
  return new AgentError('disk-full', 'no space left', { retryable: true });
}
