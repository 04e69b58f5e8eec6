import type { TxEngine } from '@pacer/agent';
import type { EndpointPool } from '@pacer/client';
import type { Checking } from './checking.js';
import type { Facts, ProverAction, Task } from './facts.js';
import { challengeKey, workKey } from './keys.js';
import { challengeOf, commitOf, type Parties } from './messages.js';
import { isUnchecked } from './plan.js';
import type { Proving } from './proving.js';
import { effectOf, isDenied } from './shown.js';

/** What actions work on. */
export interface Workshop {
  parties: Parties;
  pool: EndpointPool;
  engine: Pick<TxEngine, 'submit'>;
  proving: Pick<Proving, 'prepare' | 'begin' | 'rest'>;
  checking: Pick<Checking, 'begin'>;
  /** the facts that the last plan was made of */
  looked: () => Facts | undefined;
  task: (epoch: bigint) => Task | undefined;
  /** the same if two endpoints showed it */
  provenTask: (epoch: bigint) => Task | undefined;
  challengeGas: (epoch: bigint) => bigint;
}

/** Does one action. Done twice, or after a crash in the middle, it comes to the same. */
export async function act(work: Workshop, action: ProverAction, signal: AbortSignal): Promise<void> {
  const facts = work.looked();
  if (!facts) return;
  switch (action.kind) {
    case 'prepare':
      work.proving.prepare();
      return;
    case 'prove':
      prove(work, facts, action.epoch);
      return;
    case 'rest':
      // Beside the loop: the last message need not wait for a prover that takes its time to end.
      void work.proving.rest();
      return;
    case 'commit':
      await commit(work, facts, action, signal);
      return;
    case 'check': {
      // What comes of it is noted for good, and a bond is staked on it: the word of one endpoint is not enough.
      const task = work.provenTask(action.epoch);
      const review = facts.reviews.find(({ epoch }) => epoch === action.epoch);
      const open = review?.others.filter((one) => isUnchecked(one, facts.choices.checks)) ?? [];
      if (task)
        work.checking.begin(
          task,
          open.map(({ host }) => host),
        );
      return;
    }
    case 'challenge':
      await challenge(work, action, signal);
  }
}

function prove(work: Workshop, { sprint }: Facts, epoch: bigint): void {
  const task = work.task(epoch);
  if (!task || sprint.epoch !== epoch) return;
  const last = sprint.chain.lastNonce;
  work.proving.begin(task, last === undefined ? 0n : last + 1n, sprint.maxNonces);
}

async function commit(
  { engine, parties, pool }: Workshop,
  { sprint }: Facts,
  { epoch, message, attempt, nonces }: Extract<ProverAction, { kind: 'commit' }>,
  signal: AbortSignal,
): Promise<void> {
  // One that is on the chain by one endpoint alone: while another denies it, what follows it waits.
  const open = sprint.attempts.filter(({ outcome }) => !outcome);
  if (open.length > 0 && (await isDenied(pool, { epoch, host: parties.host }, open))) return;
  const key = workKey(epoch, message);
  const carried = commitOf(parties, epoch, nonces);
  const effect = effectOf(pool, key, carried.messages);
  const window = { windowBlocks: sprint.span, lastHeight: sprint.computeEnd };
  await engine.submit({ key, attempt, ...carried, ...window, ...(effect && { effect }) }, signal);
}

async function challenge(
  { challengeGas, engine, parties, pool }: Workshop,
  { epoch, accused, nonce, attempt }: Extract<ProverAction, { kind: 'challenge' }>,
  signal: AbortSignal,
): Promise<void> {
  const key = challengeKey(epoch, accused, nonce);
  const carried = challengeOf(parties, { epoch, accused, nonce, challengeGas: challengeGas(epoch) });
  const effect = effectOf(pool, key, carried.messages);
  await engine.submit({ key, attempt, ...carried, ...(effect && { effect }) }, signal);
}
