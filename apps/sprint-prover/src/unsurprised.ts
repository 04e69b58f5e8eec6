import { askAll, EndpointError, type EndpointPool } from '@pacer/client';
import type { AttemptFacts, CommittedFacts } from './facts.js';

/** What one endpoint says about this Host's work. */
export interface OwnWork {
  epoch: bigint;
  eligible: boolean;
  chain: CommittedFacts;
  attempts: readonly AttemptFacts[];
}

/**
 * Keeps one endpoint from talking a Host out of its work: that it takes no part, or that the chain has nonces that its journal
 * knows nothing of, is believed when nobody else denies it. After a backup was restored it is true, and everybody says so.
 */
export class Unsurprised {
  readonly #pool: EndpointPool;
  readonly #host: string;
  readonly #confirmed = new Set<string>();

  constructor(pool: EndpointPool, host: string) {
    this.#pool = pool;
    this.#host = host;
  }

  /** @throws EndpointError `untrue`, naming the endpoint, so that the next one is asked */
  async check(url: string, { epoch, eligible, chain, attempts }: OwnWork): Promise<void> {
    const host = this.#host;
    if (!eligible) {
      await this.#ask(
        url,
        `${epoch} out`,
        `${host} takes no part in the Sprint of epoch ${epoch}`,
        (work) => !work.eligible,
        epoch,
      );
    }
    const known = attempts.reduce<bigint>((most, { lastNonce }) => (lastNonce > most ? lastNonce : most), -1n);
    const last = chain.lastNonce;
    if (last === undefined || last <= known) return;
    const claim = `${host} has committed nonce ${last} in epoch ${epoch}`;
    await this.#ask(url, `${epoch} ${last}`, claim, ({ work }) => work.count > 0 && work.lastNonce >= last, epoch);
  }

  async #ask(
    url: string,
    key: string,
    claim: string,
    agrees: (own: { eligible: boolean; work: { count: number; lastNonce: bigint } }) => boolean,
    epoch: bigint,
  ): Promise<void> {
    if (this.#confirmed.has(key)) return;
    const host = this.#host;
    const { proven, agreed, against } = await askAll(this.#pool, async ({ sprint }) => {
      const own = await sprint.work({ epoch, host });
      return own ? agrees(own) : undefined;
    });
    if (proven) this.#confirmed.add(key);
    if (!agreed && against.length > 0) throw new EndpointError(url, 'untrue', `says that ${claim}, and others deny it`);
  }
}
