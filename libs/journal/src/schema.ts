import { bigintIn, type Database } from './database.js';
import { JournalError } from './journal-error.js';
import { VERSION_1 } from './migrations/version-1.js';
import { VERSION_2 } from './migrations/version-2.js';

/** "PACJ": tells a journal from any other SQLite file. */
const APPLICATION_ID = 0x5041434an;

/**
 * Version n of the schema is what MIGRATIONS[0 … n−1] made. A published entry never changes; a new version appends.
 * The CHECKs state which columns belong to which state, so that a wrong transition fails instead of being stored.
 */
const MIGRATIONS: readonly string[] = [VERSION_1, VERSION_2];

export const SCHEMA_VERSION: number = MIGRATIONS.length;

/**
 * Brings an opened file to this version, in one transaction: of several programs that start at once, one migrates.
 * @throws JournalError `newer_schema`, `not_a_journal`, `torn`
 */
export function migrate(db: Database): void {
  db.transaction(() => {
    const version = pragma(db, 'user_version');
    const isOurs = pragma(db, 'application_id') === APPLICATION_ID;
    const isNew = version === 0n && db.get('SELECT 1 FROM sqlite_schema') === undefined;
    if (!isOurs && !isNew) throw new JournalError('not_a_journal', `${db.path} is another program's SQLite file`);
    if (version > SCHEMA_VERSION) {
      const what = `the journal ${db.path} has schema ${version}, this program knows up to ${SCHEMA_VERSION}`;
      throw new JournalError('newer_schema', what);
    }
    for (const step of MIGRATIONS.slice(Number(version))) db.exec(step);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}

/** A greater file is not read as a whole by every program that opens it: it would take minutes. */
const CHECKED_BYTES = 256n * 1024n * 1024n;

/** Checks every page of a file that is not too large for it; of a larger one, that its schema can be read. @throws JournalError `torn` */
export function checkAtOpening(db: Database): void {
  const bytes = pragma(db, 'page_count') * pragma(db, 'page_size');
  if (bytes <= CHECKED_BYTES) checkIntegrity(db);
  else db.all('SELECT name FROM sqlite_schema');
}

/** @throws JournalError `torn` if pages are damaged; reads the whole file */
export function checkIntegrity(db: Database): void {
  const [row] = db.all('PRAGMA quick_check(1)');
  if (row?.quick_check !== 'ok') {
    throw new JournalError('torn', `the journal ${db.path} is damaged (${String(row?.quick_check)})`);
  }
}

/** The value of a pragma that is a number. */
export function pragma(
  db: Database,
  name: 'user_version' | 'application_id' | 'page_count' | 'page_size' | 'freelist_count',
): bigint {
  const row = db.get(`PRAGMA ${name}`);
  return row ? bigintIn(row, name) : 0n;
}
