import { JournalError, type Journal } from '@pacer/journal';
import type { Life } from './life.js';
import type { DiskFaults } from './model-disk.js';

/** Methods of the work journal's tables that write. */
const WRITES = new Set([
  'fix',
  'send',
  'commit',
  'fail',
  'add',
  'record',
  'release',
  'split',
  'hurry',
  'quarantine',
  'requeue',
  'put',
  'want',
]);

/** The real work journal of the Host on a model disk, as one process sees it. */
export function modelWorkJournal(journal: Journal, life: Life, disk: DiskFaults): Journal {
  const guarded = <T>(name: string, change: () => T): T => {
    life.pass(`before the work journal's ${name}`);
    if (disk.full) throw new JournalError('disk_full', 'no space left on the model disk');
    const value = change();
    life.note(`work journal: ${name}`);
    life.pass(`after the work journal's ${name}`);
    return value;
  };
  const table = <T extends object>(of: T): T =>
    new Proxy(of, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return (...values: unknown[]): unknown => {
          const call = (): unknown => Reflect.apply(member, target, values) as unknown;
          if (WRITES.has(String(name))) return guarded(String(name), call);
          life.pass('reads the work journal');
          return call();
        };
      },
    });
  const { records, batches, results, duties, sigmas, path } = journal;
  return {
    ...{ records: table(records), batches: table(batches), results: table(results), duties: table(duties) },
    ...{ sigmas: table(sigmas), path },
    transaction: <T>(body: () => T) => guarded('transaction', () => journal.transaction(body)),
    prune: (range: Parameters<Journal['prune']>[0]) => guarded('prune', () => journal.prune(range)),
    bytes: () => journal.bytes(),
    close: () => {
      journal.close();
    },
  } as unknown as Journal;
}
