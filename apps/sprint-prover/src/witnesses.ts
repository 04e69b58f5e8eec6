import { AgentError, systemClock, type Clock } from '@pacer/agent';
import { askAllPatiently, EndpointError, type EndpointPool, type Question } from '@pacer/client';

/** Something that one endpoint says, and how others are asked about it. */
export interface Claim {
  /** what it is about, if that does not change: who says something else than two confirmed is not asked about, but passed over */
  about?: string;
  /** all of it: what two confirmed once is not asked about again; undefined for what can change */
  key: string | undefined;
  /** for people; follows “says that” */
  says: string;
  /** Asks an endpoint; undefined while it can't know. */
  agrees: Question;
  /** what is made of it while nobody else knows */
  alone: 'believed' | 'passed over';
  /** what is made of it while as many deny it as confirm it */
  contested: 'passed over' | 'nobody is believed';
}

/** How long endpoints that are a moment behind are waited for: the window is short. */
const PATIENCE = { times: 10, everyMs: 100 };
/** Endpoints that have to deny a claim before one is called a liar. */
const DENIERS = 2;

/**
 * Keeps one endpoint from deciding what this Host does. What it says is used when another one says the same; an endpoint that is
 * denied by two is passed over for a while. While it is the only one that can be used, its word has to do, and is asked about
 * again in every pass until a second one confirms it.
 */
export class Witnesses {
  readonly #pool: EndpointPool;
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #proven = new Set<string>();
  /** by what they are about, the claims that were proven of what does not change */
  readonly #settled = new Map<string, Claim>();

  constructor(pool: EndpointPool, clock: Pick<Clock, 'sleep'> = systemClock) {
    this.#pool = pool;
    this.#clock = clock;
  }

  /** Whether a claim with this key was confirmed by two. */
  isProven(key: string): boolean {
    return this.#proven.has(key);
  }

  /**
   * @param url of the endpoint that makes the claim
   * @throws EndpointError `untrue`, naming the endpoint, so that the next one is asked
   * @throws AgentError `endpoints-disagree` when nobody can tell who is wrong
   */
  async check(url: string, claim: Claim): Promise<void> {
    const { about, key, says, agrees, alone, contested } = claim;
    if (key !== undefined && this.#proven.has(key)) return;
    const settled = about === undefined ? undefined : this.#settled.get(about);
    if (settled) throw new EndpointError(url, 'untrue', `says that ${says}, where two said that ${settled.says}`);
    const times = alone === 'believed' ? 0 : PATIENCE.times;
    const sleep = (ms: number): Promise<void> => this.#clock.sleep(ms);
    const testimony = await askAllPatiently(this.#pool, agrees, { ...PATIENCE, times, sleep });
    const { proven, agreed, inFavour, against } = testimony;
    if (proven && key !== undefined) {
      this.#proven.add(key);
      if (about !== undefined) this.#settled.set(about, claim);
    }
    if (agreed) return;
    const others = against.join(', ');
    if (against.length >= DENIERS && against.length > inFavour.length) {
      const why = `says that ${says}, and ${others} deny it`;
      this.#pool.distrust(url, why);
      throw new EndpointError(url, 'untrue', why);
    }
    if (against.length > 0 && contested === 'passed over') {
      throw new EndpointError(url, 'untrue', `says that ${says}, and ${others} denies it`);
    }
    if (against.length > 0) {
      throw new AgentError(
        'endpoints-disagree',
        `${url} says that ${says}, and ${others} denies it: remove the wrong one from rpc, and name three endpoints of different Hosts`,
        { retryable: true },
      );
    }
    if (alone === 'passed over') {
      throw new EndpointError(url, 'untrue', `says that ${says}, and no other endpoint confirms it yet`);
    }
  }
}
