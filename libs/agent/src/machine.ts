import type { EndpointPool, WebSocketLike } from '@pacer/client';
import { systemClock, type Clock } from './clock.js';
import { isKnownIn } from './journal/known-hash.js';
import { TxJournal, type JournalPlace } from './journal/tx-journal.js';
import { openPool, type PoolSettings } from './chain/open-pool.js';
import { openWebSocket } from './chain/open-web-socket.js';
import { openKeys, readPassword, type OpenKeys } from './keys/host-keys.js';
import type { TxStore } from './tx/attempt.js';

/** A journal of transactions that this process holds. */
export type OwnTxStore = TxStore & { close(): void };

/** Files of a Host's key. */
export interface KeyPlace {
  keyFile: string;
  passwordFile: string;
}

/** What an agent takes from the machine it runs on: time, network and disk. A simulation gives it others. */
export interface Machine {
  readonly clock: Clock;
  /** @throws PacerError when there is no endpoint to use */
  openPool(settings: PoolSettings): EndpointPool;
  /** @throws AgentError as `TxJournal.open` */
  openTxJournal(place: JournalPlace): OwnTxStore;
  /** @throws AgentError `key-file-…` */
  openKeys(place: KeyPlace): OpenKeys;
  /**
   * Whether a journal in the folder, whichever program's, has signed the transaction with this hash. A machine that cannot tell
   * has no watch for transactions of others with the same key.
   */
  knowsTx?: (stateDir: string, hash: string) => boolean;
  /** Connects to a node, to hear when it has a new block. A machine without it works all the same. */
  openWebSocket?: (url: string) => WebSocketLike;
  /** whether the metrics of the process are shown too; a machine with many agents in one process has none to show */
  readonly processMetrics: boolean;
}

/** The real one. */
export const thisMachine: Machine = {
  clock: systemClock,
  openPool,
  openTxJournal: (place) => TxJournal.open(place),
  openKeys: ({ keyFile, passwordFile }) => openKeys({ file: keyFile, password: readPassword(passwordFile) }),
  knowsTx: isKnownIn,
  openWebSocket,
  processMetrics: true,
};
