import {
  type Clock,
  hotKeySigner,
  type Logger,
  type Monitor,
  PoolChain,
  TxEngine,
  type TxMetrics,
  type TxStore,
} from '@pacer/agent';
import type { EndpointPool, TxSigner } from '@pacer/client';
import type { Journal } from '@pacer/journal';
import { act } from './act.js';
import { batchEffect } from './act-on-batches.js';
import { backlogConditions } from './backlog.js';
import { ChainResults } from './chain-results.js';
import type { SubmitterAction } from './facts.js';
import type { SubmitterMetrics } from './metrics.js';
import { HeadersOfNodes, OwnHeaders } from './own-headers.js';
import { plan } from './plan.js';
import { readFacts } from './read-facts.js';
import { SubmitterWindows } from './windows.js';
import type { Workshop } from './workshop.js';

/** What a submitter stands on. */
export interface SubmitterParts {
  host: string;
  chainId: string;
  /** the Host's work journal */
  journal: Journal;
  /** this program's own journal of transactions */
  store: TxStore;
  pool: EndpointPool;
  hotKey: TxSigner;
  clock: Clock;
  log: Logger;
  metrics?: TxMetrics;
  own?: SubmitterMetrics;
  monitor?: Pick<Monitor, 'windows' | 'report'>;
}

/** Looks at chain and journals, and does what follows: one pass of the loop. */
export class Submitter {
  readonly #parts: SubmitterParts;
  readonly #work: Workshop;
  readonly #windows = new SubmitterWindows();
  #blockMs = 2_000;
  #prunedBefore: bigint | undefined;

  constructor(parts: SubmitterParts) {
    const { host, chainId, journal, store, pool, hotKey, clock, log, metrics } = parts;
    const headers = new OwnHeaders(host);
    const nodes = new HeadersOfNodes(host);
    const engine = new TxEngine({
      ...{ chainId, store, chain: new PoolChain(pool, clock), signer: hotKeySigner(hotKey), clock, log },
      ...(metrics && { metrics }),
      effects: (_key, messages) => batchEffect({ pool, nodes }, messages),
    });
    this.#parts = parts;
    const parties = { host, signer: hotKey.address };
    this.#work = {
      ...{ parties, journal, engine, attempts: store, pool, headers, nodes, log, clock },
      recorded: new ChainResults(host),
      pruned: (before) => {
        this.#prunedBefore = before;
      },
    };
  }

  /** Intended milliseconds between blocks, by the last plan. */
  get blockMs(): number {
    return this.#blockMs;
  }

  /** Carries what was begun one step further, then looks at everything and says what is to be done. */
  async plan(signal?: AbortSignal): Promise<SubmitterAction[]> {
    const { host, journal, store, pool, clock, own, monitor } = this.#parts;
    await this.#work.engine.settle(signal);
    const snapshot = await pool.latest();
    this.#blockMs = Number(snapshot.status.params.targetBlockMs);
    const { headers, recorded } = this.#work;
    const sources = { host, journal, attempts: store, headers, recorded, prunedBefore: this.#prunedBefore };
    const facts = await readFacts(sources, snapshot, clock.now());
    own?.planned(facts, journal);
    monitor?.windows(this.#windows.look(facts), facts.height);
    monitor?.report('backlog', backlogConditions(facts));
    return plan(facts);
  }

  act(action: SubmitterAction, signal?: AbortSignal): Promise<void> {
    this.#parts.own?.began(action.kind);
    return act(this.#work, action, signal);
  }
}
