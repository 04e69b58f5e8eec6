import { SprintError } from '@pacer/proto/errors';
import type { AttemptFacts, Facts, Prepared, RoundFacts } from './facts.js';
import { attempt, factsOf, partFacts, ready, refused, roundFacts } from './facts.test.support.js';
import { plan } from './plan.js';
import { PARTS, type Part } from './settings.js';

/** What happens to one agent in one epoch of the local preset. */
export interface World {
  /** heights that the agent sees: any, in any distance */
  seen: (height: bigint) => boolean;
  /** heights before which it is killed and started again: what it has computed is gone */
  killed: (height: bigint) => boolean;
  dealAt: bigint;
  /** height at which the others have dealt enough to close */
  enoughAt: bigint;
  /** attempts of each part that never get into a block, by number */
  lost: Record<Part, ReadonlySet<number>>;
  /** height at which another agent of the same Host has it in a block */
  twin: Record<Part, bigint | undefined>;
  /** first height of the next epoch */
  end: bigint;
}

/** What came of it. */
export interface Story {
  attempts: Record<Part, AttemptFacts[]>;
  /** blocks that hold the part, carried out */
  done: Record<Part, bigint | undefined>;
  closeHeight: bigint;
  openFrom: bigint;
  /** heights at which the agent looked while the part could be sent and was not on the chain */
  chances: Record<Part, number>;
}

const DEAL_CLOSE = 51n;
const CUTOFF = 73n;

/** A chain and an engine around the plan, block by block: an attempt is in the next block, or lost and proven dead after three. */
export function play(world: World): Story {
  const story: Story = {
    ...{ attempts: { deal: [], open: [] }, done: { deal: undefined, open: undefined } },
    ...{ closeHeight: 0n, openFrom: 0n, chances: { deal: 0, open: 0 } },
  };
  const sent: Record<Part, bigint> = { deal: 0n, open: 0n };
  const prepared: Record<Part, Prepared> = { deal: { state: 'absent' }, open: { state: 'absent' } };
  for (let height = 1n; height < world.end; height++) {
    beginBlock(world, story, height);
    for (const part of PARTS) carry(world, story, { part, height, sentAt: sent[part] });
    if (world.killed(height)) for (const part of PARTS) prepared[part] = { state: 'absent' };
    if (!world.seen(height)) continue;
    const facts = look(world, story, height, prepared);
    count(world, story, facts);
    for (const action of plan(facts)) {
      if (action.kind === 'prepare-dealing') prepared.deal = ready;
      else if (action.kind === 'prepare-opening') prepared.open = ready;
      else {
        story.attempts[action.kind].push(attempt(action.attempt));
        sent[action.kind] = height;
      }
    }
  }
  return story;
}

function dealtSlots({ enoughAt }: World, { done }: Story, height: bigint): number {
  return (height >= enoughAt ? 33 : 16) + (done.deal === undefined ? 0 : 16);
}

/** Dealings are closed before those of the block are carried out, or, when the close was put off, after them. */
function beginBlock(world: World, story: Story, height: bigint): void {
  if (story.closeHeight > 0n || height < DEAL_CLOSE || dealtSlots(world, story, height - 1n) < 33) return;
  story.closeHeight = height;
  story.openFrom = height + 1n > CUTOFF ? height + 1n : CUTOFF;
}

function carry(
  world: World,
  story: Story,
  { part, height, sentAt }: { part: Part; height: bigint; sentAt: bigint },
): void {
  const twin = world.twin[part];
  if (twin === height && story.done[part] === undefined && accepted(story, part, height)) story.done[part] = height;
  const open = story.attempts[part].at(-1);
  if (!open || open.outcome) return;
  if (world.lost[part].has(open.attempt)) {
    if (height >= sentAt + 3n) open.outcome = { kind: 'dead', provenBy: ['a', 'b'] };
  } else if (story.done[part] !== undefined) {
    open.outcome = refused(height, part === 'deal' ? SprintError.ALREADY_DEALT : SprintError.ALREADY_OPENED);
  } else if (accepted(story, part, height)) {
    story.done[part] = height;
    open.outcome = { kind: 'ok', height };
  } else open.outcome = refused(height, part === 'deal' ? SprintError.CLOSED : SprintError.TOO_EARLY);
}

function accepted({ closeHeight, openFrom }: Story, part: Part, height: bigint): boolean {
  return part === 'deal' ? closeHeight === 0n && height >= 11n : openFrom > 0n && height >= openFrom;
}

function look(world: World, story: Story, height: bigint, prepared: Record<Part, Prepared>): Facts {
  const part = (name: Part) =>
    partFacts({
      ...{ height: story.done[name] ?? 0n, shown: story.done[name] !== undefined },
      ...{ prepared: prepared[name], attempts: story.attempts[name].map((one) => ({ ...one })) },
    });
  const round: RoundFacts = roundFacts({
    ...{ dealAt: world.dealAt, dealtSlots: dealtSlots(world, story, height), closeHeight: story.closeHeight },
    ...{ openFrom: story.openFrom, attemptsUsed: 0, parts: { deal: part('deal'), open: part('open') } },
  });
  return factsOf(round, height);
}

function count({ dealAt }: World, { chances, done, closeHeight, openFrom }: Story, { height, round }: Facts): void {
  const next = height + 1n;
  const closes = next >= DEAL_CLOSE && round.dealtSlots >= round.threshold;
  if (done.deal === undefined && next >= dealAt && closeHeight === 0n && !closes) chances.deal++;
  if (done.open === undefined && openFrom > 0n && next >= openFrom) chances.open++;
}
