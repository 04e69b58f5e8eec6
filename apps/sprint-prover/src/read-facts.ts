import { systemClock, type Clock, type TxStore } from '@pacer/agent';
import { addressBytes, EndpointError, pacerQuery, type EndpointPool, type Snapshot, type Target } from '@pacer/client';
import { accusedFacts } from './accused.js';
import { attemptsAt, challengesIn } from './attempt-facts.js';
import { ChallengeTurns } from './challenge-turns.js';
import type { Choices, Facts, FoundFacts, ProvingFacts, ReviewFacts, SprintFacts, Task } from './facts.js';
import type { HitsJournal } from './hits-journal.js';
import { sprintKey } from './keys.js';
import { challengeClaim, claimsOfNow, targetClaim } from './sprint-claims.js';
import { sprintHash, taskHash } from './task.js';
import { Unsurprised } from './unsurprised.js';
import { Witnesses } from './witnesses.js';

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

/**
 * Reads what a plan needs, all of the chain from one endpoint at one height, and remembers what never changes. An endpoint that
 * others deny is passed over, and the next one read.
 */
export class FactsReader {
  readonly #sources: Sources;
  readonly #address: Uint8Array;
  readonly #witnesses: Witnesses;
  readonly #unsurprised: Unsurprised;
  readonly #turns: ChallengeTurns;
  /** each with the key of the claim that it was taken from */
  readonly #tasks = new Map<bigint, { task: Task; claim: string }>();
  readonly #challengeGas = new Map<bigint, bigint>();

  constructor(sources: Sources, clock: Pick<Clock, 'sleep'> = systemClock) {
    this.#sources = sources;
    this.#address = addressBytes(sources.host);
    this.#turns = new ChallengeTurns(sources.host);
    this.#witnesses = new Witnesses(sources.pool, clock);
    this.#unsurprised = new Unsurprised(this.#witnesses, sources.host);
  }

  /** What the Sprint of an epoch computes, as the last facts had it; undefined while its beacon is not known. */
  task(epoch: bigint): Task | undefined {
    return this.#tasks.get(epoch)?.task;
  }

  /** The same if two endpoints showed it: on less nobody is accused. */
  provenTask(epoch: bigint): Task | undefined {
    const known = this.#tasks.get(epoch);
    return known && this.#witnesses.isProven(known.claim) ? known.task : undefined;
  }

  /** Gas of a challenge in an epoch, on top of that of one without. */
  challengeGas(epoch: bigint): bigint {
    return this.#challengeGas.get(epoch) ?? 0n;
  }

