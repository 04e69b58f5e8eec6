import { setTimeout as sleep } from 'node:timers/promises';
import { type BulkHost } from './bulk-host.js';
import { type BulkNetwork } from './bulk-network.js';
import { type Kill } from './kills.js';
import { type Progress } from './progress.js';
import { secondsSince, sum } from './sum.js';
import { WorkFeed } from './work-feed.js';

const LOOK_EVERY_MS = 250;
/** Nothing new on the chain or in the journals for so long: what is missing then counts as lost. */
const STALLED_MS = 180_000;

/** A run as it goes: what was given to the Hosts, what the chain has of it, and whether anything still moves. */
export class BulkRun {
  readonly network: BulkNetwork;
  readonly feed: WorkFeed;
  /** as they were done */
  readonly kills: Kill[] = [];
  /** records that are not poisoned */
  readonly good: number;
  readonly began = performance.now();
  readonly #progress: Progress;
  readonly #signal: AbortSignal | undefined;
  #isStalled = false;

  constructor(
    network: BulkNetwork,
    { poisonEvery, progress, signal }: { poisonEvery: number; progress: Progress; signal?: AbortSignal },
  ) {
    this.network = network;
    this.feed = new WorkFeed(network, poisonEvery);
    this.good = sum(network.hosts.map((host) => host.good(host.records)));
    this.#progress = progress;
    this.#signal = signal;
  }

  /**
   * Follows the chain, and gives the writers what it brings, until a condition holds or nothing happens any more. Then every later
   * call returns at once, and the audit counts what is missing.
   * @throws Error if a program has ended by itself
   */
  async until(isDone: () => boolean): Promise<void> {
    let [movedAt, before] = [performance.now(), ''];
    while (!this.#isStalled) {
      this.#signal?.throwIfAborted();
      for (const host of this.network.hosts) host.assertRunning();
      // A node that is asked for a block while it makes it may have no answer yet: it is asked again.
      const isCurrent = await this.look().catch(() => false);
      if (isCurrent && isDone()) return;
      const now = this.#where();
      if (now !== before) [movedAt, before] = [performance.now(), now];
      this.#progress.show(`${secondsSince(this.began).toFixed(0)} s: ${now}`);
      if (performance.now() - movedAt > STALLED_MS) {
        this.#isStalled = true;
        this.#progress.say(`nothing has happened for ${STALLED_MS / 1_000} s: what is missing counts as lost`);
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal: this.#signal });
    }
  }

  /** Reads what came on the chain. */
  async look(): Promise<true> {
    await this.network.catchUp();
    await this.feed.step();
    return true;
  }

  /** Whether all that the writers were given is in their journals. */
  areResultsDurable(): boolean {
    return this.network.hosts.every((host) => host.said().results >= host.listed);
  }

  /** Records and results of a Host that are in its journal and in no block, poisoned ones aside. */
  open(host: BulkHost): number {
    const { records, results } = host.said();
    const tally = this.network.tally.of(host.node.address);
    const poisoned = this.feed.works[host.place]?.poisoned.length ?? 0;
    return Math.max(0, host.good(records) - tally.records) + Math.max(0, results - poisoned - tally.results);
  }

  #where(): string {
    const { hosts, tally } = this.network;
    const said = hosts.map((host) => host.said());
    const of = (what: 'records' | 'results') => `${what} ${tally.sum(what)}/${sum(said.map((one) => one[what]))}`;
    return `${of('records')}, ${of('results')} on the chain, ${this.kills.length} kills`;
  }
}
