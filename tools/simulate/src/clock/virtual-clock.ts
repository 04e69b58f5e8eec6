/** Something that happens at a moment of virtual time; `cancel` makes it not happen. */
export interface Timer {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/**
 * The time of a simulated world, milliseconds since its beginning. It stands still while anything can run and jumps to the next
 * timer when nothing can; timers of the same moment run in the order in which they were set. No real timer is involved.
 */
export class VirtualClock {
  #now = 0;
  #order = 0;
  /** binary heap by moment and order */
  readonly #heap: Timer[] = [];

  get now(): number {
    return this.#now;
  }

  /** @param ms from now, at least 0 */
  after(ms: number, run: () => void): Timer {
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order++, run };
    this.#push(timer);
    return timer;
  }

  cancel(timer: Timer): void {
    timer.run = undefined;
  }

  /**
   * Runs the world until a moment, or until `done` says that it is enough.
   * @param done asked after each timer
   */
  async runUntil(ms: number, done: () => boolean = () => false): Promise<void> {
    await drained();
    for (;;) {
      const timer = this.#pop(ms);
      if (!timer?.run) break;
      this.#now = timer.at;
      timer.run();
      await drained();
      if (done()) return;
    }
    this.#now = Math.max(this.#now, ms);
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, timer)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = timer;
  }

  /** The next timer that is not cancelled and not later than a moment. */
  #pop(until: number): Timer | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || (first.run && first.at > until)) return undefined;
      const last = this.#heap.pop();
      if (last !== undefined && last !== first) this.#sink(last);
      if (first.run) return first;
    }
  }

  #sink(timer: Timer): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (child === undefined || isBefore(timer, child)) break;
      heap[index] = child;
      index = 2 * index + (isRight ? 2 : 1);
    }
    heap[index] = timer;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Resolves when nothing is left to run but what waits for a timer: microtasks of all promises have run by then. */
function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
