import { type Timestamp } from '@pacer/proto/google/protobuf';

const SECOND = 1_000_000_000n;

/** Unix nanoseconds of a protobuf Timestamp. Never through JSON: ts-proto loses nanoseconds there. */
export function nanosOf(timestamp: Timestamp): bigint {
  return timestamp.seconds * SECOND + BigInt(timestamp.nanos);
}

/** The protobuf Timestamp of Unix nanoseconds ≥ 0. */
export function timestampOf(nanos: bigint): Timestamp {
  return { seconds: nanos / SECOND, nanos: Number(nanos % SECOND) };
}

/**
 * Unix nanoseconds of an RFC 3339 text in UTC as CometBFT writes it, `2026-11-23T16:00:00.123456789Z`; undefined if it
 * is not one.
 */
export function timeOf(text: string): bigint | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text);
  if (!match) return undefined;
  const ms = Date.parse(`${match[1] ?? ''}Z`);
  if (Number.isNaN(ms)) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
}
