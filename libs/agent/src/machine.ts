import type { EndpointPool } from '@pacer/client';
import { systemClock, type Clock } from './clock.js';
import { TxJournal, type JournalPlace } from './journal/tx-journal.js';
import { openPool, type PoolSettings } from './chain/open-pool.js';
import type { TxStore } from './tx/attempt.js';

/** A journal of transactions that this process holds. */
export type OwnTxStore = TxStore & { close(): void };

/** What an agent takes from the machine it runs on: time, network and disk. A simulation gives it others. */
export interface Machine {
  readonly clock: Clock;
  /** @throws PacerError when there is no endpoint to use */
  openPool(settings: PoolSettings): EndpointPool;
  /** @throws AgentError as `TxJournal.open` */
  openTxJournal(place: JournalPlace): OwnTxStore;
}

/** The real one. */
export const thisMachine: Machine = {
  clock: systemClock,
  openPool,
  openTxJournal: (place) => TxJournal.open(place),
};
