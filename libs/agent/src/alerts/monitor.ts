import type { EndpointPool } from '@pacer/client';
import type { Beat } from '../chain-pulse.js';
import type { Clock } from '../clock.js';
import type { Disturbance } from '../clock-watch.js';
import type { SharedConfig } from '../config/shared.js';
import type { FeePlan } from '../doctor/fees.js';
import type { Logger } from '../log.js';
import { isOfJournal, type AgentMetrics, type LoopMetrics } from '../metrics.js';
import type { TxStore } from '../tx/attempt.js';
import { isDone } from '../tx/attempt.js';
import type { ForeignTx, ForeignWatch } from '../tx/foreign-watch.js';
import { AlertBook } from './alert-book.js';
import type { Condition } from './alert.js';
import { endpointConditions, nodesOf, standingsOf } from './endpoint-watch.js';
import { FeeWatch } from './fee-watch.js';
import { WatchMetrics } from './watch-metrics.js';
import { Webhook } from './webhook.js';
import { WindowAlarms, type WatchedWindow, type WindowOf } from './window-alarms.js';

/** What a monitor looks at, and through whom it tells. */
export interface MonitorParts {
  /** such as `reward-claimer` */
  program: string;
  config: Pick<SharedConfig, 'host' | 'chainId' | 'alerts'>;
  clock: Clock;
  log: Logger;
  metrics: AgentMetrics;
  pool: Pick<EndpointPool, 'health' | 'minHeight'>;
  /** sorts of windows that there can be */
  windows?: readonly string[];
  /** the program's transactions; without it windows end by what the chain shows alone */
  store?: Pick<TxStore, 'keys' | 'latest' | 'unfinished'>;
  /** what pays the fees, for programs that send transactions */
  fees?: { pool: EndpointPool; plan: FeePlan };
  /** looks for transactions of one's own key that no journal here has */
  foreign?: Pick<ForeignWatch, 'look'>;
}

/**
 * Watches a running program for its operator: windows, endpoints, the chain's pulse, fees, journals, the clock. What is wrong
 * becomes metrics, log lines and alerts; nothing of it ever holds up the loop or changes what the program does.
 *
 * It stands where the loop counts: every pass ends in `passed`, also one whose plan failed.
 */
export class Monitor implements LoopMetrics {
  readonly #parts: MonitorParts;
  readonly #watch: WatchMetrics;
  readonly #book: AlertBook;
  readonly #webhook: Webhook | undefined;
  readonly #alarms: WindowAlarms;
  readonly #fees: FeeWatch | undefined;
  #height = 0n;
  #roseMs: number;
  #beatMs: number | undefined;
  #halted: Condition[] = [];
  #isSearching = false;

