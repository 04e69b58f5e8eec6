import { setTimeout as sleep } from 'node:timers/promises';
import { type AttemptState } from '@pacer/agent';
import { JournalView } from '../journal-view.js';
import { type Victim } from '../victim.js';

/** What an agent asks for next in each state: kept from the nodes, the attempt stays in it. */
const NEXT_REQUEST: Record<AttemptState, string | undefined> = {
  intent: 'cosmos.auth.v1beta1.Query/AccountInfo',
  signed: 'broadcast_tx_sync',
  broadcast: 'tx_search',
  final: undefined,
};
const LOOK_EVERY_MS = 2;

/**
 * Kills an agent while an attempt is in a state, and leaves it down. When the state is not reached in time, it is killed all the
 * same.
 * @returns whether the state was reached
 */
export async function killIn(
  victim: Victim,
  state: AttemptState,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const view = new JournalView(victim.journal);
  const next = NEXT_REQUEST[state];
  if (next !== undefined) victim.rpc.hold((body) => body.includes(next));
  try {
    const isReached = await watch(view, state, timeoutMs, signal);
    await victim.program.kill();
    return isReached;
  } finally {
    view.close();
    victim.rpc.heal();
  }
}

async function watch(view: JournalView, state: AttemptState, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  let before = view.look();
  while (performance.now() < end && !signal.aborted) {
    const now = view.look();
    if (state === 'final') {
      // One less is unfinished than was: an attempt has just become final.
      if (now && before && now.unfinished.length < before.unfinished.length) return true;
    } else if (now?.unfinished.some((attempt) => attempt.state === state)) return true;
    before = now;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}
