import {
  AgentMetrics,
  fileSigner,
  hotKeySigner,
  Monitor,
  PoolChain,
  thisMachine,
  TxEngine,
  watchedSigner,
  type Agent,
  type Attempt,
  type Logger,
  type Machine,
} from '@pacer/agent';
import { classify, type EndpointPool } from '@pacer/client';
import { act, partEffect, type Workshop } from './act.js';
import { WINDOWS, windowsOf } from './alarms.js';
import type { ContributorAction, Facts } from './facts.js';
import { feeNeed, MESSAGES } from './fees.js';
import { ContributorMetrics } from './metrics.js';
import { nextStep } from './next-step.js';
import { plan } from './plan.js';
import { Preparations } from './preparations.js';
import { FactsReader } from './read-facts.js';
import { threadedScheme, type Scheme } from './scheme.js';
import { PARTS, PROGRAM, partKey, type ContributorConfig } from './settings.js';

/** Everything that deals and opens: journal, keys, endpoints, threads and engine, opened for the one process that may. */
export class Contributor implements Agent<ContributorAction> {
  readonly metrics: AgentMetrics;
  readonly purpose: string;
  readonly monitor: Monitor;
  readonly #own: ContributorMetrics;
  readonly #engine: TxEngine;
  readonly #reader: FactsReader;
  readonly #preparations = new Preparations();
  readonly #work: Workshop;
  readonly #log: Logger;
  readonly #closing: (() => void)[] = [];
  #height = 0n;
  #blockMs = 0;

  /** @throws AgentError: what cannot be opened, and what to do about it */
  constructor(
    config: ContributorConfig,
    log: Logger,
    machine: Machine = thisMachine,
    scheme: Scheme = threadedScheme(config.own.workers),
  ) {
    const { chainId, host } = config;
    this.#log = log;
    this.purpose = `deals and opens for ${host}`;
    try {
      const store = machine.openTxJournal({ stateDir: config.stateDir, program: PROGRAM });
      this.#closing.push(() => store.close());
      const keys = machine.openKeys(config);
      const pool = machine.openPool(config);
      this.#closing.push(() => pool.close());
      this.#closing.push(() => this.#preparations.close());
      this.metrics = new AgentMetrics(PROGRAM, machine);
      const signer = watchedSigner(fileSigner(keys, scheme), log, this.metrics.registry);
      const own = new ContributorMetrics(this.metrics);
      this.#own = own;
      this.monitor = new Monitor({
        ...{
          program: PROGRAM,
          config,
          clock: machine.clock,
          log,
          metrics: this.metrics,
          pool,
          windows: WINDOWS,
          store,
        },
        fees: { pool, plan: { host, signer: signer.hotKey.address, messages: MESSAGES, need: feeNeed(host) } },
      });
      this.#engine = new TxEngine({
        ...{
          chainId,
          store,
          log,
          chain: new PoolChain(pool, machine.clock),
          signer: hotKeySigner(signer.hotKey),
          clock: machine.clock,
        },
        metrics: this.metrics,
        effects: (_key, messages) => partEffect(pool, messages),
      });
      const prepared = (key: string, about: string) => this.#preparations.state(key, about);
      this.#reader = new FactsReader({ chainId, host, signer, attempts: store, pool, prepared });
      this.#work = {
        ...{ host, signer, pool, log, clock: machine.clock, scheme },
        ...{ engine: this.#engine, preparations: this.#preparations, parties: { host, signer: signer.hotKey.address } },
        looked: () => this.#reader.table && { table: this.#reader.table, height: this.#height },
        computed: (part, how) => own.computed(part, how),
      };
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The address that signs. */
  get signer(): string {
    return this.#work.parties.signer;
  }

  get blockMs(): number {
    return this.#blockMs;
  }

  get pool(): EndpointPool {
    return this.#work.pool;
  }

  async plan(signal?: AbortSignal): Promise<ContributorAction[]> {
    const facts = await this.look(signal);
    this.#blockMs = Number(facts.blockMs);
    return plan(facts);
  }

  /** Carries on what is under way, then looks at the chain, the journal and what is computed. */
  async look(signal?: AbortSignal): Promise<Facts> {
    const ended = await this.#engine.settle(signal);
    const facts = await this.#reader.read();
    this.#height = facts.height;
    this.#preparations.keep(PARTS.map((part) => partKey(part, facts.epoch)));
    this.#own.planned(facts);
    this.monitor.windows(windowsOf(facts), facts.height);
    for (const attempt of ended) {
      this.#own.ended(attempt);
      this.#explain(facts, attempt);
    }
    return facts;
  }

  async act(action: ContributorAction, signal?: AbortSignal): Promise<void> {
    this.#own.began(action.kind);
    await act(this.#work, action, signal);
  }

  close(): void {
    for (const close of this.#closing.splice(0).reverse()) close();
  }

  /** A refused attempt with its class, what to do, and what comes next; loud if nothing does before somebody acts. */
  #explain(facts: Facts, { key, attempt, outcome }: Attempt): void {
    if (outcome?.kind !== 'failed') return;
    const { class: kind, name, what } = classify(outcome.codespace, outcome.code);
    const part = PARTS.find((one) => partKey(one, facts.round.epoch) === key);
    const next = part && nextStep(facts, part);
    const then =
      next === undefined ? 'its epoch is over' : next.kind === 'at' ? `again at height ${next.height}` : next.why;
    this.#log[next?.kind === 'stopped' ? 'error' : 'warn'](
      { key, attempt, class: kind, code: name },
      `${key}#${attempt} ended as ${name} (${kind}): ${what}; ${then}`,
    );
  }
}
