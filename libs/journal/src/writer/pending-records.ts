/** How many records were handed over and how many of them are done, and who waits for that. */
export class PendingRecords {
  #added = 0;
  #done = 0;
  #waiting: { upTo: number; resolve: () => void; reject: (error: Error) => void }[] = [];

  get size(): number {
    return this.#added - this.#done;
  }

  add(): void {
    this.#added += 1;
  }

  /** So many more, in the order of the hand-over, are on disk or refused. */
  done(records: number): void {
    this.#done += records;
    const ready = this.#waiting.filter(({ upTo }) => upTo <= this.#done);
    this.#waiting = this.#waiting.filter(({ upTo }) => upTo > this.#done);
    for (const { resolve } of ready) resolve();
  }

  /** Resolves when all of now are done. */
  settled(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiting.push({ upTo: this.#added, resolve, reject }));
  }

  /** None of them will ever be done. */
  fail(error: Error): void {
    for (const { reject } of this.#waiting) reject(error);
    this.#waiting = [];
  }
}
