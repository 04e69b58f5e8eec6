import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalNet } from '@pacer/testing';
import { accountOf, type Account, writeKey } from './account.js';
import { AgentProgram } from './agent-program.js';
import { type ChainBlock } from './chain-watch.js';
import { PROGRAM } from './courier/courier.js';
import { appendDeliveries, closeWorkList, type Delivery } from './courier/work-list.js';
import { paymentName, paymentsIn } from './delivery-audit.js';
import { type JournalPlace } from './journal-view.js';
import { type ProxiedRpc } from './proxied-rpc.js';
import { type Victim } from './victim.js';

const main = join(import.meta.dirname, '../dist/courier/main.js');
/** Each delivery's amount is this and its number, so that the chain shows which one it is. */
const BASE = 1_000_000n;

export interface CourierPlan {
  readonly net: LocalNet;
  readonly name: string;
  /** name of the account that pays; its own by default */
  readonly account?: string;
  readonly rpc: ProxiedRpc;
  /** Each delivery goes to an address of its own, whose balance shows that it is done. */
  readonly isShown: boolean;
  /** file of the program; the compiled one by default */
  readonly file?: string;
  /** what the program is started with, such as a launcher that makes its disk fail; the program itself by default */
  readonly launcher?: readonly string[];
}

/** A courier as a process, its work list, and what the chain has shown of it so far. */
export class CourierAgent implements Victim {
  readonly name: string;
  readonly account: Account;
  readonly program: AgentProgram;
  readonly rpc: ProxiedRpc;
  readonly journal: JournalPlace;
  readonly dir: string;
  readonly deliveries: Delivery[] = [];
  /** when each was listed and when its first inclusion was seen, by name of the payment, Unix milliseconds */
  readonly listedMs = new Map<string, number>();
  readonly seenMs = new Map<string, number>();
  readonly #workFile: string;
  readonly #isShown: boolean;

  constructor({ net, name, account = name, rpc, isShown, file = main, launcher = [] }: CourierPlan) {
    this.name = name;
    this.account = accountOf(account);
    this.rpc = rpc;
    this.#isShown = isShown;
    this.dir = join(net.dir, name);
    mkdirSync(this.dir, { recursive: true });
    this.#workFile = join(this.dir, 'work');
    this.journal = { stateDir: join(this.dir, 'state'), program: PROGRAM };
    const key = join(this.dir, 'key');
    writeKey(this.account, key);
    const [command = process.execPath, ...before] = [...launcher, ...(launcher.length > 0 ? [process.execPath] : [])];
    const flags = ['--key', key, '--work', this.#workFile, '--state', this.journal.stateDir];
    this.program = new AgentProgram({
      ...{ name, command, logFile: join(this.dir, 'courier.log') },
      args: [...before, file, '--chain-id', net.chainId, ...flags, '--rpc', ...rpc.urls],
      // Thousands of starts: what V8 has compiled once is kept.
      env: { ...process.env, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: join(net.dir, 'compiled') },
    });
  }

  /** Deliveries that are listed and not seen in any block yet. */
  get open(): number {
    return this.listedMs.size - this.seenMs.size;
  }

  /** Lists so many more deliveries. */
  list(count: number): void {
    const fresh = Array.from({ length: count }, (_, i): Delivery => {
      const n = this.deliveries.length + i + 1;
      const to = accountOf(this.#isShown ? `${this.name} ${n}` : 'sink').address;
      return { key: `send/${n}`, to, amount: BASE + BigInt(n), isShown: this.#isShown };
    });
    this.take(fresh);
  }

  /** Lists given deliveries. */
  take(fresh: readonly Delivery[]): void {
    appendDeliveries(this.#workFile, fresh);
    this.deliveries.push(...fresh);
    for (const one of fresh) this.listedMs.set(paymentName(one), Date.now());
  }

  closeList(): void {
    closeWorkList(this.#workFile);
  }

  /** Takes note of a block. @returns whether it carried out a delivery of this courier */
  noteBlock({ txs, seenMs }: ChainBlock): boolean {
    const own = paymentsIn(txs).filter(({ from, tx }) => from === this.account.address && tx.code === 0);
    for (const payment of own) {
      const name = paymentName(payment);
      if (this.listedMs.has(name) && !this.seenMs.has(name)) this.seenMs.set(name, seenMs);
    }
    return own.length > 0;
  }
}
