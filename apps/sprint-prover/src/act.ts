import { AgentError, type Clock, type TxEngine } from '@pacer/agent';
import { askAllPatiently, type EndpointPool } from '@pacer/client';
import { compare } from '@pacer/crypto';
import type { Checking } from './checking.js';
import type { Facts, ProverAction, Task } from './facts.js';
import { challengeKey, workKey } from './keys.js';
import { challengeOf, commitOf, type Parties } from './messages.js';
import { isUnchecked } from './plan.js';
import type { Proving } from './proving.js';
import { taskText } from './read-facts.js';
import { effectOf } from './shown.js';

/** What actions work on. */
export interface Workshop {
  parties: Parties;
  pool: EndpointPool;
  clock: Clock;
  engine: Pick<TxEngine, 'submit'>;
  proving: Pick<Proving, 'prepare' | 'begin' | 'rest'>;
  checking: Pick<Checking, 'begin'>;
  /** the facts that the last plan was made of */
  looked: () => Facts | undefined;
  task: (epoch: bigint) => Task | undefined;
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
      await prove(work, facts, action.epoch, signal);
      return;
    case 'rest':
      // Beside the loop: the last message need not wait for a prover that takes its time to end.
      void work.proving.rest();
      return;
    case 'commit':
      await commit(work, facts, action, signal);
      return;
    case 'check': {
      const task = work.task(action.epoch);
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

async function prove(work: Workshop, { sprint }: Facts, epoch: bigint, signal: AbortSignal): Promise<void> {
  const task = work.task(epoch);
  if (!task || sprint.epoch !== epoch) return;
  await assertShared(work, task, signal);
  const last = sprint.chain.lastNonce;
  work.proving.begin(task, last === undefined ? 0n : last + 1n);
}

async function commit(
  { engine, parties, pool }: Workshop,
  { sprint }: Facts,
  { epoch, message, attempt, nonces }: Extract<ProverAction, { kind: 'commit' }>,
  signal: AbortSignal,
): Promise<void> {
  const key = workKey(epoch, message);
  const carried = commitOf(parties, epoch, nonces);
  const effect = effectOf(pool, key, carried.messages);
  await engine.submit({ key, attempt, ...carried, windowBlocks: sprint.span, ...(effect && { effect }) }, signal);
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

/** How long endpoints that are a moment behind are waited for: the window is short. */
const PATIENCE = { times: 10, everyMs: 100 };

/** A window of work is not spent on the word of one endpoint: another has to have the same beacon and target. */
async function assertShared({ pool, clock }: Workshop, task: Task, signal: AbortSignal): Promise<void> {
  const sleep = async (ms: number): Promise<void> => {
    await clock.sleep(ms, signal);
    signal.throwIfAborted();
  };
  const { agreed, against } = await askAllPatiently(
    pool,
    async ({ sprint }) => {
      const target = await sprint.target(task.epoch);
      if (!target || target.beaconHeight === 0n) return undefined;
      return compare(target.beacon, task.beacon) === 0 && target.sprint.target === task.target;
    },
    { ...PATIENCE, sleep },
  );
  if (agreed) return;
  const who = against.length > 0 ? `${against.join(', ')} has another` : 'no other endpoint has one yet';
  throw new AgentError(
    'endpoints-disagree',
    `${taskText(task)} is shown by one endpoint alone, ${who}: remove the wrong one from rpc`,
    { retryable: true },
  );
}
