import { JournalError } from '../journal-error.js';
import type { NewRecord } from '../records.js';
import { ASLEEP, RUNG } from './messages.js';
import { PendingRecords } from './pending-records.js';
import { writeRecord } from './record-frame.js';
import { Ring, ringMemory, type RingMemory } from './ring.js';

/** The end of the ring at which records are handed over, and the bell that tells the other one. */
export class Outbox {
  readonly ring: Ring;
  readonly pending = new PendingRecords();
  readonly #bell: Int32Array;

  constructor(memory: RingMemory, bell: SharedArrayBuffer) {
    this.ring = new Ring(memory);
    this.#bell = new Int32Array(bell);
  }

  /** @throws JournalError `invalid`, `backlog`; then nothing was taken */
  put(record: NewRecord): void {
    if (!writeRecord(this.ring, record, performance.now())) {
      throw new JournalError('backlog', `${this.ring.used} bytes of records wait for the disk`);
    }
    this.pending.add();
    this.wake();
  }

  /** Tells the other thread that there is something, and wakes it only if it sleeps. */
  wake(): void {
    Atomics.add(this.#bell, RUNG, 1);
    if (Atomics.load(this.#bell, ASLEEP) === 1) Atomics.notify(this.#bell, RUNG);
  }
}

/** Calls after which V8 has compiled what it was going to. */
const WARM_CALLS = 30_000;

/**
 * Puts records into an outbox of its own until the code is compiled. Without it the first tens of thousands of requests, hours
 * of a Host's life, would run it interpreted, at two to three times the time. Costs some 40 ms.
 */
export function warmUp(): void {
  const outbox = new Outbox(ringMemory(2 ** 16), new SharedArrayBuffer(8));
  const { ring } = outbox;
  const bytes = (length: number): Uint8Array => new Uint8Array(length);
  const record: NewRecord = {
    ...{ requestId: bytes(32), epoch: 1n, model: 'warm', body: bytes(64), response: Buffer.alloc(64) },
    ...{ artifact: bytes(64), leafValue: bytes(64), tokens: 1n, fee: 0n, createdMs: Date.now() },
  };
  for (let call = 0; call < WARM_CALLS; call++) {
    outbox.put(record);
    if (ring.used < ring.capacity / 2) continue;
    while (ring.read());
    ring.free();
  }
}
