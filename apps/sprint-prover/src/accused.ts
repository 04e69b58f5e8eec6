import type { Work } from '@pacer/proto/sprint/v1';
import type { AccusedFacts } from './facts.js';
import type { CheckNote } from './hits-journal.js';

/** What this Host knows of the work of others in one Sprint. */
export interface Known {
  notes: readonly CheckNote[];
  /** attempts to challenge, by the accused */
  challenges: ReadonlyMap<string, AccusedFacts['challenges']>;
  /** height from which on this Host may challenge another */
  turn: (accused: string) => bigint;
}

/** Works of others as facts, each with what was checked of it. */
export function accusedFacts(works: readonly Work[], { notes, challenges, turn }: Known): AccusedFacts[] {
  const checked = new Map<string, CheckNote[]>();
  for (const note of notes) {
    const before = checked.get(note.accused);
    if (before) before.push(note);
    else checked.set(note.accused, [note]);
  }
  return works.map(({ host, count, guiltyHeight }) => {
    const own = checked.get(host) ?? [];
    const misses = own.filter(({ verdict }) => verdict === 'miss').map(({ nonce }) => nonce);
    return {
      ...{ host, count, guilty: guiltyHeight > 0n, checked: own.length, misses },
      challengeFrom: misses.length > 0 ? turn(host) : 0n,
      challenges: challenges.get(host) ?? [],
    };
  });
}
