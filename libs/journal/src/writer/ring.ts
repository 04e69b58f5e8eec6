/** Bytes before each frame, for its length; frames begin at multiples of it, so that numbers in them are aligned. */
const HEAD_BYTES = 8;
/** Instead of a length: the rest up to the end of the memory is unused, the frame is at its beginning. */
const SKIP = 0xffffffff;

/** Cells of the ring's counters. */
const WRITTEN = 0;
const FREED = 1;

/** Shared memory of a ring, to be handed to the other thread. */
export interface RingMemory {
  readonly counters: SharedArrayBuffer;
  readonly bytes: SharedArrayBuffer;
}

/** Where a frame's bytes are. */
export interface Frame {
  readonly offset: number;
  readonly length: number;
}

/** @param capacity bytes, a power of two up to 2^30 */
export function ringMemory(capacity: number): RingMemory {
  return { counters: new SharedArrayBuffer(8), bytes: new SharedArrayBuffer(capacity) };
}

/**
 * Frames of bytes from one thread to one other, through memory that both see: writing copies once and never waits. The reader
 * frees frames when it has done with them, not when it has read them, so that what it fails with is still there.
 * The counters count bytes since the beginning modulo 2^32; both ends only ever advance their own.
 */
export class Ring {
  readonly capacity: number;
  /** The memory as bytes, and as numbers of 32 and 64 bits in the machine's order: both ends are threads of one process. */
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  readonly longs: BigInt64Array;
  readonly doubles: Float64Array;
  readonly #counters: Int32Array;
  #read: number;
  /** where the writer is once its frame is published */
  #next: number;

  constructor({ counters, bytes }: RingMemory) {
    this.#counters = new Int32Array(counters);
    this.bytes = new Uint8Array(bytes);
    this.words = new Uint32Array(bytes);
    this.longs = new BigInt64Array(bytes);
    this.doubles = new Float64Array(bytes);
    this.capacity = bytes.byteLength;
    this.#read = this.#at(FREED);
    this.#next = this.#at(WRITTEN);
  }

  /** Bytes that are written and not freed. */
  get used(): number {
    return (this.#at(WRITTEN) - this.#at(FREED)) >>> 0;
  }

  /** The longest frame that always finds room in an empty ring. */
  get longest(): number {
    return this.capacity / 2 - HEAD_BYTES;
  }

  /**
   * Makes room for a frame; the caller fills it and calls `publish`.
   * @param length bytes, at most `longest`
   * @returns where it begins, a multiple of 8; −1 if there is no room, and then nothing is changed
   */
  reserve(length: number): number {
    const written = this.#at(WRITTEN);
    const whole = frameBytes(length);
    const start = written % this.capacity;
    const toEnd = this.capacity - start;
    const skipped = toEnd < whole ? toEnd : 0;
    if (length > this.longest || this.used + skipped + whole > this.capacity) return -1;
    if (skipped > 0) this.words[start / 4] = SKIP;
    const offset = skipped > 0 ? 0 : start;
    this.words[offset / 4] = length;
    this.#next = written + skipped + whole;
    return offset + HEAD_BYTES;
  }

  /** Lets the reader see the frame that was reserved. */
  publish(): void {
    Atomics.store(this.#counters, WRITTEN, this.#next | 0);
  }

  /** The next frame that was not read yet; undefined if there is none. It stays as it is until it is freed. */
  read(): Frame | undefined {
    const found = this.#frameFrom(this.#read);
    if (found) this.#read = found.next;
    return found?.frame;
  }

  /** The frames that were not freed yet, the oldest first; to be looked at by the end that writes. */
  *unfreed(): Generator<Frame> {
    for (let found = this.#frameFrom(this.#at(FREED)); found; found = this.#frameFrom(found.next)) yield found.frame;
  }

  /** Gives the room of all frames that were read back to the writer. */
  free(): void {
    Atomics.store(this.#counters, FREED, this.#read | 0);
  }

  /** Reads again from the first frame that was not freed. */
  rewind(): void {
    this.#read = this.#at(FREED);
  }

  #frameFrom(from: number): { readonly frame: Frame; readonly next: number } | undefined {
    for (let at = from; at !== this.#at(WRITTEN);) {
      const start = at % this.capacity;
      const length = this.words[start / 4] ?? SKIP;
      if (length !== SKIP)
        return { frame: { offset: start + HEAD_BYTES, length }, next: (at + frameBytes(length)) >>> 0 };
      at = (at + this.capacity - start) >>> 0;
    }
    return undefined;
  }

  #at(cell: number): number {
    return Atomics.load(this.#counters, cell) >>> 0;
  }
}

function frameBytes(length: number): number {
  return HEAD_BYTES + Math.ceil(length / HEAD_BYTES) * HEAD_BYTES;
}
