import { Counter, Gauge } from 'prom-client';
import type { AgentMetrics } from '../metrics.js';
import { ALERTS, ALERT_NAMES, type Notice } from './alert.js';
import type { EndpointStanding } from './endpoint-watch.js';
import type { Overdue, WindowMetrics } from './window-alarms.js';

/** What alert rules and the dashboard need of every agent. Beside them `AgentMetrics` has transactions and the loop. */
export class WatchMetrics implements WindowMetrics {
  readonly #passed: Gauge;
  readonly #left: Gauge;
  readonly #missed: Counter;
  readonly #firing: Gauge;
  readonly #posts: Counter;
  readonly #configured: Gauge;
  readonly #healthy: Gauge;
  readonly #nodes: Gauge;
  readonly #endpointHeight: Gauge;
  readonly #fault: Gauge;
  readonly #height: Gauge;
  readonly #blockAge: Gauge;
  readonly #blockTime: Gauge;
  readonly #halted: Gauge;
  readonly #oldest: Gauge;
  readonly #jumps: Counter;

  constructor({ registry }: Pick<AgentMetrics, 'registry'>, kinds: readonly string[]) {
    const registers = [registry];
    const gauge = (name: string, help: string, labelNames: string[] = []) =>
      new Gauge({ name, help, labelNames, registers });
    const counter = (name: string, help: string, labelNames: string[] = []) =>
      new Counter({ name, help, labelNames, registers });
    this.#passed = gauge(
      'pacer_window_passed_ratio',
      'Most that has passed without success of any open window of this sort, 0 to 1; 0 when none is open',
      ['window'],
    );
    this.#left = gauge('pacer_window_blocks_left', 'Fewest blocks left in an open window; absent when none is open', [
      'window',
    ]);
    this.#missed = counter('pacer_windows_missed_total', 'Windows that ended without success, each counted once', [
      'window',
    ]);
    this.#firing = gauge('pacer_alerts_firing', 'Alerts that this program has told about and that are not over', [
      'alert',
      'severity',
    ]);
    this.#posts = counter('pacer_webhook_posts_total', 'POSTs to the webhook, retries not counted: ok, failed', [
      'outcome',
    ]);
    this.#configured = gauge('pacer_endpoints_configured', 'RPC endpoints in the settings');
    this.#healthy = gauge('pacer_endpoints_healthy', 'RPC endpoints that the last probe found well');
    this.#nodes = gauge(
      'pacer_endpoints_nodes',
      'Different nodes behind the endpoints that are well; final conclusions take two',
    );
    this.#endpointHeight = gauge('pacer_endpoint_height', 'Latest block of an endpoint', ['endpoint']);
    this.#fault = gauge('pacer_endpoint_fault', '1 while an endpoint is not used, with the reason', [
      'endpoint',
      'fault',
    ]);
    this.#height = gauge('pacer_chain_height', 'Highest block that was read');
    this.#blockAge = gauge('pacer_chain_block_age_seconds', 'Time since a new block was seen, by the monotonic clock');
    this.#blockTime = gauge('pacer_chain_block_timestamp_seconds', 'Time in the header of the freshest block');
    this.#halted = gauge('pacer_chain_halted', '1 while the chain makes no blocks');
    this.#oldest = gauge(
      'pacer_tx_oldest_unfinished_seconds',
      'Age of the oldest attempt that is not final; 0 without one',
    );
    this.#jumps = counter(
      'pacer_clock_disturbances_total',
      'Times that the wall clock was set or the process did not run',
      ['kind'],
    );
    for (const window of kinds) {
      this.#missed.inc({ window }, 0);
      this.#passed.set({ window }, 0);
    }
    for (const alert of ALERT_NAMES) this.#firing.set({ alert, severity: ALERTS[alert].severity }, 0);
    for (const kind of ['stalled', 'clock-ahead', 'clock-back']) this.#jumps.inc({ kind }, 0);
    for (const outcome of ['ok', 'failed']) this.#posts.inc({ outcome }, 0);
    this.#halted.set(0);
    this.#oldest.set(0);
  }

  window(window: string, { passed, blocksLeft }: Overdue): void {
    this.#passed.set({ window }, passed);
    if (blocksLeft === undefined) this.#left.remove({ window });
    else this.#left.set({ window }, Number(blocksLeft));
  }

  missed(window: string): void {
    this.#missed.inc({ window });
  }

  firing(notices: readonly Notice[]): void {
    this.#firing.reset();
    for (const alert of ALERT_NAMES) this.#firing.set({ alert, severity: ALERTS[alert].severity }, 0);
    for (const { alert, severity } of notices) this.#firing.inc({ alert, severity });
  }

  posted(outcome: 'ok' | 'failed'): void {
    this.#posts.inc({ outcome });
  }

  endpoints(standings: readonly EndpointStanding[], nodes: number): void {
    this.#configured.set(standings.length);
    this.#healthy.set(standings.filter(({ fault, height }) => fault === undefined && height !== undefined).length);
    this.#nodes.set(nodes);
    this.#fault.reset();
    for (const { endpoint, height, fault } of standings) {
      if (height !== undefined) this.#endpointHeight.set({ endpoint }, Number(height));
      if (fault !== undefined) this.#fault.set({ endpoint, fault }, 1);
    }
  }

  /** @param ageMs since a new block was seen @param timeNs of the freshest header, if any endpoint has answered */
  chain(height: bigint, ageMs: number, timeNs: bigint | undefined): void {
    this.#height.set(Number(height));
    this.#blockAge.set(ageMs / 1000);
    if (timeNs !== undefined) this.#blockTime.set(Number(timeNs / 1_000_000n) / 1000);
  }

  halted(isHalted: boolean): void {
    this.#halted.set(isHalted ? 1 : 0);
  }

  oldestUnfinished(seconds: number): void {
    this.#oldest.set(seconds);
  }

  disturbed(kind: string): void {
    this.#jumps.inc({ kind });
  }
}
