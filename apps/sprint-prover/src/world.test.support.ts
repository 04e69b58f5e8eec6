import { SprintError } from '@pacer/proto/errors';
import type { AttemptFacts, Facts } from './facts.js';
import { attempt, dead, factsOf, refused, sprintFacts } from './facts.test.support.js';
import { plan } from './plan.js';

/** What happens to one agent in one Sprint of the local preset: B = 476, window 477 to 484. */
export interface World {
  /** heights that the agent sees: any, in any distance */
  seen: (height: bigint) => boolean;
  /** heights at which it is started from a copy of its journal that it had so many heights before; 0 for a plain restart */
  restored: (height: bigint) => bigint | undefined;
  /** whether the attempt that begins at a height gets into a block, and after how many */
  lost: (height: bigint) => boolean;
  delay: bigint;
  /** whether there are two endpoints to witness the end of an attempt; without them the chain alone shows what it has */
  witnessed: boolean;
  /** another agent of the same Host commits what this one has found, at a height; undefined for none */
  twinAt: bigint | undefined;
  /** nonces that a block's time is enough for; every third is a hit */
  speed: bigint;
  maxNonces: number;
}

/** A message that the chain took. */
export interface Taken {
  height: bigint;
  nonces: readonly bigint[];
}

/** What came of it. */
export interface Story {
  taken: Taken[];
  /** messages that a block refused, with the code */
  refused: number[];
  /** most messages that were under way at the same time */
  inFlight: number;
  /** looks from the last due height on, with hits that were not committed */
  chances: number;
}

interface Journal {
  frontier: bigint;
  hits: bigint[];
  attempts: (AttemptFacts & { nonces: readonly bigint[]; sentAt: bigint; isIncluded: boolean })[];
}

const END = 484n;
/** Blocks after which an attempt that no block holds is proven dead. */
const DEAD_AFTER = 3n;

/** A chain, a prover and an engine around the plan, block by block. */
export function play(world: World): Story {
  const story: Story = { taken: [], refused: [], inFlight: 0, chances: 0 };
  let journal: Journal = { frontier: 0n, hits: [], attempts: [] };
  const copies = new Map<bigint, Journal>();
  let isProving = false;
  for (let height = 476n; height < 492n; height++) {
    carry(world, story, journal, height);
    if (world.twinAt === height) takeTwin(world, story, journal, height);
    const age = world.restored(height);
    if (age !== undefined) {
      // A transaction under way is not in an older copy: its bytes may still come, and here they do not.
      journal = structuredClone(copies.get(height - age) ?? journal);
      isProving = false;
    }
    if (isProving) find(story, journal, world.speed);
    copies.set(height, structuredClone(journal));
    if (!world.seen(height)) continue;
    const facts = look(world, story, journal, { height, isProving });
    for (const action of plan(facts)) {
      if (action.kind === 'prove') {
        isProving = true;
        const last = story.taken.at(-1)?.nonces.at(-1);
        if (last !== undefined && journal.frontier <= last) journal.frontier = last + 1n;
      }
      if (action.kind === 'rest') isProving = false;
      if (action.kind !== 'commit') continue;
      const { message, attempt: number, nonces } = action;
      journal.attempts.push({
        ...attempt(message, number, height),
        nonces,
        sentAt: height,
        lastNonce: nonces.at(-1)!,
        isIncluded: false,
      });
    }
    const last = story.taken.at(-1)?.nonces.at(-1) ?? -1n;
    // What the chain shows is under way no more, whatever a journal knows of its end.
    const isShown = (one: AttemptFacts) => story.taken.length >= one.message && last >= one.lastNonce;
    const open = journal.attempts.filter((one) => !one.outcome && !isShown(one)).length;
    story.inFlight = Math.max(story.inFlight, open);
    if (height >= 481n && height < END && facts.sprint.found.hits.length > 0) story.chances++;
  }
  return story;
}

function find({ taken }: Story, journal: Journal, speed: bigint): void {
  const last = taken.at(-1)?.nonces.at(-1) ?? -1n;
  for (let nonce = journal.frontier; nonce < journal.frontier + speed; nonce++) {
    if (nonce % 3n === 0n && nonce > last) journal.hits.push(nonce);
  }
  journal.frontier += speed;
}

function carry(world: World, story: Story, { attempts }: Journal, height: bigint): void {
  for (const one of attempts) {
    if (one.outcome || one.isIncluded) continue;
    if (world.lost(one.sentAt)) {
      if (world.witnessed && height >= one.sentAt + DEAD_AFTER) one.outcome = dead;
    } else if (height > one.sentAt + world.delay) {
      const outcome = include(world, story, one.nonces, height);
      one.isIncluded = true;
      if (world.witnessed) one.outcome = outcome;
    }
  }
}

/** The chain's own rules. */
function include(
  { maxNonces }: World,
  story: Story,
  nonces: readonly bigint[],
  height: bigint,
): AttemptFacts['outcome'] {
  const last = story.taken.at(-1)?.nonces.at(-1) ?? -1n;
  const count = story.taken.reduce((sum, one) => sum + one.nonces.length, 0);
  const isAbove = nonces.every((nonce, index) => nonce > (nonces[index - 1] ?? last));
  const code =
    height > END
      ? SprintError.SPRINT_OVER
      : !isAbove
        ? SprintError.NOT_ABOVE
        : count + nonces.length > maxNonces
          ? SprintError.TOO_MANY_NONCES
          : undefined;
  if (code === undefined) {
    story.taken.push({ height, nonces });
    return { kind: 'ok', height };
  }
  story.refused.push(code);
  return refused(height, code);
}

function takeTwin(world: World, story: Story, { hits }: Journal, height: bigint): void {
  const last = story.taken.at(-1)?.nonces.at(-1) ?? -1n;
  const nonces = hits.filter((nonce) => nonce > last).slice(0, 1);
  const before = story.refused.length;
  if (nonces.length > 0) include(world, story, nonces, height);
  // What the chain refuses another agent is no refusal of this one.
  story.refused.length = before;
}

function look(
  { maxNonces }: World,
  { taken }: Story,
  { frontier, hits, attempts }: Journal,
  { height, isProving }: { height: bigint; isProving: boolean },
): Facts {
  const last = taken.at(-1)?.nonces.at(-1);
  const count = taken.reduce((sum, one) => sum + one.nonces.length, 0);
  const open = [...new Set(hits)].filter((nonce) => last === undefined || nonce > last).slice(0, maxNonces - count);
  const sprint = sprintFacts({
    ...{ maxNonces, chain: { count, lastNonce: last, messages: taken.length, guiltyHeight: 0n } },
    ...{ found: { frontier, hits: open, unchecked: 0, false: 0 }, attempts: attempts.map((one) => ({ ...one })) },
  });
  return factsOf(sprint, height, {
    proving: isProving ? { state: 'running', epoch: 4n, task: 'aa' } : { state: 'off' },
  });
}
