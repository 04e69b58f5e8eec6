import { EndpointError, NoEndpointError, QueryError, RpcError } from '../errors/pacer-error.js';
import { type EpochStatus } from '../queries/epoch.js';
import { type PacerQuery, pacerQuery } from '../queries/pacer-query.js';
import { Endpoint } from '../rpc/endpoint.js';
import { type JsonRpcOptions } from '../rpc/json-rpc.js';
import { type Health, type HealthLimits, type Probe, rate } from './health.js';
import { loneLeader, whyUntrue } from './lone-leader.js';

export interface EndpointPoolOptions {
  /** RPC URLs of nodes, best run by different Hosts; the first is preferred. */
  urls: readonly string[];
  /** Endpoints of another chain are never used. */
  chainId: string;
  /** Most blocks behind the highest endpoint. Default 5. */
  maxLagBlocks?: bigint;
  /** Most milliseconds that the latest header may be older than the freshest. Default 30 000. */
  maxLagMs?: number;
  /** Milliseconds for which a probe is believed. Default 2 000. */
  probeEveryMs?: number;
  /** Deadline of each call in milliseconds. Default 10 000. */
  timeoutMs?: number;
  /** Milliseconds for which an endpoint that was caught saying what is not so is passed over. Default 60 000. */
  distrustMs?: number;
  /** Highest height read before, from a durable store: nothing below it is read. Default 0. */
  minHeight?: bigint;
  /** Milliseconds of a monotonic clock. Default `performance.now`. */
  now?: () => number;
  /** How endpoints are reached, where it is not the platform's way. */
  rpc?: Pick<JsonRpcOptions, 'fetch' | 'deadlineAfter' | 'headers'>;
}

/** All queries at one committed height, and where the network stood there. */
export interface Snapshot {
  status: EpochStatus;
  height: bigint;
  /** Every query is made at `height`. */
  query: PacerQuery;
  endpoint: Endpoint;
}

/**
 * Several endpoints as one source that fails over and never goes backwards: a height read once is the least for every
 * later read through the pool, whatever endpoint answers. An endpoint that lags, is on another chain or does not answer
 * is passed over, and used again when a probe finds it well. One that is alone far ahead has to show its block, or is lying.
 */
export class EndpointPool {
  readonly chainId: string;
  readonly endpoints: readonly Endpoint[];
  readonly #options: EndpointPoolOptions;
  readonly #closed = new AbortController();
  readonly #now: () => number;
  #minHeight: bigint;
  #health: Health[];
  #probedAt: number | undefined;
  #probing: Promise<readonly Health[]> | undefined;
  #sticky: Endpoint | undefined;
  readonly #untrue = new Map<string, { fault: EndpointError; until: number }>();
  readonly #rose = new Map<string, { height: bigint; at: number | undefined }>();

  constructor(options: EndpointPoolOptions) {
    const urls = [...new Set(options.urls)];
    if (urls.length === 0) throw new NoEndpointError('the list of RPC endpoints is empty', []);
    this.#options = options;
    this.chainId = options.chainId;
    this.#now = options.now ?? (() => performance.now());
    this.#minHeight = options.minHeight ?? 0n;
    const { timeoutMs } = options;
    const rpc = { ...options.rpc, signal: this.#closed.signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
    this.endpoints = urls.map((url) => new Endpoint(url, rpc));
    this.#health = urls.map((url) => ({ url }));
  }

  /** Highest height read so far. */
  get minHeight(): bigint {
    return this.#minHeight;
  }

  /** Tells the pool of a height that was read. Lower ones change nothing. */
  observe(height: bigint): void {
    if (height > this.#minHeight) this.#minHeight = height;
  }

  /** The verdict of the last probe on each endpoint, in the order of the URLs. */
  get health(): readonly Health[] {
    return this.#health;
  }

  /** Asks every endpoint where it stands and rates them. Calls at the same time share one probe. */
  probe(): Promise<readonly Health[]> {
    this.#probing ??= this.#probeAll().finally(() => {
      this.#probing = undefined;
    });
    return this.#probing;
  }

