import type { EndpointPool } from '@pacer/client';
import { Gauge } from 'prom-client';
import type { Clock } from '../clock.js';
import { feeFaults, readFees, type FeePlan } from '../doctor/fees.js';
import type { AgentMetrics } from '../metrics.js';
import type { Condition } from './alert.js';

const EVERY_MS = 5 * 60_000;

/**
 * Looks now and then at what pays the fees of a running agent, with the doctor's own eyes. A look runs beside the loop and
 * never holds it up; between two looks the last findings stand.
 */
export class FeeWatch {
  readonly #pool: EndpointPool;
  readonly #plan: FeePlan;
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #balance: Gauge;
  readonly #left: Gauge;
  readonly #expires: Gauge;
  readonly #need: Gauge;
  #began: number | undefined;
  #conditions: readonly Condition[] = [];

  constructor(
    { pool, plan, clock, everyMs = EVERY_MS }: { pool: EndpointPool; plan: FeePlan; clock: Clock; everyMs?: number },
    { registry }: Pick<AgentMetrics, 'registry'>,
  ) {
    [this.#pool, this.#plan, this.#clock, this.#everyMs] = [pool, plan, clock, everyMs];
    const labelNames = ['denom'];
    const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames, registers: [registry] });
    this.#balance = gauge(
      'pacer_fee_balance',
      "Coins on the operator's account, which pays the fees, in the smallest unit",
    );
    this.#left = gauge('pacer_fee_allowance_left', 'Left of the fee allowance; absent without a limit');
    this.#need = gauge('pacer_fee_need', 'Fees that should be there, by the same reckoning as doctor');
    this.#expires = new Gauge({
      name: 'pacer_fee_allowance_expires_seconds',
      help: 'Time until the fee allowance ends, by block time; absent if it never does',
      registers: [registry],
    });
    this.#expires.remove();
  }

  /** Findings of the last look. Begins another when one is due. */
  get conditions(): readonly Condition[] {
    const now = this.#clock.monotonic();
    if (this.#began === undefined || now - this.#began >= this.#everyMs) {
      this.#began = now;
      void this.look();
    }
    return this.#conditions;
  }

  /** Looks now. Never rejects: that nobody knows is a finding too. */
  async look(): Promise<void> {
    try {
      const standing = await readFees(this.#pool, this.#plan);
      const { denom, balance, left, need, expiresInSeconds } = standing;
      this.#balance.set({ denom }, Number(balance));
      this.#need.set({ denom }, Number(need));
      if (left === undefined) this.#left.reset();
      else this.#left.set({ denom }, Number(left));
      if (expiresInSeconds === undefined) this.#expires.remove();
      else this.#expires.set(expiresInSeconds);
      const faults = feeFaults(standing, this.#plan);
      this.#conditions = [...new Set(faults.map(({ alert }) => alert))].map((alert): Condition => {
        const ofKind = faults.filter((fault) => fault.alert === alert);
        const said = ofKind.map((fault) => fault.said).join('; ');
        return { alert, key: this.#plan.signer, said, todo: ofKind[0]?.fix ?? '' };
      });
    } catch (error) {
      const said = `what pays the fees cannot be looked at: ${error instanceof Error ? error.message : String(error)}`;
      const unknown: Condition = {
        alert: 'fee-unknown',
        key: this.#plan.signer,
        said,
        todo: 'see what is wrong with the endpoints',
      };
      // What was found before is not over because nobody could look.
      this.#conditions = [...this.#conditions.filter(({ alert }) => alert !== 'fee-unknown'), unknown];
    }
  }
}
