import type { DatabaseSync } from 'node:sqlite';
import { AgentError } from '../error.js';

/** Version in `PRAGMA user_version`; a change of the schema raises it and adds a step to `migrate`. */
export const SCHEMA_VERSION = 2;

/** Version 1. */
const SCHEMA = `
CREATE TABLE owner (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  program TEXT NOT NULL,
  pid INTEGER NOT NULL,
  since_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE attempt (
  key TEXT NOT NULL,
  attempt INTEGER NOT NULL CHECK (attempt >= 1),
  state TEXT NOT NULL CHECK (state IN ('intent', 'signed', 'broadcast', 'final')),
  intent TEXT NOT NULL,
  bytes BLOB,
  hash TEXT,
  deadline_ns INTEGER,
  since_ns INTEGER,
  from_height INTEGER,
  refusal TEXT,
  included_height INTEGER,
  outcome TEXT,
  created_ms INTEGER NOT NULL,
  final_ms INTEGER,
  PRIMARY KEY (key, attempt),
  CHECK (state = 'intent' OR state = 'final' OR (bytes IS NOT NULL AND hash IS NOT NULL AND deadline_ns IS NOT NULL)),
  CHECK ((state = 'final') = (outcome IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX unfinished ON attempt (key) WHERE state <> 'final';
`;

/** What each version has that the one before had not, from 1 on. */
const STEPS = [SCHEMA, 'ALTER TABLE attempt ADD COLUMN ordered TEXT; CREATE INDEX attempt_hash ON attempt (hash);'];

/**
 * Version of the tables in a database, 0 for an empty one.
 * @throws AgentError `journal-version` when a newer release wrote it
 */
export function schemaVersion(database: DatabaseSync, path: string): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (version > SCHEMA_VERSION) {
    throw new AgentError(
      'journal-version',
      `${path} was written by a newer release (version ${version}, this one knows ${SCHEMA_VERSION}): run that release`,
    );
  }
  return version;
}

/**
 * Brings the tables up to `SCHEMA_VERSION`. The index on unfinished attempts makes a second one of a key impossible in the
 * database itself.
 * @throws AgentError `journal-version`
 */
export function migrate(database: DatabaseSync, path: string): void {
  const version = schemaVersion(database, path);
  if (version === SCHEMA_VERSION) return;
  const steps = STEPS.slice(version).join('\n');
  database.exec(`BEGIN IMMEDIATE; ${steps} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
}
