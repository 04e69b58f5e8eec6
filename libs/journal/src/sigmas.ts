import { bigintIn, bytesIn, type Database, fixedBytes, integer } from './database.js';
import { JournalError } from './journal-error.js';

/**
 * The table `sigmas`: σ of each epoch (protocol §7). The claimer signs it at S_N, while its key is at hand, and keeps
 * it here; the validation worker, which has no key, draws its duties with it. Secret until the claim.
 */
export class Sigmas {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * @param sigma 96 bytes
   * @returns false if it is there already
   * @throws JournalError `conflict` for another σ: it is unique, so one of them is of another key or beacon
   */
  put(epoch: bigint, sigma: Uint8Array): boolean {
    return this.#db.transaction(() => {
      const changes = this.#db.run(
        'INSERT INTO sigmas (epoch, sigma) VALUES (?, ?) ON CONFLICT DO NOTHING',
        integer(epoch, 'epoch'),
        fixedBytes(sigma, 96, 'σ'),
      );
      const known = this.get(epoch);
      if (known && Buffer.compare(known, sigma) === 0) return changes > 0;
      throw new JournalError('conflict', `another σ of epoch ${epoch} is kept`);
    });
  }

  get(epoch: bigint): Uint8Array | undefined {
    const row = this.#db.get('SELECT sigma FROM sigmas WHERE epoch = ?', integer(epoch, 'epoch'));
    return row && bytesIn(row, 'sigma');
  }

  /** Epochs whose σ is kept, ascending. */
  epochs(): bigint[] {
    return this.#db.all('SELECT epoch FROM sigmas ORDER BY epoch').map((row) => bigintIn(row, 'epoch'));
  }
}