  /**
   * @throws NoEndpointError when no endpoint's answers fit each other, with what is wrong with each
   * @throws AgentError `endpoints-disagree` when one says this, another one that, and there is no third
   */
  read(): Promise<Facts> {
    return this.#sources.pool.atLatest(async ({ endpoint, status, height }) => {
      const query = pacerQuery(endpoint, height);
      const { epoch, meanBlockMs, params } = status;
      const target = await query.sprint.target(epoch);
      if (!target) throw new EndpointError(endpoint.url, 'untrue', `has no Sprint of epoch ${epoch}, in which it is`);
      for (const claim of claimsOfNow(endpoint.url, status, target)) await this.#witnesses.check(endpoint.url, claim);
      await this.#remember(endpoint.url, epoch, target);
      const sprint = await this.#sprint({ endpoint, status, query, height }, target);
      const reviews = await this.#reviews({ endpoint, query, height }, target, status.schedule.nextStart);
      const blockMs = meanBlockMs > 0n ? meanBlockMs : params.targetBlockMs;
      const { proving, choices } = this.#sources;
      return { height, epoch, blockMs, sprint, proving: proving(), reviews, choices };
    });
  }

  /** Takes the task of a Sprint whose beacon is known, when others don't deny it. */
  async #remember(url: string, epoch: bigint, target: Target): Promise<void> {
    const { beacon, params, sprint, beaconHeight, challengeGas, challengeUntil } = target;
    if (beaconHeight === 0n) return;
    const claim = targetClaim(epoch, target);
    await this.#witnesses.check(url, claim);
    if (challengeUntil > 0n) await this.#witnesses.check(url, challengeClaim(epoch, challengeUntil));
    const { chainId } = this.#sources;
    const { dim, layers, heads, ff, seq } = params;
    const task = { chainId, epoch, beacon, target: sprint.target, shape: { dim, layers, heads, ff, seq } };
    this.#tasks.set(epoch, { task, claim: claim.key });
    this.#challengeGas.set(epoch, challengeGas);
    for (const map of [this.#tasks, this.#challengeGas]) {
      for (const known of map.keys()) if (known + 2n < epoch) map.delete(known);
    }
  }

  async #sprint({ endpoint, status, query, height }: Snapshot, target: Target): Promise<SprintFacts> {
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
    const isKnown = beaconHeight > 0n;
    if (isKnown) await this.#unsurprised.check(endpoint.url, { epoch, height, eligible, chain, attempts: all });
    return {
      ...{ epoch, eligible, cutoff: schedule.cutoff, beaconHeight, computeEnd, span: computeEnd - beaconHeight },
      ...{ maxNonces: params.maxNonces, chain, attempts: all, task: isKnown ? this.#taskHash(epoch) : undefined },
      found: this.#found(epoch, chain.lastNonce, params.maxNonces - count),
    };
  }

  #taskHash(epoch: bigint): string | undefined {
    const task = this.task(epoch);
    return task && taskHash(task, this.#address);
  }

  #found(epoch: bigint, above: bigint | undefined, room: number): FoundFacts {
    const { hits } = this.#sources;
    const task = this.#taskHash(epoch);
    const run = hits?.run(epoch);
    const floor = above === undefined ? 0n : above + 1n;
    // What was found for another beacon or target is nothing here.
    if (!hits || !run || !task || run.task !== task) {
      return { frontier: floor, hits: [], unchecked: 0, false: 0 };
    }
    return {
      frontier: run.frontier > floor ? run.frontier : floor,
      hits: hits.hits(epoch, above, Math.max(0, room)),
      unchecked: hits.countUnchecked(epoch),
      false: run.falseHits,
    };
  }

  async #reviews(at: Omit<Snapshot, 'status'>, current: Target, nextStart: bigint): Promise<ReviewFacts[]> {
    const { epoch } = current.sprint;
    const reviews: ReviewFacts[] = [];
    if (epoch > 0n) {
      const before = await at.query.sprint.target(epoch - 1n);
      if (before) await this.#remember(at.endpoint.url, epoch - 1n, before);
      if (before) reviews.push(await this.#review(at, before, 0n));
    }
    if (current.beaconHeight > 0n && at.height >= current.computeEnd)
      reviews.push(await this.#review(at, current, nextStart > 0n ? nextStart - 1n : 0n));
    return reviews;
  }

  /** @param forWeight last height at which a challenge takes the weight of this work; 0 if it has passed or nobody knows */
  async #review(
    { endpoint, query, height }: Omit<Snapshot, 'status'>,
    { computeEnd, challengeUntil, sprint: { epoch } }: Target,
    forWeight: bigint,
  ): Promise<ReviewFacts> {
    const { attempts, host, hits, isChecking } = this.#sources;
    // What was computed for another beacon or target says nothing about these nonces.
    const task = this.task(epoch);
    const hash = task && sprintHash(task);
    const notes = (hits?.checks(epoch) ?? []).filter((note) => note.task === hash);
    const works = await query.sprint.works(epoch);
    const own = works.find((work) => work.host === host && work.guiltyHeight > 0n);
    if (own) await this.#unsurprised.checkGuilt(endpoint.url, epoch, height);
    const others = works.filter((work) => work.host !== host && work.count > 0);
    const turn = (accused: string): bigint =>
      this.#turns.from(epoch, accused, height, { forWeight, forStake: challengeUntil });
    return {
      ...{ epoch, computeEnd, challengeUntil, checking: isChecking(epoch) },
      guilt: own && { height: own.guiltyHeight, nonce: own.guiltyNonce },
      others: accusedFacts(others, { notes, challenges: challengesIn(attempts, epoch), turn }),
    };
  }
}
