import { createLogger, systemClock } from '@pacer/agent';
import { Claimer } from './claimer.js';
import type { EpochFacts, Facts } from './facts.js';
import { isClaimed, nextClaim, plan } from './plan.js';
import { epochReport, type EpochReport } from './report.js';
import { PROGRAM, type ClaimerConfig } from './settings.js';

const PAUSE_MS = 300;

/**
 * Makes one claim of an epoch now, or carries on the one that is under way, and waits for its end. Does not wait for the
 * cadence; everything else is as in `run`, the journal too.
 * @returns what to tell, and whether the chain shows the claim; undefined for an epoch that cannot be claimed now
 */
export async function claimOnce(
  config: ClaimerConfig,
  epoch: bigint,
  signal: AbortSignal,
): Promise<{ claimed: boolean; report: EpochReport } | undefined> {
  const claimer = new Claimer(config, createLogger({ program: PROGRAM, level: config.own.log_level }));
  try {
    let facts = await claimer.look(signal);
    let of = find(facts, epoch);
    if (!of) return undefined;
    const before = of.attempts.filter(({ outcome }) => outcome).length;
    if (canClaim(facts, of)) {
      for (const action of plan(facts)) {
        if (action.epoch === epoch && action.kind !== 'claim') await claimer.act(action, signal);
      }
      await claimer.act({ kind: 'claim', epoch, attempt: of.attempts.length + 1 }, signal);
    }
    for (;;) {
      facts = await claimer.look(signal);
      of = find(facts, epoch);
      if (!of || isOver(of, before) || nextClaim(facts, of).kind !== 'pending') break;
      await systemClock.sleep(PAUSE_MS, signal);
      signal.throwIfAborted();
    }
    return of && { claimed: isClaimed(of), report: epochReport(facts, of) };
  } finally {
    claimer.close();
  }
}

function find({ epochs }: Facts, epoch: bigint): EpochFacts | undefined {
  return epochs.find((of) => of.epoch === epoch);
}

/** Whether a claim can be begun: settled, with a share, and none under way or done. */
function canClaim(facts: Facts, of: EpochFacts): boolean {
  const next = nextClaim(facts, of);
  return of.settled && (next.kind === 'now' || next.kind === 'at');
}

/** Whether the chain has the claim, or an attempt that ended since without success. */
function isOver(of: EpochFacts, before: number): boolean {
  if (isClaimed(of)) return true;
  const kind = of.attempts.at(-1)?.outcome?.kind;
  return of.attempts.filter(({ outcome }) => outcome).length > before && (kind === 'failed' || kind === 'dead');
}
