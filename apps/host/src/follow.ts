import type { Logger } from '@pacer/agent';
import { type EndpointPool, QueryError, type Snapshot } from '@pacer/client';
import type { Journal } from '@pacer/journal';
import type { Engines } from './engines.js';
import type { HostView } from './host-view.js';
import type { HostMetrics } from './metrics.js';
import type { HandOverMetrics } from './records/hand-over-metrics.js';
import { dutyChain } from './validation/duty-chain.js';
import type { EpochDuties } from './validation/epoch-duties.js';

export interface FollowParts {
  /** This Host. */
  readonly host: string;
  readonly pool: Pick<EndpointPool, 'latest'>;
  readonly view: HostView;
  readonly engines: Engines;
  readonly duties: EpochDuties;
  readonly journal: Journal;
  readonly metrics: HostMetrics;
  readonly recording: Pick<HandOverMetrics, 'looked'>;
  readonly log: Logger;
  /** Chat requests that are run now. */
  readonly inFlight: () => number;
}

/** Follows the chain, one look a block: what may be asked of this Host, and what it has to re-execute. */
export class Follower {
  readonly #parts: FollowParts;
  #snapshot: Snapshot | undefined;

  constructor(parts: FollowParts) {
    this.#parts = parts;
  }

  get hasLooked(): boolean {
    return this.#snapshot !== undefined;
  }

  /** Where a Host's API is, as the chain had it at the last look; undefined for an address that is no Host's. */
  async apiUrl(host: string): Promise<string | undefined> {
    try {
      return (await this.#snapshot?.query.host.host(host))?.apiUrl;
    } catch (error) {
      if (error instanceof QueryError && error.notFound) return undefined;
      throw error;
    }
  }

  async look(signal?: AbortSignal): Promise<void> {
    const { host, pool, view, engines, duties, journal, metrics, recording, log, inFlight } = this.#parts;
    // An ML Node that is away is asked at each look, so that work goes on as soon as it returns.
    if (!engines.states.every(({ up }) => up === true)) await engines.probe(signal);
    const snapshot = await pool.latest();
    const slow = await view.refresh(snapshot);
    this.#snapshot = snapshot;
    if (slow) await engines.probe(signal);
    metrics.engines(engines.states);
    const { drawn, dropped } = await duties.follow(
      dutyChain(snapshot, host),
      view.facts?.modelsByNumber ?? new Map(),
      slow,
    );
    if (drawn > 0) log.info({ drawn, height: snapshot.height }, `${drawn} records more to re-execute`);
    if (dropped > 0) log.info({ dropped }, `${dropped} duties of claimed or past epochs are dropped`);
    recording.looked(journal);
    metrics.looked(snapshot.height, duties.epochs, journal, inFlight());
  }
}
