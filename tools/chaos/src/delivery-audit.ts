import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import { type ChainTx } from './chain-watch.js';
import { type Delivery } from './courier/work-list.js';

/** A payment that is in a block. */
export interface Payment {
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  readonly tx: ChainTx;
}

/** What the blocks say about the deliveries of one account. */
export interface DeliveryAudit {
  /** Deliveries that are in no block with code 0. */
  readonly lost: readonly Delivery[];
  /** Deliveries that are in more than one block with code 0. */
  readonly doubled: readonly Delivery[];
  /** Payments with code 0 that nobody asked for. */
  readonly foreign: readonly Payment[];
  /** Inclusions with another code, as `codespace/code`. */
  readonly failed: readonly string[];
  /** Sum of payments with code 0 and of the fees that the chain took, upacer. */
  readonly paid: bigint;
  readonly fees: bigint;
}

/** Every payment in transactions, successful or not. */
export function paymentsIn(txs: readonly ChainTx[]): Payment[] {
  return txs.flatMap((tx) =>
    tx.messages
      .filter(({ typeUrl }) => typeUrl === MsgSend.typeUrl)
      .map(({ value }) => {
        const { fromAddress: from, toAddress: to, amount } = MsgSend.decode(value);
        return { from, to, amount: BigInt(amount[0]?.amount ?? 0), tx };
      }),
  );
}

/** Identifies a delivery of an account on the chain: operation keys stand in no block. */
export function paymentName({ to, amount }: { readonly to: string; readonly amount: bigint }): string {
  return `${to} ${amount}`;
}

/** Counts the inclusions of each delivery of one account. @param payments those of all accounts, from every block */
export function auditDeliveries(
  account: string,
  deliveries: readonly Delivery[],
  payments: readonly Payment[],
): DeliveryAudit {
  const own = payments.filter(({ from }) => from === account);
  const carriedOut = own.filter(({ tx }) => tx.code === 0);
  const times = new Map<string, number>();
  for (const payment of carriedOut) times.set(paymentName(payment), (times.get(paymentName(payment)) ?? 0) + 1);
  const asked = new Set(deliveries.map(paymentName));
  return {
    lost: deliveries.filter((one) => !times.has(paymentName(one))),
    doubled: deliveries.filter((one) => (times.get(paymentName(one)) ?? 0) > 1),
    foreign: carriedOut.filter((one) => !asked.has(paymentName(one))),
    failed: own.flatMap(({ tx: { code, codespace } }) => (code === 0 ? [] : [`${codespace}/${code}`])),
    paid: carriedOut.reduce((sum, { amount }) => sum + amount, 0n),
    fees: own.reduce((sum, { tx }) => sum + tx.fee, 0n),
  };
}
