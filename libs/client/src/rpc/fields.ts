import { fromBase64 } from '@cosmjs/encoding';
import { EndpointError } from '../errors/pacer-error.js';
import { timeOf } from '../time.js';

/** Reads fields out of one answer of an endpoint; whatever is not of the expected shape is the endpoint's fault. */
export class Fields {
  readonly #url: string;
  readonly #value: Record<string, unknown>;
  readonly #path: string;

  constructor(url: string, path: string, value: unknown) {
    this.#url = url;
    this.#path = path;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#bad(path, 'an object');
    this.#value = value as Record<string, unknown>;
  }

  object(name: string): Fields {
    return new Fields(this.#url, `${this.#path}.${name}`, this.#value[name]);
  }

  /** An array of objects; null, as Go writes an empty one, is empty. */
  objects(name: string): Fields[] {
    return this.#array(name).map((item, index) => new Fields(this.#url, `${this.#path}.${name}[${index}]`, item));
  }

  /** An array of base64 texts; null is empty. */
  base64s(name: string): Uint8Array[] {
    return this.#array(name).map((item) => this.#base64(name, item));
  }

  text(name: string): string {
    const value = this.#value[name];
    if (typeof value !== 'string') throw this.#bad(name, 'a text');
    return value;
  }

  /** A text; absent is empty, as Go omits it. */
  optionalText(name: string): string {
    const value = this.#value[name];
    return value === undefined || value === null ? '' : this.text(name);
  }

  boolean(name: string): boolean {
    const value = this.#value[name];
    if (typeof value !== 'boolean') throw this.#bad(name, 'true or false');
    return value;
  }

  /** A 64-bit integer, which CometBFT writes as text; `absent` stands for a missing one. */
  int64(name: string, absent?: bigint): bigint {
    const value = this.#value[name];
    if (value === undefined && absent !== undefined) return absent;
    if (typeof value !== 'string' || !/^-?\d{1,19}$/.test(value)) throw this.#bad(name, 'an integer as text');
    return BigInt(value);
  }

  /** A 32-bit integer, which CometBFT writes as a number; absent is 0. */
  int32(name: string): number {
    const value = this.#value[name] ?? 0;
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw this.#bad(name, 'an integer');
    return value;
  }

  /** Bytes in base64; absent is empty. */
  base64(name: string): Uint8Array {
    const value = this.#value[name];
    return value === undefined || value === null ? new Uint8Array() : this.#base64(name, value);
  }

  /** RFC 3339 as Unix nanoseconds. */
  time(name: string): bigint {
    const time = timeOf(this.text(name));
    if (time === undefined) throw this.#bad(name, 'a time');
    return time;
  }

  #array(name: string): unknown[] {
    const value = this.#value[name] ?? [];
    if (!Array.isArray(value)) throw this.#bad(name, 'a list');
    return value;
  }

  #base64(name: string, value: unknown): Uint8Array {
    if (typeof value !== 'string') throw this.#bad(name, 'bytes in base64');
    try {
      return fromBase64(value);
    } catch (error) {
      throw this.#bad(name, 'bytes in base64', error);
    }
  }

  #bad(name: string, expected: string, cause?: unknown): EndpointError {
    return new EndpointError(this.#url, 'malformed', `${this.#path}: ${name} is not ${expected}`, cause);
  }
}
