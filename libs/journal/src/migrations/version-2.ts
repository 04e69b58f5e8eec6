/**
 * Version 2: for a million records a day. A record's bytes have a table of their own, and whether it is committed is its
 * batch's state: a row that changes is small, and committing 8,192 records changes one row. Records have a kind, can be set
 * aside with a reason, and like results can be held to smaller groups while the one that spoils a group is looked for.
 */
export const VERSION_2 = `
  CREATE TABLE batches_2 (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    op TEXT NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('artifact', 'response')),
    model TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 8192),
    root BLOB NOT NULL CHECK (length(root) = 32),
    total_tokens INTEGER NOT NULL,
    total_fee INTEGER NOT NULL,
    request_ids BLOB NOT NULL CHECK (length(request_ids) = 32 * count),
    created_ms INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'in_flight', 'committed', 'failed')),
    reason TEXT CHECK ((state = 'failed') = (reason IS NOT NULL)),
    batch_id INTEGER CHECK ((state = 'committed') = (batch_id IS NOT NULL))
  ) STRICT;
  INSERT INTO batches_2 (op, epoch, kind, model, count, root, total_tokens, total_fee, request_ids, created_ms, state, reason, batch_id)
    SELECT op, epoch, kind, model, count, root, total_tokens, total_fee, request_ids, created_ms, state, reason, batch_id
    FROM batches ORDER BY created_ms, op;

  CREATE TABLE contents (
    seq INTEGER PRIMARY KEY,
    body BLOB NOT NULL,
    response BLOB NOT NULL,
    artifact BLOB NOT NULL
  ) STRICT;
  INSERT INTO contents SELECT seq, body, response, artifact FROM records;

  CREATE TABLE records_2 (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('artifact', 'response')),
    request_id BLOB NOT NULL CHECK (length(request_id) = 32),
    epoch INTEGER,
    model TEXT NOT NULL,
    leaf_value BLOB NOT NULL,
    tokens INTEGER NOT NULL,
    fee INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    batch INTEGER REFERENCES batches_2 (seq),
    batch_index INTEGER CHECK ((batch IS NULL) = (batch_index IS NULL)),
    reason TEXT CHECK (reason IS NULL OR batch IS NULL),
    group_max INTEGER CHECK (group_max >= 1),
    UNIQUE (kind, request_id)
  ) STRICT;
  INSERT INTO records_2 (seq, kind, request_id, epoch, model, leaf_value, tokens, fee, created_ms, batch, batch_index)
    SELECT r.seq, 'artifact', request_id, r.epoch, r.model, leaf_value, tokens, fee, r.created_ms, b.seq, batch_index
    FROM records r LEFT JOIN batches_2 b ON b.op = r.batch_op;

  DROP TABLE records;
  DROP TABLE batches;
  ALTER TABLE batches_2 RENAME TO batches;
  ALTER TABLE records_2 RENAME TO records;
  CREATE UNIQUE INDEX batches_on_chain ON batches (epoch, batch_id) WHERE batch_id IS NOT NULL;
  CREATE INDEX batches_by_state ON batches (state, epoch);
  CREATE INDEX records_waiting ON records (kind, model, seq) WHERE batch IS NULL AND reason IS NULL;
  CREATE INDEX records_limited ON records (kind, model, group_max, seq)
    WHERE group_max IS NOT NULL AND batch IS NULL AND reason IS NULL;
  CREATE INDEX records_quarantined ON records (epoch, seq) WHERE reason IS NOT NULL;
  CREATE UNIQUE INDEX records_in_batch ON records (batch, batch_index) WHERE batch IS NOT NULL;

  ALTER TABLE results ADD COLUMN created_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE results ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1));
  ALTER TABLE results ADD COLUMN group_max INTEGER CHECK (group_max >= 1);
  DROP INDEX results_by_state;
  CREATE INDEX results_by_state ON results (state, urgent DESC, epoch, batch_id, idx);
  CREATE INDEX results_queued ON results (created_ms) WHERE state = 'queued';
  CREATE INDEX results_in_flight ON results (created_ms) WHERE state = 'in_flight';
  CREATE INDEX results_by_op ON results (op) WHERE op IS NOT NULL;
  CREATE INDEX duties_by_state ON duties (epoch, state);
`;
