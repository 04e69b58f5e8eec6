import { PacerError } from '../errors/pacer-error.js';
import { pacerQuery, type PacerQuery } from '../queries/pacer-query.js';
import { type Endpoint } from '../rpc/endpoint.js';
import { type EndpointPool } from './endpoint-pool.js';

/** Nodes that must say the same, where there are so many. */
const WITNESSES = 2;

/** What the healthy nodes of a pool say to a question of yes or no. */
export interface Testimony {
  /** Nobody who is needed is missing: two say yes, and more than say no. With one node in the pool, its word has to do. */
  proven: boolean;
  /** The same among those that can be used now: with one alone its word has to do. Enough to go on, not to end anything. */
  agreed: boolean;
  /** The opposite is proven: two say no, and more than say yes. */
  denied: boolean;
  /** URLs of those that say yes. */
  inFavour: string[];
  /** URLs of those that say no; one that does not know, or does not answer, says nothing. */
  against: string[];
}

/** Asks one endpoint; undefined when it does not know (yet). */
export type Question = (query: PacerQuery, endpoint: Endpoint) => Promise<boolean | undefined>;

/** Asks every healthy node, for one alone can be wrong about anything. Two URLs of one node count once. */
export async function askAll(pool: EndpointPool, ask: Question): Promise<Testimony> {
  const endpoints = await pool.nodes();
  const answers = await Promise.all(
    endpoints.map(async (endpoint) => ({ url: endpoint.url, says: await answerOf(endpoint, ask) })),
  );
  const saying = (what: boolean) => answers.filter(({ says }) => says === what).map(({ url }) => url);
  const inFavour = saying(true);
  const against = saying(false);
  const isCarried = (by: string[], over: string[], count: number) =>
    by.length > 0 && by.length >= Math.min(WITNESSES, count) && by.length > over.length;
  return {
    proven: isCarried(inFavour, against, pool.endpoints.length),
    agreed: isCarried(inFavour, against, endpoints.length),
    denied: isCarried(against, inFavour, pool.endpoints.length),
    ...{ inFavour, against },
  };
}

/** True or false if it is proven, undefined if nobody can tell yet. */
export function verdictOf({ proven, denied }: Pick<Testimony, 'proven' | 'denied'>): boolean | undefined {
  return proven ? true : denied ? false : undefined;
}

/** How long those that are a moment behind are waited for. */
export interface Patience {
  times: number;
  everyMs: number;
  /** Rejects when the caller gives up. */
  sleep: (ms: number) => Promise<void>;
}

/** The same; while nobody says no and too few say yes, those that do not know yet are asked again for a moment. */
export async function askAllPatiently(
  pool: EndpointPool,
  ask: Question,
  { times, everyMs, sleep }: Patience,
): Promise<Testimony> {
  for (let left = times; ; left--) {
    const testimony = await askAll(pool, ask);
    if (testimony.agreed || testimony.against.length > 0 || left === 0) return testimony;
    await sleep(everyMs);
  }
}

async function answerOf(endpoint: Endpoint, ask: Question): Promise<boolean | undefined> {
  try {
    return await ask(pacerQuery(endpoint), endpoint);
  } catch (error) {
    if (!(error instanceof PacerError)) throw error;
    return undefined;
  }
}
