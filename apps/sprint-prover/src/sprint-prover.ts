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
import { addressBytes, classify, type EndpointPool } from '@pacer/client';
import { act, type Workshop } from './act.js';
import { conditionsOf, WINDOWS, windowsOf } from './alarms.js';
import { Checking } from './checking.js';
import { committedBy } from './committed.js';
import type { Facts, ProverAction } from './facts.js';
import { feeNeed, MESSAGES } from './fees.js';
import { HitsJournal } from './hits-journal.js';
import { ProverMetrics } from './metrics.js';
import { proverOf, type ProverChoice } from './open-prover.js';
import { mostReserve } from './milestones.js';
import { OwnHits } from './own-hits.js';
import { plan } from './plan.js';
import { Proving } from './proving.js';
import { FactsReader } from './read-facts.js';
import { PROGRAM, choicesOf, type ProverConfig } from './settings.js';
import { effectOf } from './shown.js';

/** Epochs whose hits and checks are kept. */
const KEPT_EPOCHS = 64n;

/** Everything that proves, commits and checks: journals, keys, endpoints, prover and engine, opened for the one process that may. */
export class SprintProver implements Agent<ProverAction> {
  readonly metrics: AgentMetrics;
  readonly purpose: string;
  readonly monitor: Monitor;
  readonly #own: ProverMetrics;
  readonly #engine: TxEngine;
  readonly #reader: FactsReader;
  readonly #hits: HitsJournal;
  readonly #ownHits: OwnHits;
  readonly #work: Workshop;
  readonly #log: Logger;
  readonly #closing: (() => void)[] = [];
  #facts: Facts | undefined;
  #blockMs = 0;
  /** epoch whose reserve was looked at */
  #warned: bigint | undefined;

  /** @throws AgentError: what cannot be opened, and what to do about it */
  constructor(
    config: ProverConfig,
    log: Logger,
    machine: Machine = thisMachine,
    choice: ProverChoice = proverOf(config.own, log),
  ) {
    const { chainId, host } = config;
    const address = addressBytes(host);
    const { clock } = machine;
    this.#log = log;
    this.purpose = `proves for ${host}`;
    try {
      const store = machine.openTxJournal({ stateDir: config.stateDir, program: PROGRAM });
      this.#closing.push(() => store.close());
      const hits = HitsJournal.open(config.stateDir);
      this.#hits = hits;
      this.#closing.push(() => hits.close());
      const keys = machine.openKeys(config);
      const pool = machine.openPool(config);
      this.#closing.push(() => pool.close());
      this.metrics = new AgentMetrics(PROGRAM, machine);
      const signer = watchedSigner(fileSigner(keys), log, this.metrics.registry);
      const parties = { host, signer: signer.hotKey.address };
      const own = new ProverMetrics(this.metrics);
      this.#own = own;
      const fees = { pool, plan: { ...parties, messages: MESSAGES, need: feeNeed } };
      this.monitor = new Monitor({
        ...{ program: PROGRAM, config, clock, log, metrics: this.metrics, pool, windows: WINDOWS, store, fees },
      });
      this.#engine = new TxEngine({
        ...{ chainId, store, log, clock, chain: new PoolChain(pool, clock), signer: hotKeySigner(signer.hotKey) },
        metrics: this.metrics,
        effects: (key, messages) => effectOf(pool, key, messages),
      });
      const proving = new Proving({
        ...{ host: address, choice, journal: hits, clock, log },
        on: {
          progress: (nonces, found, rateMilli) => own.progress(nonces, found, rateMilli),
          failed: (code) => {
            own.failed(code);
            this.monitor.failed('prove', code);
          },
        },
      });
      this.#closing.push(() => void proving.rest());
      this.#ownHits = new OwnHits({ journal: hits, host: address, clock, log, onFalse: () => own.falseHit() });
      this.#closing.push(() => this.#ownHits.close());
      const choices = choicesOf(config.own);
      const checking = new Checking({
        ...{ journal: hits, clock, log, count: choices.checks },
        read: (epoch, accused) => committedBy(pool, epoch, accused),
        checked: (verdict) => own.checked(verdict),
      });
      this.#closing.push(() => checking.close());
      this.#reader = new FactsReader(
        {
          ...{ chainId, host, attempts: store, hits, pool, choices },
          proving: () => proving.facts,
          isChecking: (epoch) => checking.isAt(epoch),
        },
        clock,
      );
      this.#work = {
        ...{ parties, pool, engine: this.#engine, proving, checking },
        looked: () => this.#facts,
        task: (epoch) => this.#reader.task(epoch),
        provenTask: (epoch) => this.#reader.provenTask(epoch),
        challengeGas: (epoch) => this.#reader.challengeGas(epoch),
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

  async plan(signal?: AbortSignal): Promise<ProverAction[]> {
    return plan(await this.look(signal));
  }

  /** Carries on what is under way, then looks at the chain, the journals and what runs. */
  async look(signal?: AbortSignal): Promise<Facts> {
    for (const attempt of await this.#engine.settle(signal)) {
      this.#own.ended(attempt);
      this.#explain(attempt);
    }
    const before = this.#facts;
    const facts = await this.#reader.read();
    this.#facts = facts;
    this.#blockMs = Number(facts.blockMs);
    const { epoch, found } = facts.sprint;
    if (before && before.epoch !== epoch) this.#hits.forget(epoch - KEPT_EPOCHS);
    const task = this.#reader.task(epoch);
    if (found.unchecked > 0 && task) this.#ownHits.check(task);
    this.#own.planned(facts);
    this.monitor.windows(windowsOf(facts), facts.height);
    this.monitor.report('sprint', conditionsOf(facts));
    this.#warnOfReserve(facts);
    return facts;
  }

  async act(action: ProverAction, signal: AbortSignal): Promise<void> {
    this.#own.began(action.kind);
    await act(this.#work, action, signal);
  }

  close(): void {
    for (const close of this.#closing.splice(0).reverse()) close();
  }

  /** Once an epoch: what is found after the last message is nobody's. */
  #warnOfReserve({ sprint, choices: { reserveBlocks: wanted } }: Facts): void {
    const { beaconHeight, computeEnd, epoch, span } = sprint;
    if (beaconHeight === 0n || wanted === undefined || epoch === this.#warned) return;
    this.#warned = epoch;
    const most = mostReserve({ beaconHeight, computeEnd });
    if (wanted <= most) return;
    const said = `reserve_blocks is ${wanted}, and the window has ${span} blocks: the last message is sent ${most} before its end`;
    this.#log.warn({ epoch }, `${said}; set reserve_blocks to ${most} or less, or leave it out`);
  }

  /** A refused attempt with its class and what to do. */
  #explain({ key, attempt, outcome }: Attempt): void {
    if (outcome?.kind !== 'failed') return;
    const { class: kind, name, what } = classify(outcome.codespace, outcome.code);
    this.#log[kind === 'fix' ? 'error' : 'warn'](
      { key, attempt, class: kind, code: name },
      `${key}#${attempt} ended as ${name} (${kind}): ${what}`,
    );
  }
}
