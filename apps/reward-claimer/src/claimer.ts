import {
  AgentMetrics,
  fileSigner,
  ForeignWatch,
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
import { Journal } from '@pacer/journal';
import { act, claimEffect, type Workshop } from './act.js';
import type { ClaimerAction, Facts } from './facts.js';
import { feeNeed, MESSAGES } from './fees.js';
import { ClaimerMetrics } from './metrics.js';
import { nextClaim, plan } from './plan.js';
import { FactsReader } from './read-facts.js';
import { secretScheme, type SecretScheme } from './secret.js';
import { PROGRAM, type ClaimerConfig } from './settings.js';
import { WINDOWS, windowsOf } from './windows.js';

/** What else a claimer stands on; a simulation gives it others. */
export interface ClaimerParts {
  /** @throws JournalError */
  openJournal: (path: string) => Journal;
  scheme: SecretScheme;
}

/** Everything that claims: journals, keys, endpoints and engine, opened for the one process that may. */
export class Claimer implements Agent<ClaimerAction> {
  readonly metrics: AgentMetrics;
  readonly purpose: string;
  readonly monitor: Monitor;
  readonly #own: ClaimerMetrics;
  readonly #engine: TxEngine;
  readonly #pool: EndpointPool;
  readonly #reader: FactsReader;
  readonly #work: Workshop;
  readonly #log: Logger;
  readonly #closing: (() => void)[] = [];
  #blockMs = 0;

  /** @throws AgentError, JournalError: what cannot be opened, and what to do about it */
  constructor(
    config: ClaimerConfig,
    log: Logger,
    machine: Machine = thisMachine,
    { openJournal = (path) => Journal.open(path), scheme = secretScheme }: Partial<ClaimerParts> = {},
  ) {
    const { chainId, host } = config;
    this.#log = log;
    this.purpose = `claims the rewards of ${host}`;
    try {
      const store = machine.openTxJournal({ stateDir: config.stateDir, program: PROGRAM });
      this.#closing.push(() => {
        store.close();
      });
      const journal = openJournal(config.workJournal);
      this.#closing.push(() => {
        journal.close();
      });
      const keys = machine.openKeys(config);
      const pool = machine.openPool(config);
      this.#pool = pool;
      this.#closing.push(() => {
        pool.close();
      });
      this.metrics = new AgentMetrics(PROGRAM, machine);
      const crypto = { blsPublicKey: scheme.publicKey, signSecret: scheme.sign };
      const signer = watchedSigner(fileSigner(keys, crypto), log, this.metrics.registry);
      this.#own = new ClaimerMetrics(this.metrics);
      const { clock, knowsTx } = machine;
      this.monitor = new Monitor({
        ...{ program: PROGRAM, config, clock, log, metrics: this.metrics, pool, windows: WINDOWS, store },
        // One watch is enough for a Host: it knows the journals of all its programs.
        ...(knowsTx && {
          foreign: new ForeignWatch({
            publicKey: signer.hotKey.publicKey,
            knows: (hash) => knowsTx(config.stateDir, hash),
            block: async (height) => (await pool.read((endpoint) => endpoint.block(height)))?.txs,
          }),
        }),
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
        effects: (_key, messages) => claimEffect(pool, messages),
      });
      this.#reader = new FactsReader({ chainId, host, signer, journal, attempts: store, pool, scheme });
      this.#work = { host, signer, journal, engine: this.#engine, pool, secrets: this.#reader.secrets, log };
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The address that signs. */
  get signer(): string {
    return this.#work.signer.hotKey.address;
  }

  get blockMs(): number {
    return this.#blockMs;
  }

  get pool(): EndpointPool {
    return this.#pool;
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
    this.monitor.windows(windowsOf(facts), facts.height);
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
