import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostPrograms } from '@pacer/localnet';
import { type LocalNode, ManagedProcess } from '@pacer/testing';
import { appendItems, type Item } from './item-list.js';
import { poisonedAmong } from './poison.js';
import { RecordSeries } from './record-series.js';
import { type Said, saidIn } from './said.js';

const writerProgram = join(import.meta.dirname, '..', 'dist', 'writer.js');

export interface BulkHostOptions {
  readonly programs: HostPrograms;
  /** its place in the network, from 0 */
  readonly place: number;
  /** that its writer hands over */
  readonly records: number;
  readonly poisonEvery: number;
  /** that its writer hands over; 0 for as many as it can */
  readonly recordsPerSecond: number;
}

/** The two programs of a Host that are killed here: the submitter, and the writer that hands records and results over. */
export class BulkHost {
  readonly node: LocalNode;
  readonly place: number;
  readonly records: number;
  readonly series: RecordSeries;
  readonly journal: string;
  readonly submitter: ManagedProcess;
  readonly programs: HostPrograms;
  readonly #options: BulkHostOptions;
  readonly #items: string;
  readonly #log: string;
  #writer: ManagedProcess;
  #listed = 0;

  constructor(options: BulkHostOptions) {
    const { programs, place, records, poisonEvery } = options;
    const { node, chainId } = programs.options;
    this.#options = options;
    this.programs = programs;
    this.node = node;
    this.place = place;
    this.records = records;
    this.series = new RecordSeries({ chainId, host: node.address, place, poisonEvery });
    this.journal = join(node.home, 'work.sqlite');
    this.#items = join(node.home, 'items');
    this.#log = join(node.home, 'writer.log');
    for (const file of [this.#items, this.#log]) closeSync(openSync(file, 'a'));
    const { options: its } = programs.processes.submitter;
    // Programs start fifty times: what is compiled once is kept.
    const env = { ...its.env, NODE_COMPILE_CACHE: join(node.home, '..', 'compiled') };
    this.submitter = new ManagedProcess({ ...its, env });
    this.#writer = this.#newWriter();
  }

  get name(): string {
    return this.node.name;
  }

  /** Results that were given to the writer. */
  get listed(): number {
    return this.#listed;
  }

  get writer(): ManagedProcess {
    return this.#writer;
  }

  /** Records among the first so many that are not poisoned. */
  good(records: number): number {
    return records - poisonedAmong(records, this.#options.poisonEvery);
  }

  /** What the writer has said to be durable. */
  said(): Said {
    return saidIn(readFileSync(this.#log, 'utf8'));
  }

  /** Gives the writer items to hand results over for. */
  list(items: readonly Item[]): void {
    if (items.length > 0) appendItems(this.#items, items);
    this.#listed += items.length;
  }

  async start(): Promise<void> {
    await this.submitter.start();
    await this.#writer.start();
  }

  /** SIGKILL, and a new one that goes on after what the old one has said to be durable. */
  async killWriter(): Promise<void> {
    await this.#writer.kill();
    this.#writer = this.#newWriter();
    await this.#writer.start();
  }

  async killSubmitter(): Promise<void> {
    await this.submitter.kill();
    await this.submitter.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#writer.stop(), this.submitter.stop()]);
  }

  /** @throws Error if one of them has ended by itself: nobody here restarts what was not killed */
  assertRunning(): void {
    for (const program of [this.submitter, this.#writer]) {
      const { ended, options } = program;
      if (ended !== undefined && ended !== 'SIGKILL')
        throw new Error(`${options.name} has ended by itself (${ended}): ${program.tail(5)}`);
    }
  }

  #newWriter(): ManagedProcess {
    const { programs, place, records, poisonEvery, recordsPerSecond } = this.#options;
    const said = this.said();
    const flags = {
      ...{ 'chain-id': programs.options.chainId, host: this.node.address, place, 'poison-every': poisonEvery },
      ...{ journal: this.journal, items: this.#items, records, 'records-per-second': recordsPerSecond },
      ...{ 'records-from': said.records, 'results-from': said.results },
    };
    return new ManagedProcess({
      name: `writer of ${this.node.name}`,
      command: process.execPath,
      args: [writerProgram, ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`)],
      logFile: this.#log,
      env: this.submitter.options.env ?? process.env,
    });
  }
}
