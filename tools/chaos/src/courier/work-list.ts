import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** One payment that a courier makes exactly once. */
export interface Delivery {
  /** operation key, such as `send/12` */
  readonly key: string;
  /** bech32 address that is paid */
  readonly to: string;
  /** upacer; distinct for each delivery of an account, so that the chain shows which one a transaction is */
  readonly amount: bigint;
  /**
   * Whether the balance of `to` tells that it is done: nobody else pays that address. Without it inclusion alone tells, and
   * only the journal knows of that.
   */
  readonly isShown: boolean;
}

/** What a work list says so far. */
export interface WorkList {
  readonly deliveries: readonly Delivery[];
  /** Nothing is added any more: when all are done, the courier ends. */
  readonly isClosed: boolean;
}

const END = 'end';

/** Reads a list that may be written to meanwhile: a line that is not whole yet is not there yet. */
export function readWorkList(path: string): WorkList {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  return { deliveries: lines.filter((line) => line !== END).map(deliveryOf), isClosed: lines.at(-1) === END };
}

/** Adds deliveries in one write. */
export function appendDeliveries(path: string, deliveries: readonly Delivery[]): void {
  const line = ({ key, to, amount, isShown }: Delivery) => `${key} ${to} ${amount} ${isShown ? 'shown' : 'journal'}\n`;
  appendFileSync(path, deliveries.map(line).join(''));
}

/** Tells the courier that there is nothing more to come. */
export function closeWorkList(path: string): void {
  appendFileSync(path, `${END}\n`);
}

function deliveryOf(line: string): Delivery {
  const [, key, to, amount, how] = /^(\S+) (\S+) (\d+) (shown|journal)$/.exec(line) ?? [];
  if (key === undefined || to === undefined || amount === undefined)
    throw new Error(`"${line}" is no delivery: KEY ADDRESS AMOUNT shown|journal`);
  return { key, to, amount: BigInt(amount), isShown: how === 'shown' };
}
