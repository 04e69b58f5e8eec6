import type { WatchedWindow } from '@pacer/agent';
import { RewardState } from '@pacer/proto/reward/v1';
import type { EpochFacts, Facts } from './facts.js';
import { isClaimed, isTooLate } from './plan.js';
import { epochReport } from './report.js';
import { claimKey } from './settings.js';

/** Sorts of windows that a claimer watches. */
export const WINDOWS = ['claim'] as const;

/** The claims of all epochs that are looked at, as windows that pass. Pure. */
export function windowsOf(facts: Facts): WatchedWindow[] {
  // Before it is settled nobody knows whether there is anything to claim.
  return facts.epochs.filter(({ member, settled }) => member && settled).flatMap((of) => windowOf(facts, of));
}

function windowOf(facts: Facts, of: EpochFacts): WatchedWindow[] {
  const { window, reward } = of;
  const hasShare = reward !== RewardState.UNSPECIFIED;
  if (!hasShare) return [];
  const { why, todo, attempts, missing } = epochReport(facts, of);
  const isLost = reward === RewardState.BURNED || isTooLate(facts, of);
  // What duties are missing is fixed by the Host's own programs; everything else of class fix is for people.
  const isStuck = !of.keyFits || (attempts.at(-1)?.class === 'fix' && missing === 0);
  return [
    {
      ...{ key: claimKey(of.epoch), kind: 'claim', from: window.from, end: window.end },
      state: isClaimed(of) ? 'done' : isLost ? 'lost' : 'open',
      why: isStuck ? (attempts.at(-1)?.reason ?? "the key file's BLS key is not the one that the chain has") : why,
      todo: todo.startsWith('nothing') ? '' : todo,
      waitsForHelp: isStuck,
    },
  ];
}
