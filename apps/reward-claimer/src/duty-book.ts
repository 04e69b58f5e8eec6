import { drawDuties, missingDuties, type Duty, type Member, type PacerQuery } from '@pacer/client';
import type { Result } from '@pacer/proto/validation/v1';

/** The queries that duties are computed from. */
export interface DutyQuery {
  inference: Pick<PacerQuery['inference'], 'allHeaders' | 'models'>;
  validation: Pick<PacerQuery['validation'], 'allResults' | 'rate'>;
}

/** What a draw is made for. */
export interface DrawFor {
  chainId: string;
  host: string;
  epoch: bigint;
  /** the Host's σ, 96 bytes */
  sigma: Uint8Array;
  members: readonly Member[];
}

/**
 * The duties of one epoch, computed from headers, members, rate and σ. Headers never change once the block after theirs
 * exists, so each is read and drawn once; results are read anew at every height.
 */
export class DutyBook {
  readonly #for: DrawFor;
  readonly #assigned: Duty[] = [];
  #ratePpm: number | undefined;
  #next = 0n;
  #completeSince: bigint | undefined;

  constructor(draw: DrawFor) {
    this.#for = draw;
  }

  /**
   * What is assigned and what is missing at a height.
   * @param height not below that of any call before
   */
  async look(
    query: DutyQuery,
    height: bigint,
  ): Promise<{ assigned: number; missing: Duty[]; completeSince: bigint | undefined }> {
    const { epoch, host } = this.#for;
    await this.#draw(query, height);
    const results: Result[] =
      this.#assigned.length > 0 ? (await query.validation.allResults({ epoch, host }, height)).results : [];
    const missing = missingDuties(this.#assigned, results);
    this.#completeSince = missing.length > 0 ? undefined : (this.#completeSince ?? height);
    return { assigned: this.#assigned.length, missing, completeSince: this.#completeSince };
  }

  async #draw(query: DutyQuery, height: bigint): Promise<void> {
    const { epoch } = this.#for;
    const headers = await query.inference.allHeaders({ epoch, from: this.#next }, height);
    const open = headers.findIndex(({ nextHash }) => nextHash.length === 0);
    const closed = open < 0 ? headers : headers.slice(0, open);
    if (closed.length === 0) return;
    const ratePpm = (this.#ratePpm ??= await query.validation.rate(epoch, height));
    const models = await query.inference.models(height);
    this.#assigned.push(...drawDuties({ ...this.#for, headers: closed, models, ratePpm }));
    this.#next += BigInt(closed.length);
  }
}
