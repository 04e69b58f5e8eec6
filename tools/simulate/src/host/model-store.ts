import { AgentError, type Attempt, type OwnTxStore, type TxStore } from '@pacer/agent';
import type { Life } from './life.js';
import type { DiskFaults } from './model-disk.js';

/** Told of every write that is in the journal, also of one that was reported as failed. */
export type OnWrite = (step: keyof TxStore, attempt: Attempt) => void;

/** The real journal on a model disk: writes may be refused, or reported as failed, and the process may die at each of them. */
export function modelStore(store: OwnTxStore, life: Life, disk: DiskFaults, onWrite: OnWrite): OwnTxStore {
  const read = <T>(question: () => T): T => {
    life.pass('reads');
    return question();
  };
  const write = (step: keyof TxStore, change: () => Attempt): Attempt => {
    life.pass(`before it writes ${step}`);
    if (disk.full) throw new AgentError('disk-full', 'no space left on the model disk', { retryable: true });
    const attempt = change();
    const { key, state, signed, outcome } = attempt;
    life.note(
      `writes ${step} ${key}#${attempt.attempt} ${state} ${signed?.hash.slice(0, 8) ?? ''} ${outcome?.kind ?? ''}`,
    );
    onWrite(step, attempt);
    life.pass(`after it wrote ${step}`);
    if (disk.failingSyncs > 0) {
      disk.failingSyncs--;
      throw new AgentError('disk-error', 'fsync of the model disk failed', { retryable: true });
    }
    return attempt;
  };
  return {
    latest: (key) => read(() => store.latest(key)),
    attempts: (key) => read(() => store.attempts(key)),
    unfinished: () => read(() => store.unfinished()),
    keys: (prefix) => read(() => store.keys(prefix)),
    intend: (...change) => write('intend', () => store.intend(...change)),
    reintend: (...change) => write('reintend', () => store.reintend(...change)),
    sign: (...change) => write('sign', () => store.sign(...change)),
    broadcast: (...change) => write('broadcast', () => store.broadcast(...change)),
    included: (...change) => write('included', () => store.included(...change)),
    finish: (...change) => write('finish', () => store.finish(...change)),
    close: () => {
      store.close();
    },
  };
}
