import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/**
 * Bytes that must not reach a log: printing, interpolating, inspecting or serialising one gives `[redacted]`.
 * `reveal()` is the one way to the bytes; hand them to the function that needs them and to nothing else.
 */
export class Secret {
  readonly #bytes: Uint8Array;

  /** @param bytes copied */
  constructor(bytes: Uint8Array) {
    this.#bytes = Uint8Array.from(bytes);
  }

  /** The bytes, a copy. */
  reveal(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  /** What people, logs and JSON see. */
  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
