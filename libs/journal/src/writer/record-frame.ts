import { fixedBytes, integer } from '../database.js';
import { JournalError } from '../journal-error.js';
import type { NewRecord } from '../records.js';
import type { Frame, Ring } from './ring.js';

// A frame: epoch, tokens, fee, createdMs, since when it waits (64 bits each); lengths of model, body, response, artifact and leaf value, and what
// the record is (32 bits each); request id; the five parts. This is on the path of a request, where code is never warm: plain
// stores, no arrays, no closures.
const WORDS_AT = 40;
const ID_AT = 64;
const PARTS_AT = 96;
const IS_RESPONSE = 1;
const HAS_EPOCH = 2;

const MOST = 2n ** 63n;
const LITTLE = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const encoder = new TextEncoder();
/** A Host serves few models. */
const modelNames = new Map<string, Uint8Array>();

/**
 * Writes a record to a ring.
 * @param since milliseconds of the writing thread's monotonic clock
 * @returns false if there is no room
 * @throws JournalError `invalid` for what the journal can't hold; then nothing was written
 */
export function writeRecord(ring: Ring, record: NewRecord, since: number): boolean {
  const { requestId, body, response, artifact, leafValue, tokens, fee, createdMs } = record;
  const epoch = record.epoch ?? 0n;
  if (requestId.length !== 32 || isBad(epoch) || isBad(tokens) || isBad(fee) || !isTime(createdMs)) {
    explain(record);
  }
  const model = nameOf(record.model);
  const length = PARTS_AT + model.length + body.length + response.length + artifact.length + leafValue.length;
  if (length > ring.longest) throw new JournalError('invalid', `a record has ${length} bytes`);
  const offset = ring.reserve(length);
  if (offset < 0) return false;
  const { bytes, words, longs } = ring;
  const long = offset / 8;
  longs[long] = epoch;
  longs[long + 1] = tokens;
  longs[long + 2] = fee;
  longs[long + 3] = BigInt(createdMs);
  ring.doubles[long + 4] = since;
  const word = (offset + WORDS_AT) / 4;
  words[word] = model.length;
  words[word + 1] = body.length;
  words[word + 2] = response.length;
  words[word + 3] = artifact.length;
  words[word + 4] = leafValue.length;
  words[word + 5] = (record.kind === 'response' ? IS_RESPONSE : 0) | (record.epoch === undefined ? 0 : HAS_EPOCH);
  bytes.set(requestId, offset + ID_AT);
  let at = offset + PARTS_AT;
  bytes.set(model, at);
  bytes.set(body, (at += model.length));
  bytes.set(response, (at += body.length));
  bytes.set(artifact, (at += response.length));
  bytes.set(leafValue, at + artifact.length);
  ring.publish();
  return true;
}

/** A record that was read from a ring. */
export interface ReadRecord {
  readonly record: NewRecord;
  /** of the frame */
  readonly bytes: number;
  readonly since: number;
}

/** The next record of a ring, copied out of it; undefined if there is none. */
export function readRecord(ring: Ring): ReadRecord | undefined {
  const frame = ring.read();
  if (!frame) return undefined;
  const { bytes, words, longs } = ring;
  const { offset, length } = frame;
  const long = (i: number) => longs[offset / 8 + i] ?? 0n;
  const word = (i: number) => words[(offset + WORDS_AT) / 4 + i] ?? 0;
  let at = offset + PARTS_AT;
  // A copy that is not shared: the memory is used again.
  const part = (size: number) => new Uint8Array(bytes.subarray(at, (at += size)));
  const [model, body, response, artifact, leafValue] = [
    part(word(0)),
    part(word(1)),
    part(word(2)),
    part(word(3)),
    part(word(4)),
  ];
  const record: NewRecord = {
    kind: (word(5) & IS_RESPONSE) === 0 ? 'artifact' : 'response',
    requestId: new Uint8Array(bytes.subarray(offset + ID_AT, offset + PARTS_AT)),
    epoch: (word(5) & HAS_EPOCH) === 0 ? undefined : long(0),
    model: new TextDecoder().decode(model),
    ...{ body, response, artifact, leafValue },
    ...{ tokens: long(1), fee: long(2), createdMs: Number(long(3)) },
  };
  return { record, bytes: length, since: sinceOf(ring, frame) };
}

/** Since when the oldest record waits that was not freed; undefined if there is none. */
export function oldestSince(ring: Ring): number | undefined {
  for (const frame of ring.unfreed()) return sinceOf(ring, frame);
  return undefined;
}

/** Whether a record of a request is in the ring and not freed. */
export function holdsRequest(ring: Ring, requestId: Uint8Array): boolean {
  const id = Buffer.from(requestId);
  const first = id.readUInt32LE();
  for (const { offset } of ring.unfreed()) {
    const at = offset + ID_AT;
    // Ids are hashes: of other ones hardly any has the same beginning.
    if (LITTLE && ring.words[at / 4] !== first) continue;
    if (id.equals(ring.bytes.subarray(at, offset + PARTS_AT))) return true;
  }
  return false;
}

function sinceOf(ring: Ring, { offset }: Frame): number {
  return ring.doubles[offset / 8 + 4] ?? 0;
}

function isBad(value: bigint): boolean {
  return value < 0n || value >= MOST;
}

function isTime(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** @throws JournalError `invalid`: which field it is */
function explain({ requestId, epoch, tokens, fee, createdMs }: NewRecord): void {
  fixedBytes(requestId, 32, 'a request id');
  integer(epoch ?? 0n, 'epoch');
  integer(tokens, 'tokens');
  integer(fee, 'fee');
  integer(createdMs, 'createdMs');
}

function nameOf(model: string): Uint8Array {
  const known = modelNames.get(model);
  if (known) return known;
  if (modelNames.size > 1_000) modelNames.clear();
  const name = encoder.encode(model);
  modelNames.set(model, name);
  return name;
}
