import { hex, type SumStep, unhex } from '@pacer/crypto';
import { MAX_ARTIFACT_BYTES } from '@pacer/ml';
import { z } from 'zod';
import { MAX_CHAT_BYTES } from '../chat/chat-request.js';

/** A record as its owner opens it to a validator: its leaf, the way to the root, and what the leaf's hashes are of. */
export interface OpenedRecord {
  readonly epoch: bigint;
  readonly batch: bigint;
  readonly index: number;
  readonly model: string;
  readonly leaf: {
    /** Request id, 32 bytes. */
    readonly key: Uint8Array;
    readonly tokens: bigint;
    readonly fee: bigint;
    /** Canonical protobuf of ArtifactLeaf (§1), as it was hashed. */
    readonly value: Uint8Array;
  };
  readonly path: readonly SumStep[];
  readonly body: Uint8Array;
  readonly response: Uint8Array;
  readonly artifact: Uint8Array;
}

const MAX_RESPONSE_BYTES = 64 * 1024;
/** No honest answer is longer: base64 of the three parts at their longest, and some room for the path. */
export const MAX_OPENED_BYTES =
  Math.ceil((4 * (MAX_CHAT_BYTES + MAX_RESPONSE_BYTES + MAX_ARTIFACT_BYTES)) / 3) + 16 * 1024;
/** A tree of 8,192 leaves is 13 levels high. */
const MAX_STEPS = 13;
const MAX_VALUE_BYTES = 1_024;

/** The JSON: numbers of 64 bits as decimal text, hashes and the leaf's value in hex, the three parts in base64. */
export function openedRecordToWire(record: OpenedRecord): object {
  const { leaf } = record;
  return {
    epoch: record.epoch.toString(),
    batch: record.batch.toString(),
    index: record.index,
    model: record.model,
    leaf: {
      key: hex(leaf.key),
      tokens: leaf.tokens.toString(),
      fee: leaf.fee.toString(),
      value: hex(leaf.value),
    },
    path: record.path.map(({ side, hash, tokens, fee }) => ({
      ...{ side, hash: hex(hash), tokens: tokens.toString(), fee: fee.toString() },
    })),
    body: Buffer.from(record.body).toString('base64'),
    response: Buffer.from(record.response).toString('base64'),
    artifact: Buffer.from(record.artifact).toString('base64'),
  };
}

const u64 = z
  .string()
  .regex(/^(0|[1-9]\d{0,19})$/)
  .transform(BigInt)
  .refine((value) => value < 2n ** 64n);
const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform(unhex);
const base64 = z.base64().transform((text) => Uint8Array.from(Buffer.from(text, 'base64')));

const openedRecord = z.object({
  epoch: u64,
  batch: u64,
  index: z.int().min(0),
  model: z.string(),
  leaf: z.object({
    key: hash,
    tokens: u64,
    fee: u64,
    value: z
      .string()
      .max(2 * MAX_VALUE_BYTES)
      .regex(/^([0-9a-f]{2})*$/)
      .transform(unhex),
  }),
  path: z.array(z.object({ side: z.enum(['left', 'right']), hash, tokens: u64, fee: u64 })).max(MAX_STEPS),
  body: base64,
  response: base64,
  artifact: base64,
});

/** Reads what an owner sent; undefined for bytes that are no opened record. Nothing in it is believed yet. */
export function readOpenedRecord(bytes: Uint8Array): OpenedRecord | undefined {
  try {
    return openedRecord.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))).data;
  } catch {
    return undefined; // no UTF-8 or no JSON: the caller says what that means
  }
}
