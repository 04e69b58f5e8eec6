interface Pending {
  readonly requestId: Uint8Array;
  /** when it was handed over, milliseconds of the monotonic clock */
  readonly since: number;
}

/** Requests whose records were handed over and are not on disk yet, in the order of the hand-over. */
export class PendingRecords {
  #queue: Pending[] = [];
  /** of #queue, what is done */
  #head = 0;
  /** up to #indexed: request ids in hex, and how often each is in the queue */
  readonly #keys = new Map<string, number>();
  /** of #queue, what is in #keys: it is filled when somebody asks, for who hands over is in a hurry */
  #indexed = 0;
  #done = 0;
  #waiting: { upTo: number; resolve: () => void; reject: (error: Error) => void }[] = [];

  get size(): number {
    return this.#queue.length - this.#head;
  }

  /** How long the oldest one waits, in milliseconds. */
  get oldestMs(): number | undefined {
    const first = this.#queue[this.#head];
    return first && performance.now() - first.since;
  }

  add(requestId: Uint8Array): void {
    this.#queue.push({ requestId, since: performance.now() });
  }

  has(requestId: Uint8Array): boolean {
    this.#index();
    return this.#keys.has(keyOf(requestId));
  }

  /** The first so many are on disk. @returns how long the first one waited, in milliseconds */
  done(records: number): number | undefined {
    const oldestMs = records > 0 ? this.oldestMs : undefined;
    for (const { requestId } of this.#queue.slice(this.#head, Math.min(this.#head + records, this.#indexed))) {
      const key = keyOf(requestId);
      const left = (this.#keys.get(key) ?? 0) - 1;
      if (left > 0) this.#keys.set(key, left);
      else this.#keys.delete(key);
    }
    this.#head += records;
    this.#indexed = Math.max(this.#indexed, this.#head);
    this.#done += records;
    if (this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#indexed -= this.#head;
      this.#head = 0;
    }
    const ready = this.#waiting.filter(({ upTo }) => upTo <= this.#done);
    this.#waiting = this.#waiting.filter(({ upTo }) => upTo > this.#done);
    for (const { resolve } of ready) resolve();
    return oldestMs;
  }

  /** Resolves when all of now are done. */
  settled(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    const upTo = this.#done + this.size;
    return new Promise((resolve, reject) => this.#waiting.push({ upTo, resolve, reject }));
  }

  #index(): void {
    for (; this.#indexed < this.#queue.length; this.#indexed++) {
      const pending = this.#queue[this.#indexed];
      if (!pending) return;
      const key = keyOf(pending.requestId);
      this.#keys.set(key, (this.#keys.get(key) ?? 0) + 1);
    }
  }

  /** None of them will ever be done. */
  fail(error: Error): void {
    for (const { reject } of this.#waiting) reject(error);
    this.#waiting = [];
  }
}

function keyOf(requestId: Uint8Array): string {
  return Buffer.from(requestId.buffer, requestId.byteOffset, requestId.byteLength).toString('hex');
}
