/** Version in `PRAGMA user_version`; a change of the schema raises it and adds a step. */
export const SCHEMA_VERSION = 2;

/**
 * Nonces are u64 and SQLite's integers are not: 8 bytes, big-endian, which compare as the numbers do. A frontier goes up to 2^64,
 * and is decimal text, as the count of nonces is.
 */
const SCHEMA = `
CREATE TABLE run (
  epoch INTEGER PRIMARY KEY,
  task TEXT NOT NULL,
  frontier TEXT NOT NULL,
  done TEXT NOT NULL,
  found INTEGER NOT NULL,
  false_hits INTEGER NOT NULL,
  prover TEXT NOT NULL,
  threads INTEGER NOT NULL,
  rate_milli INTEGER NOT NULL,
  restarts INTEGER NOT NULL,
  failing TEXT NOT NULL,
  began_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE hit (
  epoch INTEGER NOT NULL,
  nonce BLOB NOT NULL CHECK (length(nonce) = 8),
  checked INTEGER NOT NULL CHECK (checked IN (0, 1)),
  PRIMARY KEY (epoch, nonce)
) STRICT, WITHOUT ROWID;
CREATE TABLE check_of (
  epoch INTEGER NOT NULL,
  accused TEXT NOT NULL,
  nonce BLOB NOT NULL CHECK (length(nonce) = 8),
  verdict TEXT NOT NULL CHECK (verdict IN ('hit', 'miss', 'unclear')),
  at_ms INTEGER NOT NULL,
  task TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (epoch, accused, nonce)
) STRICT, WITHOUT ROWID;
`;

/** SQL that brings tables of a version up to `SCHEMA_VERSION`; empty if there is nothing to do. */
export function stepsFrom(version: number): string {
  if (version === 0) return SCHEMA;
  // Checks of before do not say for which beacon and target they were made: they count for none, and are made again.
  return version === 1 ? `ALTER TABLE check_of ADD COLUMN task TEXT NOT NULL DEFAULT '';` : '';
}
