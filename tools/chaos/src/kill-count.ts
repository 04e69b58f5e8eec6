import { statesLeft, type JournalState } from './journal-view.js';
import { type Victim } from './victim.js';

/** Kills by what they left in the journal. A kill that left attempts in two states counts in both. */
export class KillCount {
  readonly byState = new Map<JournalState, number>();
  total = 0;

  /**
   * Looks at what a kill has left: call it before the program is started again.
   * @param aimed the state in which an attempt was when it was killed, where that is known: others may be unfinished beside it
   */
  note({ journal }: Victim, aimed?: JournalState): void {
    this.total += 1;
    const states = new Set([...statesLeft(journal), ...(aimed === undefined ? [] : [aimed])]);
    for (const state of states) this.byState.set(state, (this.byState.get(state) ?? 0) + 1);
  }
}
