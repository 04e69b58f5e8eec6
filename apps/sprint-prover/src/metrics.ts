import type { AgentMetrics, Attempt } from '@pacer/agent';
import { classify } from '@pacer/client';
import { Counter, Gauge } from 'prom-client';
import type { Facts } from './facts.js';
import type { Verdict } from './hits-journal.js';
import { CHALLENGE } from './messages.js';

/** What the prover shows beside the metrics of every agent. */
export class ProverMetrics {
  readonly #height: Gauge;
  readonly #running: Gauge;
  readonly #rate: Gauge;
  readonly #frontier: Gauge;
  readonly #committed: Gauge;
  readonly #waiting: Gauge;
  readonly #blocksLeft: Gauge;
  readonly #nonces: Counter;
  readonly #hits: Counter;
  readonly #falseHits: Counter;
  readonly #failures: Counter;
  readonly #checks: Counter;
  readonly #challenges: Counter;
  readonly #refused: Counter;
  readonly #actions: Counter;

  constructor({ registry }: AgentMetrics) {
    const registers = [registry];
    const gauge = (name: string, help: string) => new Gauge({ name: `pacer_prover_${name}`, help, registers });
    const counter = (name: string, help: string, labelNames: string[] = []) =>
      new Counter({ name: `pacer_prover_${name}`, help, labelNames, registers });
    this.#height = gauge('height', 'Height of the last plan');
    this.#running = gauge(
      'running',
      '1 while the prover computes, -1 while it has ended by itself and is started again',
    );
    this.#rate = gauge('nonces_per_second', 'Nonces a second, over the last five seconds; 0 while it does not compute');
    this.#frontier = gauge('frontier', 'Nonce below which all are done in the current Sprint');
    this.#committed = gauge('committed', 'Nonces that the chain has of this Host in the current Sprint');
    this.#waiting = gauge('uncommitted', 'Hits of the current Sprint that are not committed yet');
    this.#blocksLeft = gauge('blocks_left', 'Blocks in which work can still be committed; -1 outside of the window');
    this.#nonces = counter('nonces_total', 'Nonces that were computed');
    this.#hits = counter('hits_total', 'Hits that were found');
    this.#falseHits = counter('false_hits_total', 'Nonces that the prover called hits and that are none');
    this.#failures = counter(
      'failures_total',
      'How often the prover ended by itself or could not be started, by code',
      ['code'],
    );
    this.#checks = counter('checks_total', 'Nonces of others that were computed again, by what came of it', [
      'verdict',
    ]);
    this.#challenges = counter('challenges_total', 'Challenges that ended, by how', ['outcome']);
    this.#refused = counter('refused_total', 'Messages that a block holds with an error, by class and code', [
      'class',
      'code',
    ]);
    this.#actions = counter('actions_total', 'Actions that were begun, by kind', ['kind']);
    // A counter that appears with its first count shows no increase.
    for (const verdict of ['hit', 'miss', 'unclear']) this.#checks.inc({ verdict }, 0);
    for (const outcome of ['ok', 'failed', 'dead', 'superseded']) this.#challenges.inc({ outcome }, 0);
  }

  planned({ height, proving, sprint }: Facts): void {
    const { beaconHeight, computeEnd, chain, found } = sprint;
    this.#height.set(Number(height));
    this.#running.set(proving.state === 'running' ? 1 : proving.state === 'failing' ? -1 : 0);
    if (proving.state !== 'running') this.#rate.set(0);
    this.#frontier.set(Number(found.frontier));
    this.#committed.set(chain.count);
    this.#waiting.set(found.hits.length + found.unchecked);
    const isOpen = beaconHeight > 0n && height < computeEnd;
    this.#blocksLeft.set(isOpen ? Number(computeEnd - height) : -1);
  }

  progress(nonces: bigint, hits: number, rateMilli: bigint): void {
    this.#nonces.inc(Number(nonces));
    this.#hits.inc(hits);
    this.#rate.set(Number(rateMilli) / 1000);
  }

  failed(code: string): void {
    this.#failures.inc({ code });
  }

  falseHit(): void {
    this.#falseHits.inc();
  }

  checked(verdict: Verdict): void {
    this.#checks.inc({ verdict });
  }

  ended({ intent, outcome }: Attempt): void {
    if (!outcome) return;
    if (intent.messages[0]?.typeUrl === CHALLENGE) this.#challenges.inc({ outcome: outcome.kind });
    if (outcome.kind !== 'failed') return;
    const { class: what, name } = classify(outcome.codespace, outcome.code);
    this.#refused.inc({ class: what, code: name });
  }

  began(kind: string): void {
    this.#actions.inc({ kind });
  }
}
