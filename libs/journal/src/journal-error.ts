/**
 * What went wrong with the journal. Programs decide by code and `retryable`; texts are for people.
 * - torn: the file is damaged
 * - disk_full: no room to write
 * - io: the disk refused (failing disk, quota, file-size limit)
 * - newer_schema: written by a later version of the programs
 * - not_a_journal: the file is something else
 * - unwritable: it can't be opened for writing
 * - busy: other programs held it for longer than the busy timeout
 * - backlog: too much waits for the disk
 * - conflict: other content is already stored under this key
 * - invalid: a value that the journal can't hold
 * - closed: used after close()
 */
export type JournalErrorCode =
  | 'torn'
  | 'disk_full'
  | 'io'
  | 'newer_schema'
  | 'not_a_journal'
  | 'unwritable'
  | 'busy'
  | 'backlog'
  | 'conflict'
  | 'invalid'
  | 'closed';

const WHAT_TO_DO: Record<JournalErrorCode, string> = {
  torn: 'stop the programs, move the file and its -wal and -shm aside, restore a copy or start with a new journal',
  disk_full: 'free space on its disk; nothing was lost, the programs go on by themselves',
  io: 'check the disk, its quota and the file-size limit (ulimit -f); nothing was half written',
  newer_schema: 'start the newer version of the programs, or restore the copy from before the upgrade',
  not_a_journal: 'check the path in the settings',
  unwritable: 'check that the folder exists and that this user may write to it',
  busy: 'try again; if it lasts, look for a program that hangs while it holds the journal',
  backlog: 'wait; if it lasts, look why the journal cannot be written (disk, other programs)',
  conflict: 'do not overwrite: look at both contents, one of them belongs to another Host or chain',
  invalid: 'fix the caller',
  closed: 'open the journal again',
};

const RETRYABLE: ReadonlySet<JournalErrorCode> = new Set(['busy', 'backlog', 'disk_full', 'io']);

/** The one error class of this package; the message says what to do next. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: JournalErrorCode;
  readonly retryable: boolean;
  /** What happened, without what to do about it. */
  readonly what: string;
  /** What to do about it, for people. */
  readonly todo: string;

  constructor(code: JournalErrorCode, what: string, options?: { cause?: unknown }) {
    super(`${what}: ${WHAT_TO_DO[code]}`, options);
    this.code = code;
    this.what = what;
    this.retryable = RETRYABLE.has(code);
    this.todo = WHAT_TO_DO[code];
  }
}

/** Primary result codes of SQLite (https://sqlite.org/rescode.html); an extended code has more bits above these 8. */
const SQLITE: ReadonlyMap<number, JournalErrorCode> = new Map([
  [3, 'unwritable'],
  [5, 'busy'],
  [6, 'busy'],
  [8, 'unwritable'],
  [10, 'io'],
  [11, 'torn'],
  [13, 'disk_full'],
  [14, 'unwritable'],
  [15, 'busy'],
  [18, 'invalid'],
  [19, 'invalid'],
  [20, 'invalid'],
  [25, 'invalid'],
  [26, 'torn'],
]);

/** What SQLite threw, as a JournalError; anything else is returned as it is. */
export function fromSqlite(error: unknown, path: string): unknown {
  const code = codeOf(error);
  const cause = { cause: error };
  if (code === 'ERR_INVALID_STATE') return new JournalError('closed', `the journal ${path} is closed`, cause);
  if (code !== 'ERR_SQLITE_ERROR') return error;
  const { errcode, message } = error as { errcode?: unknown; message?: unknown };
  const known = typeof errcode === 'number' ? SQLITE.get(errcode & 0xff) : undefined;
  return known ? new JournalError(known, `the journal ${path}: ${String(message)}`, cause) : error;
}

/** The `code` of an error of Node, or undefined. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