  constructor(parts: MonitorParts) {
    this.#parts = parts;
    const { clock, config, log, metrics, program, store, windows = [], fees } = parts;
    const { webhook: url, refireMs } = config.alerts;
    const origin = { program, host: config.host, chainId: config.chainId };
    const watch = new WatchMetrics(metrics, windows);
    this.#watch = watch;
    this.#webhook = url && new Webhook({ url, origin, log, onPost: (outcome) => watch.posted(outcome) });
    this.#book = new AlertBook({
      ...{ clock, log, refireMs, onChange: (firing) => watch.firing(firing) },
      notify: (notices) => this.#webhook?.send(notices),
    });
    this.#alarms = new WindowAlarms(windows, (window) => endOf(store, window), watch);
    this.#fees = fees && new FeeWatch({ ...fees, clock }, metrics);
    this.#roseMs = clock.monotonic();
  }

  /** @param windows all that a plan looked at, at this height */
  windows(windows: readonly WatchedWindow[], height: bigint): void {
    const { lasting, missed } = this.#alarms.look(windows, height);
    this.#book.report('windows', lasting);
    for (const condition of missed) this.#book.raise(condition);
  }

  /**
   * What a program itself finds wrong, beside its windows.
   * @param source what looked, unique in the program
   * @param conditions all that is wrong now, as far as it knows
   */
  report(source: string, conditions: readonly Condition[]): void {
    this.#book.report(`program/${source}`, conditions);
  }

  /** A pass has ended. */
  passed(seconds: number): void {
    this.#parts.metrics.passed(seconds);
    this.#endpoints();
    const { clock, config, store } = this.#parts;
    if (this.#fees) this.#book.report('fees', this.#fees.conditions);
    this.#book.report('chain', this.#halted);
    if (store) this.#oldest(store);
    void this.#search();
    const now = clock.monotonic();
    const { deadManMs } = config.alerts;
    if (deadManMs !== undefined && (this.#beatMs === undefined || now - this.#beatMs >= deadManMs)) {
      this.#beatMs = now;
      this.#webhook?.beat(clock.now());
    }
    this.#book.tick();
  }

  /** Something failed that is tried again. */
  failed(action: string, code: string): void {
    this.#parts.metrics.failed(action, code);
    if (isOfJournal(code)) {
      const said = `${action} failed for its journal: ${code}`;
      this.#book.raise({ alert: 'journal', key: code, said, todo: 'see the log for the file; look at its disk' });
    } else if (code === 'unclassified') {
      const said = `${action} failed with an error that nobody expected`;
      this.#book.raise({
        alert: 'unclassified',
        key: action,
        said,
        todo: 'report what the log has with "unclassified":true',
      });
    }
  }

  /** The chain halts, or goes on. */
  beat(beat: Beat): void {
    this.#watch.halted(beat.kind === 'halted');
    const said = `the chain has made no block since height ${beat.height}`;
    const todo = 'see whether an upgrade is due, and whether other nodes have later blocks; nothing is lost meanwhile';
    this.#halted =
      beat.kind === 'halted' ? [{ alert: 'chain-halted', key: this.#parts.config.chainId, said, todo }] : [];
  }

  /** The machine's time went wrong. */
  disturbed(kind: Disturbance['kind']): void {
    this.#watch.disturbed(kind);
    const said =
      kind === 'stalled'
        ? 'the process did not run for a while'
        : `the wall clock was set or the machine slept (${kind})`;
    const todo = 'check NTP, and what else the machine does; nothing is decided by the wall clock';
    this.#book.raise({ alert: 'clock-jump', key: kind, said, todo });
  }

  /** A transaction of one's own key is on the chain, and no journal here knows it. */
  foreign({ hash, height, messages }: ForeignTx): void {
    this.#parts.metrics.foreign();
    const what = messages.join(', ');
    const said = `transaction ${hash} (${what}) at height ${height} is signed with this Host's hot key and in no journal here`;
    const todo =
      'if no other agent of this Host runs anywhere, the key is stolen: replace it with pacerd tx host set-hot-key';
    this.#book.raise({ alert: 'foreign-transaction', key: hash, said, todo });
  }

  /** Gives alerts that wait a last moment. */
  async close(): Promise<void> {
    await this.#webhook?.close();
  }

  #endpoints(): void {
    const { clock, pool } = this.#parts;
    const standings = standingsOf(pool.health);
    this.#watch.endpoints(standings, nodesOf(standings));
    this.#book.report('endpoints', endpointConditions(standings));
    const now = clock.monotonic();
    if (pool.minHeight > this.#height) [this.#height, this.#roseMs] = [pool.minHeight, now];
    const freshest = standings.reduce<bigint | undefined>(
      (most, { timeNs }) => (timeNs !== undefined && (most === undefined || timeNs > most) ? timeNs : most),
      undefined,
    );
    this.#watch.chain(this.#height, now - this.#roseMs, freshest);
  }

  /** Beside the loop, one search at a time. */
  async #search(): Promise<void> {
    const { foreign, pool } = this.#parts;
    if (!foreign || this.#isSearching || pool.minHeight === 0n) return;
    this.#isSearching = true;
    try {
      for (const found of await foreign.look(pool.minHeight)) this.foreign(found);
    } catch {
      // An endpoint did not answer: the same blocks are looked at in the next pass.
    } finally {
      this.#isSearching = false;
    }
  }

  #oldest(store: Pick<TxStore, 'unfinished'>): void {
    try {
      const oldest = Math.min(...store.unfinished().map(({ createdMs }) => createdMs));
      this.#watch.oldestUnfinished(Number.isFinite(oldest) ? Math.max(0, this.#parts.clock.now() - oldest) / 1000 : 0);
    } catch {
      // A journal that can't be read fails the pass itself, and is told about by that.
    }
  }
}

/** One of its operations that is done is enough. */
function endOf(store: MonitorParts['store'], { key, operations }: WindowOf): 'done' | 'unfinished' | undefined {
  if (!store) return undefined;
  try {
    const keys = operations === undefined ? [key] : store.keys(operations);
    const latest = keys.map((one) => store.latest(one));
    if (latest.some(isDone)) return 'done';
    return latest.some((one) => one && one.state !== 'final') ? 'unfinished' : undefined;
  } catch {
    // Nobody knows while the journal can't be read, which fails the pass itself: it is looked at again.
    return 'unfinished';
  }
}
