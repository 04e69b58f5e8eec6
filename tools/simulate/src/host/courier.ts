import { createHash } from 'node:crypto';
import {
  AgentMetrics,
  hotKeySigner,
  isDone,
  PoolChain,
  TxEngine,
  type Agent,
  type Logger,
  type Machine,
  type Operation,
  type OwnTxStore,
} from '@pacer/agent';
import { addressText, type EndpointPool } from '@pacer/client';
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import { DENOM } from '../chain/rules.js';

export const COURIER = 'courier';
const GAS = 150_000n;
/** Deliveries that are under way at a time. */
const AT_ONCE = 3;

/** Coins for somebody, from a height on. */
export interface Delivery {
  readonly number: number;
  readonly to: string;
  readonly amount: bigint;
  readonly dueHeight: number;
  /** whether the chain's state is asked if it is done: the balance of who gets them, who gets nothing else */
  readonly isShown: boolean;
}

export function delivery(number: number, dueHeight: number): Delivery {
  const to = addressText(createHash('sha256').update(`recipient ${number}`).digest().subarray(0, 20));
  return { number, to, amount: BigInt(100 + number), dueHeight, isShown: number % 2 === 1 };
}

export function deliveryKey({ number }: Delivery): string {
  return `send/${number}`;
}

export interface CourierConfig {
  chainId: string;
  host: string;
  rpc: readonly string[];
  keyFile: string;
  passwordFile: string;
  stateDir: string;
}

/** What a courier does. */
export interface CourierAction {
  kind: 'deliver';
  delivery: Delivery;
}

/**
 * Sends coins: operations that the chain carries out as often as it is asked to. It stands on the engine as the Host's agents do,
 * and would be seen to pay twice if the engine let it.
 */
export class Courier implements Agent<CourierAction> {
  readonly metrics: AgentMetrics;
  readonly purpose = 'delivers coins';
  readonly signer: string;
  readonly #engine: TxEngine;
  readonly #store: OwnTxStore;
  readonly #pool: EndpointPool;
  readonly #host: string;
  readonly #deliveries: readonly Delivery[];
  readonly #done = new Set<number>();
  #blockMs = 0;

  constructor(config: CourierConfig, log: Logger, machine: Machine, deliveries: readonly Delivery[]) {
    const { chainId, host, stateDir } = config;
    const store = machine.openTxJournal({ stateDir, program: COURIER });
    const { hotKey } = machine.openKeys(config);
    const pool = machine.openPool(config);
    this.metrics = new AgentMetrics(COURIER, machine);
    this.signer = hotKey.address;
    this.#store = store;
    this.#pool = pool;
    this.#host = host;
    this.#deliveries = deliveries;
    const { clock } = machine;
    const chain = new PoolChain(pool);
    this.#engine = new TxEngine({
      chainId,
      store,
      log,
      clock,
      chain,
      signer: hotKeySigner(hotKey),
      metrics: this.metrics,
    });
  }

  get blockMs(): number {
    return this.#blockMs;
  }

  async plan(signal: AbortSignal): Promise<CourierAction[]> {
    await this.#engine.settle(signal);
    const { status } = await this.#pool.latest();
    this.#blockMs = Number(status.meanBlockMs > 0n ? status.meanBlockMs : status.params.targetBlockMs);
    const open = this.#deliveries.filter((one) => {
      if (one.dueHeight > Number(status.height) || this.#done.has(one.number)) return false;
      if (isDone(this.#store.latest(deliveryKey(one)))) this.#done.add(one.number);
      return !this.#done.has(one.number);
    });
    return open.slice(0, AT_ONCE).map((one) => ({ kind: 'deliver', delivery: one }));
  }

  async act({ delivery: one }: CourierAction, signal: AbortSignal): Promise<void> {
    await this.#engine.submit(this.#operation(one), signal);
  }

  close(): void {
    this.#pool.close();
    this.#store.close();
  }

  #operation(one: Delivery): Operation {
    const { to, amount, isShown } = one;
    const value = MsgSend.encode({
      ...{ fromAddress: this.signer, toAddress: to },
      amount: [{ denom: DENOM, amount: String(amount) }],
    }).finish();
    const effect = async () => (await (await this.#pool.latest()).query.bank.balance(to, DENOM)) >= amount;
    return {
      ...{ key: deliveryKey(one), messages: [{ typeUrl: MsgSend.typeUrl, value }], gas: GAS, granter: this.#host },
      ...(isShown && { effect }),
    };
  }
}
