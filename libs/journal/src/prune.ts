import { bigintIn, type Database, integer } from './database.js';

/** How many rows of each table were deleted. */
export interface Pruned {
  readonly records: number;
  readonly batches: number;
  readonly results: number;
  readonly duties: number;
  readonly sigmas: number;
}

/** Rows of the small tables that one piece deletes at most, for each record that it may delete. */
const SMALL_ROWS = 10;

/** See Journal.prune. */
export function prune(db: Database, { before, most = 500 }: { before: bigint; most?: number }): Pruned {
  const epoch = integer(before, 'before');
  return db.transaction(() => {
    const records = pruneRecords(db, epoch, most);
    const small = most * SMALL_ROWS;
    const of = (table: string, key: string, where: string) =>
      db.run(
        `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${where} LIMIT ?)`,
        ...[epoch, small],
      );
    const place = 'epoch, batch_id, idx';
    return {
      records,
      batches:
        records < most
          ? of(
              'batches',
              'seq',
              `epoch < ? AND state IN ('committed', 'failed') AND NOT EXISTS (SELECT 1 FROM records WHERE batch = batches.seq)`,
            )
          : 0,
      results: of('results', place, `epoch < ? AND state IN ('recorded', 'quarantined')`),
      // No result of theirs is accepted any more, whatever their state.
      duties: of('duties', place, 'epoch < ?'),
      sigmas: of('sigmas', 'epoch', 'epoch < ?'),
    };
  });
}

function pruneRecords(db: Database, epoch: bigint, most: number): number {
  const rows = db.all(
    `SELECT seq FROM (
       SELECT r.seq FROM batches b JOIN records r ON r.batch = b.seq WHERE b.state = 'committed' AND b.epoch < ?
       UNION ALL SELECT seq FROM records WHERE reason IS NOT NULL AND epoch < ?
     ) LIMIT ?`,
    ...[epoch, epoch, most],
  );
  for (const row of rows) {
    const seq = bigintIn(row, 'seq');
    db.run('DELETE FROM contents WHERE seq = ?', seq);
    db.run('DELETE FROM records WHERE seq = ?', seq);
  }
  return rows.length;
}
