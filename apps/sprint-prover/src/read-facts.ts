import type { TxStore } from '@pacer/agent';
import {
  addressBytes,
  EndpointError,
  pacerQuery,
  type EndpointPool,
  type PacerQuery,
  type Snapshot,
  type Target,
} from '@pacer/client';
import { hex } from '@pacer/crypto';
import type { Work } from '@pacer/proto/sprint/v1';
import { attemptsAt, challengesOf } from './attempt-facts.js';
import type {
  AccusedFacts,
  Choices,
  Facts,
  FoundFacts,
  ProvingFacts,
  ReviewFacts,
  SprintFacts,
  Task,
} from './facts.js';
import type { CheckNote, HitsJournal } from './hits-journal.js';
import { sprintKey } from './keys.js';
import { taskHash } from './task.js';
import { Unsurprised } from './unsurprised.js';

/** Where facts are read from. */
export interface Sources {
  chainId: string;
  host: string;
  /** what the engine writes; for looking on, read-only */
  attempts: Pick<TxStore, 'attempts' | 'keys'>;
  /** what is found and checked; undefined for looking on before there is any */
  hits: Pick<HitsJournal, 'run' | 'hits' | 'countUnchecked' | 'checks'> | undefined;
  pool: EndpointPool;
  proving: () => ProvingFacts;
  isChecking: (epoch: bigint) => boolean;
  choices: Choices;
}

/** Reads what a plan needs, all of the chain from one endpoint at one height, and remembers what never changes. */
export class FactsReader {
  readonly #sources: Sources;
  readonly #address: Uint8Array;
  readonly #unsurprised: Unsurprised;
  readonly #tasks = new Map<bigint, Task>();
  readonly #challengeGas = new Map<bigint, bigint>();

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#address = addressBytes(sources.host);
    this.#unsurprised = new Unsurprised(sources.pool, sources.host);
  }

  /** What the Sprint of an epoch computes, as the last facts had it; undefined while its beacon is not known. */
  task(epoch: bigint): Task | undefined {
    return this.#tasks.get(epoch);
  }

  /** Gas of a challenge in an epoch, on top of that of one without. */
  challengeGas(epoch: bigint): bigint {
    return this.#challengeGas.get(epoch) ?? 0n;
  }

  /** @throws NoEndpointError when no endpoint's answers fit each other, with what is wrong with each */
  read(): Promise<Facts> {
    return this.#sources.pool.atLatest(async ({ endpoint, status, height }) => {
      const query = pacerQuery(endpoint, height);
      const { epoch, meanBlockMs, params } = status;
      const target = await query.sprint.target(epoch);
      if (!target) throw new EndpointError(endpoint.url, 'untrue', `has no Sprint of epoch ${epoch}, in which it is`);
      this.#remember(epoch, target);
      const sprint = await this.#sprint({ endpoint, status, query }, target);
      const reviews = await this.#reviews(query, epoch, height, target);
      const blockMs = meanBlockMs > 0n ? meanBlockMs : params.targetBlockMs;
      const { proving, choices } = this.#sources;
      return { height, epoch, blockMs, sprint, proving: proving(), reviews, choices };
    });
  }

  #remember(epoch: bigint, { beacon, params, sprint, beaconHeight, challengeGas }: Target): void {
    const { dim, layers, heads, ff, seq } = params;
    const { chainId } = this.#sources;
    if (beaconHeight > 0n) {
      this.#tasks.set(epoch, { chainId, epoch, beacon, target: sprint.target, shape: { dim, layers, heads, ff, seq } });
    }
    this.#challengeGas.set(epoch, challengeGas);
    for (const map of [this.#tasks, this.#challengeGas]) {
      for (const known of map.keys()) if (known + 2n < epoch) map.delete(known);
    }
  }

  async #sprint({ endpoint, status, query }: Omit<Snapshot, 'height'>, target: Target): Promise<SprintFacts> {
    const { host, attempts } = this.#sources;
    const { epoch, schedule } = status;
    const { beaconHeight, computeEnd, params } = target;
    const own = await query.sprint.work({ epoch, host });
    const { count, lastNonce, chunks, guiltyHeight } = own?.work ?? {
      count: 0,
      lastNonce: 0n,
      chunks: 0,
      guiltyHeight: 0n,
    };
    const chain = { count, lastNonce: count > 0 ? lastNonce : undefined, messages: chunks, guiltyHeight };
    const all = attemptsAt(attempts, `${sprintKey(epoch)}/`);
    const eligible = own?.eligible ?? false;
    if (beaconHeight > 0n) await this.#unsurprised.check(endpoint.url, { epoch, eligible, chain, attempts: all });
    return {
      ...{ epoch, eligible, cutoff: schedule.cutoff, beaconHeight, computeEnd, span: computeEnd - beaconHeight },
      ...{ maxNonces: params.maxNonces, chain, attempts: all },
      found: this.#found(epoch, chain.lastNonce, params.maxNonces - count),
    };
  }

  #found(epoch: bigint, above: bigint | undefined, room: number): FoundFacts {
    const { hits } = this.#sources;
    const task = this.#tasks.get(epoch);
    const run = hits?.run(epoch);
    const floor = above === undefined ? 0n : above + 1n;
    // What was found for another beacon or target is nothing here.
    if (!hits || !run || !task || run.task !== taskHash(task, this.#address)) {
      return { frontier: floor, hits: [], unchecked: 0, false: 0 };
    }
    return {
      frontier: run.frontier > floor ? run.frontier : floor,
      hits: hits.hits(epoch, above, Math.max(0, room)),
      unchecked: hits.countUnchecked(epoch),
      false: run.falseHits,
    };
  }

  async #reviews(query: PacerQuery, epoch: bigint, height: bigint, current: Target): Promise<ReviewFacts[]> {
    const reviews: ReviewFacts[] = [];
    if (epoch > 0n) {
      const before = await query.sprint.target(epoch - 1n);
      if (before) this.#remember(epoch - 1n, before);
      if (before) reviews.push(await this.#review(query, epoch - 1n, before));
    }
    if (current.beaconHeight > 0n && height >= current.computeEnd)
      reviews.push(await this.#review(query, epoch, current));
    return reviews;
  }

  async #review(query: PacerQuery, epoch: bigint, { computeEnd, challengeUntil }: Target): Promise<ReviewFacts> {
    const { host, hits, isChecking } = this.#sources;
    const notes = hits?.checks(epoch) ?? [];
    const works = await query.sprint.works(epoch);
    const others = works.filter((work) => work.host !== host && work.count > 0);
    return {
      ...{ epoch, computeEnd, challengeUntil, checking: isChecking(epoch) },
      others: others.map((work) => this.#accused(epoch, work, notes)),
    };
  }

  #accused(epoch: bigint, { host, count, guiltyHeight }: Work, notes: readonly CheckNote[]): AccusedFacts {
    const own = notes.filter(({ accused }) => accused === host);
    return {
      ...{ host, count, guilty: guiltyHeight > 0n, checked: own.length },
      misses: own.filter(({ verdict }) => verdict === 'miss').map(({ nonce }) => nonce),
      challenges: challengesOf(this.#sources.attempts, epoch, host),
    };
  }
}

/** A task in a few words, for errors and logs. */
export function taskText({ epoch, beacon, target }: Task): string {
  return `beacon ${hex(beacon)} and target ${target} of the Sprint of epoch ${epoch}`;
}
