import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** The process that last opened a journal for writing. */
export interface JournalOwner {
  program: string;
  pid: number;
  /** Unix milliseconds */
  sinceMs: number;
}

/** Who opened the journal last; undefined when the file is missing or does not say. */
export function readOwner(path: string): JournalOwner | undefined {
  if (!existsSync(path)) return undefined;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 1000 });
    const row = database.prepare('SELECT program, pid, since_ms FROM owner').get();
    return row && { program: String(row.program), pid: Number(row.pid), sinceMs: Number(row.since_ms) };
  } catch {
    // A journal that cannot be read does not say who holds it; whoever opens it learns why.
    return undefined;
  } finally {
    database?.close();
  }
}

/** What a second process is told. */
export function ownerSentence(program: string, path: string, owner: JournalOwner | undefined): string {
  const who = owner
    ? `${owner.program}, process ${owner.pid}, since ${new Date(owner.sinceMs).toISOString()}`
    : `another ${program}`;
  return `${path} is held by ${who}: stop it first, or give this one another state_dir and another Host`;
}
