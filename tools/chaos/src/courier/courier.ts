import { readFileSync } from 'node:fs';
import {
  createLogger,
  hotKeySigner,
  isDone,
  openPool,
  PoolChain,
  runLoop,
  shutdownSignal,
  systemClock,
  TxEngine,
  TxJournal,
  type Operation,
} from '@pacer/agent';
import { askAll, secp256k1Signer, type EndpointPool, verdictOf } from '@pacer/client';
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import { readWorkList, type Delivery } from './work-list.js';

export const PROGRAM = 'courier';
export const DENOM = 'upacer';

/** A payment by an unordered transaction uses about 80,000; the rest is room for a longer account number. */
export const GAS = 150_000n;
/** Deliveries that are under way at a time. */
const WINDOW = 3;
const PAUSE_MS = 200;

export interface CourierOptions {
  readonly chainId: string;
  readonly rpc: readonly string[];
  /** file with the hex of the account's secret key */
  readonly keyFile: string;
  readonly workFile: string;
  readonly stateDir: string;
}

/** Makes every delivery of a work list exactly once; ends when the list is closed and all of it is final, or on SIGTERM. */
export async function courier({ chainId, rpc, keyFile, workFile, stateDir }: CourierOptions): Promise<void> {
  const log = createLogger({ program: PROGRAM, level: 'info' });
  const store = TxJournal.open({ stateDir, program: PROGRAM });
  const pool = openPool({ rpc, chainId });
  const { signal, release } = shutdownSignal(log);
  const isFinished = new AbortController();
  try {
    const signer = hotKeySigner(secp256k1Signer(Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'hex')));
    const engine = new TxEngine({ chainId, store, chain: new PoolChain(pool), signer, clock: systemClock, log });
    const done = new Set<string>();
    await runLoop<{ kind: 'deliver'; delivery: Delivery }>({
      ...{ clock: systemClock, log, everyMs: PAUSE_MS, signal: AbortSignal.any([signal, isFinished.signal]) },
      plan: () => {
        const { deliveries, isClosed } = readWorkList(workFile);
        const open = deliveries.filter(({ key }) => {
          if (!done.has(key) && isDone(store.latest(key))) done.add(key);
          return !done.has(key);
        });
        if (isClosed && open.length === 0) isFinished.abort();
        return Promise.resolve(open.slice(0, WINDOW).map((delivery) => ({ kind: 'deliver', delivery })));
      },
      act: async ({ delivery }, stop) => {
        await engine.submit(operationOf(delivery, signer.address, pool), stop);
      },
    });
  } finally {
    release();
    pool.close();
    store.close();
  }
}

function operationOf({ key, to, amount, isShown }: Delivery, from: string, pool: EndpointPool): Operation {
  const coins = [{ denom: DENOM, amount: String(amount) }];
  const value = MsgSend.encode({ fromAddress: from, toAddress: to, amount: coins }).finish();
  const effect = async () =>
    verdictOf(await askAll(pool, async ({ bank }) => (await bank.balance(to, DENOM)) >= amount));
  return { key, messages: [{ typeUrl: MsgSend.typeUrl, value }], gas: GAS, ...(isShown && { effect }) };
}
