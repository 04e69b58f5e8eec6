import {
  AgentMetrics,
  hotKeySigner,
  openKeys,
  PoolChain,
  readPassword,
  thisMachine,
  TxEngine,
  type Agent,
  type Attempt,
  type Logger,
  type Machine,
} from '@pacer/agent';
import { classify, type EndpointPool } from '@pacer/client';
import { Journal } from '@pacer/journal';
import { act, claimEffect, type Workshop } from './act.js';
import type { ClaimerAction, Facts } from './facts.js';
import { ClaimerMetrics } from './metrics.js';
import { nextClaim, plan } from './plan.js';
import { FactsReader } from './read-facts.js';
import { PROGRAM, type ClaimerConfig } from './settings.js';

/** Everything that claims: journals, keys, endpoints and engine, opened for the one process that may. */
export class Claimer implements Agent<ClaimerAction> {
  readonly metrics: AgentMetrics;
  readonly purpose: string;
  readonly #own: ClaimerMetrics;
  readonly #engine: TxEngine;
  readonly #pool: EndpointPool;
  readonly #reader: FactsReader;
  readonly #work: Workshop;
  readonly #log: Logger;
  readonly #closing: (() => void)[] = [];
  #blockMs = 0;

  /** @throws AgentError, JournalError: what cannot be opened, and what to do about it */
  constructor(config: ClaimerConfig, log: Logger, machine: Machine = thisMachine) {
    const { chainId, host } = config;
    this.#log = log;
    this.purpose = `claims the rewards of ${host}`;
    try {
      const store = machine.openTxJournal({ stateDir: config.stateDir, program: PROGRAM });
      this.#closing.push(() => {
        store.close();
      });
      const journal = Journal.open(config.workJournal);
      this.#closing.push(() => {
        journal.close();
      });
      const keys = openKeys({ file: config.keyFile, password: readPassword(config.passwordFile) });
      const pool = machine.openPool(config);
      this.#pool = pool;
      this.#closing.push(() => {
        pool.close();
      });
      this.metrics = new AgentMetrics(PROGRAM);
      this.#own = new ClaimerMetrics(this.metrics);
      this.#engine = new TxEngine({
        ...{ chainId, store, log, chain: new PoolChain(pool, machine.clock), signer: hotKeySigner(keys.hotKey), clock: machine.clock },
        metrics: this.metrics,
        effects: (_key, messages) => claimEffect(pool, messages),
      });
      this.#reader = new FactsReader({ chainId, host, keys, journal, attempts: store, pool });
      this.#work = { host, keys, journal, engine: this.#engine, pool, secrets: this.#reader.secrets, log };
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The address that signs. */
  get signer(): string {
    return this.#work.keys.hotKey.address;
  }

  get blockMs(): number {
    return this.#blockMs;
  }

  async plan(signal?: AbortSignal): Promise<ClaimerAction[]> {
    const facts = await this.look(signal);
    this.#blockMs = Number(facts.blockMs);
    return plan(facts);
  }

  /** Carries on what is under way, then looks at the chain and both journals. */
  async look(signal?: AbortSignal): Promise<Facts> {
    const ended = await this.#engine.settle(signal);
    const facts = await this.#reader.read(await this.#pool.latest());
    this.#own.planned(facts);
    for (const attempt of ended) {
      this.#own.ended(attempt);
      this.#explain(facts, attempt);
    }
    return facts;
  }

  async act(action: ClaimerAction, signal?: AbortSignal): Promise<void> {
    this.#own.began(action.kind);
    await act(this.#work, action, signal);
  }

  close(): void {
    for (const close of this.#closing.splice(0).reverse()) close();
  }

  /** A refused claim with its class, what to do, when the next one is made, and until when. */
  #explain(facts: Facts, { key, attempt, outcome }: Attempt): void {
    const of = facts.epochs.find(({ epoch }) => key === `claim/${epoch}`);
    if (outcome?.kind !== 'failed' || !of) return;
    const { class: kind, name, what } = classify(outcome.codespace, outcome.code);
    const next = nextClaim(facts, of);
    const when =
      next.kind === 'at'
        ? `claimed again at height ${next.height}`
        : next.kind === 'now'
          ? 'claimed again now'
          : next.why;
    this.#log.warn(
      { key, attempt, class: kind, code: name, missing: of.duties?.missing.length, deadline: of.window.end },
      `${key}#${attempt} ended as ${name} (${kind}): ${what}; ${when}; the window ends at height ${of.window.end}`,
    );
  }
}
