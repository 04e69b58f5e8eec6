import { readdirSync } from 'node:fs';
import { storageError } from './sqlite-error.js';
import { TxJournal } from './tx-journal.js';

/**
 * Whether a journal in a state folder, whichever program's, has signed these bytes. Journals that can't be read say nothing.
 * @param hash upper-case hex
 * @throws AgentError `state-dir-unwritable` for a folder that can't be read
 */
export function isKnownIn(stateDir: string, hash: string): boolean {
  return namesIn(stateDir)
    .filter((name) => name.endsWith('.sqlite'))
    .some((name) => isKnown({ stateDir, program: name.slice(0, -'.sqlite'.length) }, hash));
}

function namesIn(stateDir: string): string[] {
  try {
    return readdirSync(stateDir);
  } catch (error) {
    throw storageError(error, stateDir);
  }
}

function isKnown(place: { stateDir: string; program: string }, hash: string): boolean {
  let journal: TxJournal | undefined;
  try {
    journal = TxJournal.openReadOnly(place);
    return journal?.knows(hash) ?? false;
  } catch {
    // A file of another kind, or one that is damaged: its owner says so.
    return false;
  } finally {
    journal?.close();
  }
}
