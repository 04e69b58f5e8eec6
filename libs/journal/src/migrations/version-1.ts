/** Version 1: the first one. */
export const VERSION_1 = `
  CREATE TABLE batches (
    op TEXT PRIMARY KEY,
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
  CREATE UNIQUE INDEX batches_on_chain ON batches (epoch, batch_id) WHERE batch_id IS NOT NULL;
  CREATE INDEX batches_by_state ON batches (state);

  CREATE TABLE records (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id BLOB NOT NULL UNIQUE CHECK (length(request_id) = 32),
    epoch INTEGER,
    model TEXT NOT NULL,
    body BLOB NOT NULL,
    response BLOB NOT NULL,
    artifact BLOB NOT NULL,
    leaf_value BLOB NOT NULL,
    tokens INTEGER NOT NULL,
    fee INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('recorded', 'batched', 'committed')),
    batch_op TEXT REFERENCES batches (op) CHECK ((state = 'recorded') = (batch_op IS NULL)),
    batch_index INTEGER CHECK ((state = 'recorded') = (batch_index IS NULL))
  ) STRICT;
  CREATE INDEX records_waiting ON records (model, seq) WHERE state = 'recorded';
  CREATE UNIQUE INDEX records_in_batch ON records (batch_op, batch_index) WHERE batch_op IS NOT NULL;

  CREATE TABLE results (
    epoch INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    idx INTEGER NOT NULL CHECK (idx BETWEEN 0 AND 8191),
    owner TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('match', 'mismatch')),
    detail TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'in_flight', 'recorded', 'quarantined')),
    op TEXT CHECK (state <> 'in_flight' OR op IS NOT NULL),
    reason TEXT CHECK ((state = 'quarantined') = (reason IS NOT NULL)),
    PRIMARY KEY (epoch, batch_id, idx)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX results_by_state ON results (state);

  CREATE TABLE duties (
    epoch INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    idx INTEGER NOT NULL CHECK (idx BETWEEN 0 AND 8191),
    owner TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('drawn', 'claim')),
    priority INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('wanted', 'running', 'done', 'failed')),
    failures INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    next_try_ms INTEGER NOT NULL DEFAULT 0,
    lease_until_ms INTEGER CHECK ((state = 'running') = (lease_until_ms IS NOT NULL)),
    PRIMARY KEY (epoch, batch_id, idx)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX duties_open ON duties (priority DESC, epoch, batch_id, idx) WHERE state <> 'done';

  CREATE TABLE sigmas (
    epoch INTEGER PRIMARY KEY,
    sigma BLOB NOT NULL CHECK (length(sigma) = 96)
  ) STRICT;
`;
