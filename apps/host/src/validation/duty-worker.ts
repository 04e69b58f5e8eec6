import type { Action, LoopParts } from '@pacer/agent';
import type { Duty } from '@pacer/journal';
import { doDuty, LEASE_MS, type ReExecutionParts } from './re-execution.js';

interface DutyAction extends Action {
  readonly kind: 're-execute';
  readonly duty: Duty;
}

/**
 * The loop of a worker: takes the most urgent duty, does it, and the next one at once; without one it waits for a block, and
 * so it does when the journal failed: a full disk must not make it spin.
 */
export function dutyWorker(
  loop: Pick<LoopParts<DutyAction>, 'signal' | 'clock' | 'log' | 'metrics'> & { everyMs: () => number },
  work: ReExecutionParts,
  canWork: () => boolean,
): LoopParts<DutyAction> {
  let goesOn = false;
  return {
    ...loop,
    everyMs: () => (goesOn ? 0 : loop.everyMs()),
    plan: () => {
      goesOn = false;
      // Nothing is taken that could not be finished: without chain or engine it would only be put back.
      const duty = canWork() ? work.journal.duties.take(work.now(), LEASE_MS) : undefined;
      return Promise.resolve(duty ? [{ kind: 're-execute', duty }] : []);
    },
    act: async ({ duty }, stop) => {
      await doDuty(work, duty, stop);
      goesOn = true;
    },
  };
}
