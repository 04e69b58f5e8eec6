import { DatabaseSync } from 'node:sqlite';
import { isBusy, storageError } from './sqlite-error.js';

/**
 * A lock that the kernel gives back when its process dies, whatever kills it: an exclusive transaction on an empty SQLite
 * file, which is an fcntl lock underneath. A lock file with a pid in it would need guessing after a SIGKILL and a reused pid.
 */
export class ProcessLock {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * @param path file of the lock; made if missing
   * @param waitMs milliseconds in which another holder may give it back; nothing else runs meanwhile
   * @returns undefined when another process, or another holder in this one, has it
   * @throws AgentError `state-dir-unwritable`, `disk-full`, `disk-error`
   */
  static take(path: string, waitMs = 0): ProcessLock | undefined {
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path, { timeout: waitMs });
      database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
      return new ProcessLock(database);
    } catch (error) {
      database?.close();
      if (isBusy(error)) return undefined;
      throw storageError(error, path);
    }
  }

  release(): void {
    this.#database.close();
  }
}
