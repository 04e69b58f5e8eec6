import type { AgentMetrics, Attempt } from '@pacer/agent';
import { classify } from '@pacer/client';
import { Counter, Gauge } from 'prom-client';
import type { Facts } from './facts.js';
import { isClaimed } from './plan.js';

/** What the claimer shows beside the metrics of every agent. */
export class ClaimerMetrics {
  readonly #height: Gauge;
  readonly #unclaimed: Gauge;
  readonly #missing: Gauge;
  readonly #blocksLeft: Gauge;
  readonly #refused: Counter;
  readonly #actions: Counter;

  constructor({ registry }: AgentMetrics) {
    const registers = [registry];
    this.#height = new Gauge({ name: 'pacer_claimer_height', help: 'Height of the last plan', registers });
    this.#unclaimed = new Gauge({
      name: 'pacer_claimer_unclaimed_epochs',
      help: 'Settled epochs whose reward the chain does not show as claimed',
      registers,
    });
    this.#missing = new Gauge({
      name: 'pacer_claimer_missing_duties',
      help: 'Duties without a result on chain, of settled epochs that are not claimed',
      registers,
    });
    this.#blocksLeft = new Gauge({
      name: 'pacer_claimer_blocks_left',
      help: 'Blocks until the first unclaimed reward is burned; -1 when there is none',
      registers,
    });
    this.#refused = new Counter({
      name: 'pacer_claimer_refused_claims_total',
      help: 'Claims that a block holds with an error, by class and code',
      labelNames: ['class', 'code'],
      registers,
    });
    this.#actions = new Counter({
      name: 'pacer_claimer_actions_total',
      help: 'Actions that were begun, by kind',
      labelNames: ['kind'],
      registers,
    });
  }

  planned({ height, epochs }: Facts): void {
    const open = epochs.filter((of) => of.member && of.settled && !isClaimed(of));
    this.#height.set(Number(height));
    this.#unclaimed.set(open.length);
    this.#missing.set(open.reduce((sum, { duties }) => sum + (duties?.missing.length ?? 0), 0));
    this.#blocksLeft.set(open.reduce((least, { window }) => (least < 0 ? Number(window.end - height) : least), -1));
  }

  ended({ outcome }: Attempt): void {
    if (outcome?.kind !== 'failed') return;
    const { class: what, name } = classify(outcome.codespace, outcome.code);
    this.#refused.inc({ class: what, code: name });
  }

  began(kind: string): void {
    this.#actions.inc({ kind });
  }
}
