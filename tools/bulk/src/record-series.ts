import { createHash } from 'node:crypto';
import { addressBytes } from '@pacer/client';
import { artifactLeafValue, concat, requestId, type SumLeaf } from '@pacer/crypto';
import { type NewRecord } from '@pacer/journal';
import { isPoisoned } from './poison.js';

/** The model of the local preset. */
export const MODEL = 'pacer/ref-1';

/** What is wrong with a poisoned record: its fee is above the model's, its leaf is not canonical, its tokens are absurd. */
export const recordPoisons = ['fee', 'leaf', 'tokens'] as const;
export type RecordPoison = (typeof recordPoisons)[number];

/** Bytes of a request's body, of a response, and of an artifact: those of a short chat. */
const BODY_BYTES = 500;
const RESPONSE_BYTES = 1_000;
const ARTIFACT_BYTES = 2_000;
/** The local preset's max_fee is 1,000. */
const POISONED_FEE = 1_001n;
/** 8,192 of it do not fit into 64 bits; one does. */
const POISONED_TOKENS = 2n ** 62n;
/** Any time: it is in the preimage of the request id. */
const FIRST_MS = 1_700_000_000_000;

export interface SeriesOf {
  readonly chainId: string;
  /** address of the Host that answered */
  readonly host: string;
  /** its place in the network, so that Hosts begin with different poisons */
  readonly place: number;
  /** one record in so many is poisoned */
  readonly poisonEvery: number;
}

/** The answered requests of a Host by number, from 0: the same record for the same number, whoever makes it and when. */
export class RecordSeries {
  readonly #of: SeriesOf;
  readonly #ta: Uint8Array;
  readonly #requester: Uint8Array;

  constructor(of: SeriesOf) {
    this.#of = of;
    this.#ta = addressBytes(of.host);
    this.#requester = bytesOf(`requester ${of.host}`, 20);
  }

  /** What is wrong with a record, if anything. */
  poison(number: number): RecordPoison | undefined {
    const { place, poisonEvery } = this.#of;
    if (!isPoisoned(number, poisonEvery)) return undefined;
    return recordPoisons[(place + Math.floor(number / poisonEvery)) % recordPoisons.length];
  }

  record(number: number): NewRecord {
    const name = `${this.#of.host} ${number}`;
    const poison = this.poison(number);
    const body = textOf(`body ${name}`, BODY_BYTES);
    const response = textOf(`response ${name}`, RESPONSE_BYTES);
    const artifact = bytesOf(`artifact ${name}`, ARTIFACT_BYTES);
    const sha256Body = sha256(body);
    const leafValue = artifactLeafValue({
      ...{ sha256Body, sha256Response: sha256(response), artifactHash: sha256(artifact) },
      ...{ requester: this.#requester, signature: bytesOf(`signature ${name}`, 64) },
    });
    const id = requestId({
      ...{ chainId: this.#of.chainId, epoch: 0n, requester: this.#requester, ta: this.#ta, sha256Body },
      ...{ timestampMs: BigInt(FIRST_MS + number), maxFee: 0n, commission: 0n, nonce: BigInt(number) },
    });
    return {
      ...{ requestId: id, epoch: 0n, model: MODEL, body, response, artifact },
      leafValue: poison === 'leaf' ? concat(leafValue, Uint8Array.of(0)) : leafValue,
      tokens: poison === 'tokens' ? POISONED_TOKENS : 100n + BigInt(number % 100),
      fee: poison === 'fee' ? POISONED_FEE : BigInt(number % 7),
      createdMs: FIRST_MS + number,
    };
  }

  /** What the record puts into a batch. */
  leaf(number: number): SumLeaf {
    const { requestId: key, tokens, fee, leafValue: value } = this.record(number);
    return { key, tokens, fee, value };
  }
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

function bytesOf(seed: string, outputLength: number): Uint8Array {
  return new Uint8Array(createHash('shake256', { outputLength }).update(seed).digest());
}

function textOf(seed: string, length: number): Uint8Array {
  return new Uint8Array(Buffer.from(Buffer.from(bytesOf(seed, length / 2)).toString('hex')));
}
