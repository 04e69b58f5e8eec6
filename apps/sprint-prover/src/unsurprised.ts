import type { HostWork, PacerQuery } from '@pacer/client';
import type { AttemptFacts, CommittedFacts } from './facts.js';
import type { Claim, Witnesses } from './witnesses.js';

/** What one endpoint says about this Host's work. */
export interface OwnWork {
  epoch: bigint;
  /** committed height that it is about */
  height: bigint;
  eligible: boolean;
  chain: CommittedFacts;
  attempts: readonly AttemptFacts[];
}

/**
 * Keeps one endpoint from talking a Host out of its work: that it takes no part, was found guilty, has nonces on the chain that its
 * journal does not know to be there, or lacks a message that the journal has as included. After a backup was restored such a thing is true,
 * and everybody says so. Where one says it and one denies it the Host goes on: a message too many costs a fee.
 */
export class Unsurprised {
  readonly #witnesses: Witnesses;
  readonly #host: string;

  constructor(witnesses: Witnesses, host: string) {
    this.#witnesses = witnesses;
    this.#host = host;
  }

  /** @throws EndpointError `untrue`, naming the endpoint, so that the next one is asked */
  async check(url: string, work: OwnWork): Promise<void> {
    for (const claim of this.#claims(work)) await this.#witnesses.check(url, claim);
  }

  /** The same about its guilt alone, in an epoch that is over too. */
  async checkGuilt(url: string, epoch: bigint, height: bigint): Promise<void> {
    await this.#witnesses.check(url, this.#guilt(epoch, height));
  }

  #claims({ epoch, height, eligible, chain, attempts }: OwnWork): Claim[] {
    const claims: Claim[] = [];
    if (!eligible) {
      const says = `takes no part in the Sprint of epoch ${epoch}`;
      claims.push(this.#claim({ epoch, height, what: 'out', says }, (own) => !own.eligible));
    }
    if (chain.guiltyHeight > 0n) claims.push(this.#guilt(epoch, height));
    const { count, lastNonce, messages } = chain;
    const known = attempts.filter(({ outcome }) => outcome?.kind === 'ok' || outcome?.kind === 'superseded');
    if (lastNonce !== undefined && (lastNonce > lastOf(known) || count > countOf(known))) {
      const says = `has committed ${count} nonces up to ${lastNonce} in epoch ${epoch}`;
      const shows = ({ work }: HostWork) => work.count >= count && work.lastNonce >= lastNonce;
      claims.push(this.#claim({ epoch, height, what: `${count} ${lastNonce}`, says }, shows));
    }
    const lacking = attempts.find(
      ({ message, outcome }) => message > messages && outcome?.kind === 'ok' && outcome.height <= height,
    );
    if (lacking) {
      const says = `has ${messages} messages in epoch ${epoch}, where its journal has message ${lacking.message} as included`;
      const claim = this.#claim({ epoch, height, what: '', says }, ({ work }) => work.chunks < lacking.message);
      // Not for good: it is there in the end.
      claims.push({ ...claim, key: undefined });
    }
    return claims;
  }

  #guilt(epoch: bigint, height: bigint): Claim {
    const says = `was found guilty in the Sprint of epoch ${epoch}`;
    return this.#claim({ epoch, height, what: 'guilty', says }, ({ work }) => work.guiltyHeight > 0n);
  }

  #claim(
    { epoch, height, what, says }: { epoch: bigint; height: bigint; what: string; says: string },
    shows: (own: HostWork) => boolean,
  ): Claim {
    const host = this.#host;
    return {
      ...{ key: `own ${epoch} ${what}`, says: `${host} ${says}`, alone: 'passed over', contested: 'passed over' },
      agrees: (query) => isShown(query, { epoch, host, height }, shows),
    };
  }
}

/** Whether an endpoint shows it too; no only of one that has come as far. */
async function isShown(
  query: PacerQuery,
  { epoch, host, height }: { epoch: bigint; host: string; height: bigint },
  shows: (own: HostWork) => boolean,
): Promise<boolean | undefined> {
  const { height: theirs } = await query.epoch.status();
  const own = await query.sprint.work({ epoch, host });
  if (!own) return undefined;
  if (shows(own)) return true;
  return theirs >= height ? false : undefined;
}

function lastOf(attempts: readonly AttemptFacts[]): bigint {
  return attempts.reduce<bigint>((most, { lastNonce }) => (lastNonce > most ? lastNonce : most), -1n);
}

/** Most nonces that these attempts can have brought: one of each message is on the chain. */
function countOf(attempts: readonly AttemptFacts[]): number {
  const most = new Map<number, number>();
  for (const { message, count } of attempts) most.set(message, Math.max(most.get(message) ?? 0, count));
  return [...most.values()].reduce((sum, count) => sum + count, 0);
}
