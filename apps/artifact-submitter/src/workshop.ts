import type { Clock, Logger, TxEngine, TxStore } from '@pacer/agent';
import type { EndpointPool } from '@pacer/client';
import type { Journal } from '@pacer/journal';
import type { ChainResults } from './chain-results.js';
import type { Parties } from './messages.js';
import type { HeadersOfNodes, OwnHeaders } from './own-headers.js';

/** What actions work on. */
export interface Workshop {
  parties: Parties;
  journal: Journal;
  engine: TxEngine;
  attempts: Pick<TxStore, 'latest'>;
  pool: EndpointPool;
  /** as the facts are read, and as each node has them */
  headers: OwnHeaders;
  nodes: HeadersOfNodes;
  recorded: ChainResults;
  log: Logger;
  clock: Clock;
  /** told when nothing final of epochs before one is left in the work journal */
  pruned: (before: bigint) => void;
}
