import { pacerQuery, type Endpoint, type EndpointPool, type PacerQuery } from '@pacer/client';
import { isClassified, type Clock } from '@pacer/agent';

/** Endpoints that must say the same, where there are so many. */
const WITNESSES = 2;
/** How long those that are a moment behind are waited for. */
const PATIENCE = { times: 20, everyMs: 100 };

/** What the healthy endpoints say to a question. */
export interface Testimony {
  /** whether as many as are needed say yes */
  agreed: boolean;
  /** URLs of those that say no; one that does not know, or does not answer, says nothing */
  against: string[];
}

/**
 * Asks every healthy endpoint, for one alone can be wrong about anything.
 * @param ask answers undefined when the endpoint does not know (yet)
 */
export async function askAll(
  pool: EndpointPool,
  ask: (query: PacerQuery) => Promise<boolean | undefined>,
): Promise<Testimony> {
  const endpoints = await pool.all();
  const answers = await Promise.all(
    endpoints.map(async (endpoint) => ({ endpoint, says: await answerOf(endpoint, ask) })),
  );
  const saying = (what: boolean) => answers.filter(({ says }) => says === what).map(({ endpoint }) => endpoint.url);
  const inFavour = saying(true).length;
  return { agreed: inFavour > 0 && inFavour >= Math.min(WITNESSES, endpoints.length), against: saying(false) };
}

/** The same; while nobody says no and too few say yes, those that do not know yet are asked again for a moment. */
export async function askAllPatiently(
  pool: EndpointPool,
  ask: (query: PacerQuery) => Promise<boolean | undefined>,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<Testimony> {
  for (let left = PATIENCE.times; ; left--) {
    const testimony = await askAll(pool, ask);
    if (testimony.agreed || testimony.against.length > 0 || left === 0) return testimony;
    await clock.sleep(PATIENCE.everyMs, signal);
    signal.throwIfAborted();
  }
}

async function answerOf(
  endpoint: Endpoint,
  ask: (query: PacerQuery) => Promise<boolean | undefined>,
): Promise<boolean | undefined> {
  try {
    return await ask(pacerQuery(endpoint));
  } catch (error) {
    if (!isClassified(error)) throw error;
    return undefined;
  }
}