  /** All healthy endpoints, by a probe that is not older than `probeEveryMs`; empty if none is. */
  async all(): Promise<Endpoint[]> {
    await this.#fresh();
    return this.#healthy();
  }

  /** The same, one for each node: two URLs of one node are one witness. */
  async nodes(): Promise<Endpoint[]> {
    const seen = new Set<string>();
    return (await this.all()).filter(({ url }) => {
      const nodeId = this.#health.find((one) => one.url === url)?.status?.nodeId ?? '';
      const id = nodeId === '' ? url : nodeId;
      return !seen.has(id) && seen.add(id);
    });
  }

  /** Passes an endpoint over for a while, because what it says was found to be untrue. */
  distrust(url: string, why: string): void {
    const endpoint = this.endpoints.find((one) => one.url === url);
    if (!endpoint) return;
    const fault = new EndpointError(url, 'untrue', why);
    this.#untrue.set(url, { fault, until: this.#now() + (this.#options.distrustMs ?? 60_000) });
    this.#eject(endpoint, fault);
  }

  /**
   * The endpoint to read from: the one used before while it is healthy, else the highest, else the first of equals.
   * @throws NoEndpointError with the reason of each
   */
  async best(): Promise<Endpoint> {
    let healthy = await this.all();
    if (healthy.length === 0) {
      // All were passed over since the last probe: they may be well again.
      await this.probe();
      healthy = this.#healthy();
    }
    if (this.#sticky === undefined || !healthy.includes(this.#sticky)) this.#sticky = this.#highest(healthy);
    if (this.#sticky === undefined) throw this.#none();
    return this.#sticky;
  }

  /**
   * Carries out a read on the best endpoint, and on the others in turn when one gives no usable answer. An answer of
   * the chain, be it a refusal, is final.
   * @throws NoEndpointError when none gave an answer
   */
  async read<T>(call: (endpoint: Endpoint) => Promise<T>): Promise<T> {
    const first = await this.best();
    const reasons: unknown[] = [];
    for (const endpoint of [first, ...this.#healthy().filter((other) => other !== first)]) {
      try {
        return await call(endpoint);
      } catch (error) {
        if (!othersMayDoBetter(error)) throw error;
        reasons.push(error);
        this.#eject(endpoint, error);
      }
    }
    throw new NoEndpointError('no endpoint gave an answer', reasons);
  }

  /** The latest committed height, not below any read before, with all queries at it. */
  async latest(): Promise<Snapshot> {
    return this.atLatest((snapshot) => Promise.resolve(snapshot));
  }

  /**
   * The same, and what is made of it. An EndpointError that `use` throws has the endpoint passed over and the next one tried:
   * who finds out that an answer cannot be true says so by the fault `untrue`.
   */
  async atLatest<T>(use: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    return this.read(async (endpoint) => {
      const status = await pacerQuery(endpoint).epoch.status();
      if (status.chainId !== this.chainId) {
        throw new EndpointError(endpoint.url, 'wrong-chain', `follows ${status.chainId}, not ${this.chainId}`);
      }
      if (status.height < this.#minHeight) {
        throw new EndpointError(endpoint.url, 'stale', `is at ${status.height}, ${this.#minHeight} was read already`);
      }
      const { height } = status;
      const made = await use({ status, height, query: this.#at(height, endpoint), endpoint });
      // Not before: a height that is claimed by one whose answers are found untrue must not make the others look stale.
      this.observe(height);
      return made;
    });
  }

  /** All queries at a height, each failing over to another endpoint by itself: the state at a height is the same everywhere. */
  at(height: bigint): PacerQuery {
    return this.#at(height);
  }

  /** Ends every call that is under way; later ones fail as `closed`. */
  close(): void {
    this.#closed.abort();
  }

  #at(height: bigint, first?: Endpoint): PacerQuery {
    return pacerQuery(
      {
        queryAbci: async (path, request, desiredHeight) => {
          if (first && this.#healthy().includes(first)) {
            try {
              return await first.queryAbci(path, request, desiredHeight);
            } catch (error) {
              if (!othersMayDoBetter(error)) throw error;
              this.#eject(first, error);
            }
          }
          return this.read((endpoint) => endpoint.queryAbci(path, request, desiredHeight));
        },
      },
      height,
    );
  }

  async #fresh(): Promise<void> {
    if (this.#closed.signal.aborted) throw new EndpointError('pool', 'closed', 'the pool was closed');
    const everyMs = this.#options.probeEveryMs ?? 2_000;
    if (this.#probedAt === undefined || this.#now() - this.#probedAt >= everyMs) await this.probe();
  }

  async #probeAll(): Promise<readonly Health[]> {
    const probes = await Promise.all(
      this.endpoints.map(async (endpoint): Promise<Probe> => {
        try {
          return { url: endpoint.url, status: await endpoint.status() };
        } catch (error) {
          return { url: endpoint.url, error };
        }
      }),
    );
    const { chainId, maxLagBlocks = 5n, maxLagMs = 30_000 } = this.#options;
    const now = this.#now();
    this.#noteRises(probes, now);
    for (const [url, { until }] of this.#untrue) if (until <= now) this.#untrue.delete(url);
    const untrue = new Map([...this.#untrue].map(([url, { fault }]) => [url, fault]));
    const limits: HealthLimits = { chainId, maxLagBlocks, maxLagMs, minHeight: this.#minHeight, untrue };
    const leader = loneLeader(probes, limits);
    const endpoint = leader && this.endpoints.find((one) => one.url === leader.url);
    if (endpoint) {
      const isMoving = (url: string) => now - (this.#rose.get(url)?.at ?? -Infinity) <= maxLagMs;
      const fault = await whyUntrue(leader, endpoint, maxLagBlocks, isMoving);
      if (fault) untrue.set(endpoint.url, fault);
    }
    this.#health = rate(probes, limits);
    this.#probedAt = this.#now();
    return this.#health;
  }

  #noteRises(probes: readonly Probe[], now: number): void {
    for (const { url, status } of probes) {
      if (!status) continue;
      const before = this.#rose.get(url);
      const at = before && status.height > before.height ? now : before?.at;
      this.#rose.set(url, { height: status.height, at });
    }
  }

  #healthy(): Endpoint[] {
    return this.endpoints.filter((_, index) => {
      const health = this.#health[index];
      return health?.status !== undefined && health.fault === undefined;
    });
  }

  #highest(endpoints: readonly Endpoint[]): Endpoint | undefined {
    const heightOf = (endpoint: Endpoint) => this.#health[this.endpoints.indexOf(endpoint)]?.status?.height ?? 0n;
    return endpoints.reduce<Endpoint | undefined>(
      (best, one) => (best === undefined || heightOf(one) > heightOf(best) ? one : best),
      undefined,
    );
  }

  /** Until the next probe. A node that merely lacks a height, or refused one call, stays. */
  #eject(endpoint: Endpoint, error: unknown): void {
    if (!(error instanceof EndpointError)) return;
    this.#health = this.#health.map((one) => (one.url === endpoint.url ? { ...one, fault: error } : one));
    if (this.#sticky === endpoint) this.#sticky = undefined;
  }

  #none(): NoEndpointError {
    const reasons = this.#health.map(({ url, fault }) => fault ?? new EndpointError(url, 'unreachable', 'not probed'));
    return new NoEndpointError('no endpoint is healthy', reasons);
  }
}

/**
 * Whether another endpoint may answer where this one did not. What the chain says is the same everywhere, but for a
 * node that does not have the height yet (sdk 26) or no longer (sdk 38), and for failures of its RPC.
 */
function othersMayDoBetter(error: unknown): boolean {
  if (error instanceof EndpointError) return error.fault !== 'aborted' && error.fault !== 'closed';
  return error instanceof RpcError || (error instanceof QueryError && ['sdk/26', 'sdk/38'].includes(error.code));
}
