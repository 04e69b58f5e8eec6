import { addressBytes } from '@pacer/client';
import { artifactLeafValue, hex, requestId, type RequestFields, verifyRequestSignature } from '@pacer/crypto';
import type { NewRecord } from '@pacer/journal';
import { artifactHash, encodeArtifact, type MlNode } from '@pacer/ml';
import { sha256 } from '../sha256.js';
import type { HostFacts } from '../host-view.js';
import { ApiError } from './api-error.js';
import { type ChatRequest, readChatRequest } from './chat-request.js';
import { tokensOf, writeChatResponse } from './chat-response.js';
import { refusalOf } from './engine-refusal.js';
import { REQUEST_HEADERS, type SignedPart } from './request-headers.js';

/** How far a signed request's time may be from this machine's, in milliseconds. */
const FRESH_MS = 300_000n;
/** Seconds after which a client should ask a Host again that has not seen its chain yet. */
const STARTING_RETRY_S = 2;
/** Seconds after which a client should ask a Host again whose disk takes no records. */
const NO_ROOM_RETRY_S = 5;

/** Stands in for clients that do not sign: what it signs is a request's fields and nothing else. */
export interface RequestSigner {
  /** 20 bytes. */
  readonly address: Uint8Array;
  readonly sign: (request: RequestFields) => Uint8Array | Promise<Uint8Array>;
}

/** Takes records on the path of a request: it must not wait for a disk. */
export interface RecordSink {
  /** Whether a record finds room now. */
  readonly hasRoom: boolean;
  /** Whether a request was recorded, durably or not yet. */
  has(requestId: Uint8Array): boolean;
  /** @throws JournalError */
  handOver(record: NewRecord): void;
}

export interface ExecutorParts {
  readonly chainId: string;
  /** This Host, `pacer1…`. */
  readonly host: string;
  readonly signer: RequestSigner;
  readonly engines: MlNode;
  readonly records: RecordSink;
  /** What is known of the chain; undefined before it answered. */
  readonly facts: () => HostFacts | undefined;
  readonly now: () => number;
  /** 64 bits that make an unsigned request unlike any other. */
  readonly nonce: () => bigint;
}

/** An answered request whose record was handed over. */
export interface Answered {
  readonly requestId: Uint8Array;
  /** The exact bytes to be sent. */
  readonly response: Uint8Array;
}

/** Runs requests on the ML Nodes and hands the record of each over before its answer leaves (§6). Transfer Agent and Executor are this Host, the fee is 0. */
export class Executor {
  readonly #parts: ExecutorParts;
  readonly #ta: Uint8Array;
  readonly #running = new Set<string>();

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
    this.#ta = addressBytes(parts.host);
  }

  get inFlight(): number {
    return this.#running.size;
  }

  /**
   * @param body the exact bytes that the client sent
   * @param signed undefined for a client that does not sign: then this Host is the requester
   * @throws ApiError; then nothing is recorded
   */
  async answer(body: Uint8Array, signed: SignedPart | undefined, signal?: AbortSignal): Promise<Answered> {
    const chat = readChatRequest(body);
    const facts = this.#admit(chat);
    const request = this.#requestOf(body, signed, facts);
    const id = requestId(request);
    const signature = signed ? this.#verified(id, signed, facts) : await this.#parts.signer.sign(request);
    const key = hex(id);
    if (this.#running.has(key) || this.#parts.records.has(id)) {
      const message = `this very request was answered already; see /v1/records/${key}, or sign it with another nonce`;
      throw new ApiError(message, { status: 409, code: 'repeated_request', param: REQUEST_HEADERS.nonce });
    }
    this.#running.add(key);
    try {
      const { generation, artifact } = await this.#generate(chat, id, signal);
      const record = `${facts.apiUrl.replace(/\/+$/, '')}/v1/records/${key}`;
      const answer = { request, requestId: id, model: chat.model, generation, executor: this.#parts.host, record };
      const response = writeChatResponse(answer);
      this.#parts.records.handOver({
        ...{ requestId: id, epoch: request.epoch, model: chat.model, body, response, artifact },
        leafValue: artifactLeafValue({
          sha256Body: request.sha256Body,
          sha256Response: sha256(response),
          artifactHash: artifactHash(artifact),
          requester: request.requester,
          signature,
        }),
        ...{ tokens: BigInt(tokensOf(generation).total), fee: 0n, createdMs: this.#parts.now() },
      });
      return { requestId: id, response };
    } finally {
      this.#running.delete(key);
    }
  }

  /** Refuses what could not be committed afterwards. */
  #admit({ model }: ChatRequest): HostFacts {
    const facts = this.#parts.facts();
    if (!facts) {
      const message = 'this Host has not seen its chain yet; ask again or ask another Host';
      throw new ApiError(message, { status: 503, code: 'starting', retryAfter: STARTING_RETRY_S });
    }
    if (!facts.isMember) {
      const message = `this Host is no member of epoch ${facts.epoch}; ask another Host`;
      throw new ApiError(message, { status: 503, code: 'not_a_member', retryAfter: 60 });
    }
    if (!facts.models.includes(model)) {
      const message = `model ${JSON.stringify(model)} is not served here; there are ${facts.models.join(', ') || 'none'}`;
      throw new ApiError(message, { status: 404, code: 'model_not_found', param: 'model' });
    }
    if (!this.#parts.records.hasRoom) {
      const message = 'this Host cannot record answers now; ask again or ask another Host';
      throw new ApiError(message, { status: 503, code: 'unavailable', retryAfter: NO_ROOM_RETRY_S });
    }
    return facts;
  }

  #requestOf(body: Uint8Array, signed: SignedPart | undefined, { epoch }: HostFacts): RequestFields {
    const { chainId, signer, now, nonce } = this.#parts;
    const fields = signed ?? {
      ...{ requester: signer.address, epoch, timestampMs: BigInt(now()) },
      ...{ nonce: nonce(), maxFee: 0n, commission: 0n },
    };
    const { requester, epoch: its, timestampMs, nonce: its64, maxFee, commission } = fields;
    return {
      ...{ chainId, epoch: its, requester, ta: this.#ta, sha256Body: sha256(body) },
      ...{ timestampMs, maxFee, commission, nonce: its64 },
    };
  }

  #verified(id: Uint8Array, signed: SignedPart, { epoch }: HostFacts): Uint8Array {
    const { requester, signature, timestampMs } = signed;
    if (!verifyRequestSignature({ requestId: id, requester, signature })) {
      const message = `${REQUEST_HEADERS.signature} is not the requester's over this chain, epoch, Transfer Agent ${this.#parts.host}, body and headers`;
      throw new ApiError(message, { status: 401, code: 'invalid_signature', param: REQUEST_HEADERS.signature });
    }
    if (signed.epoch !== epoch) {
      const message = `${REQUEST_HEADERS.epoch} is ${signed.epoch}, the network is in epoch ${epoch}; sign for that one`;
      throw new ApiError(message, { status: 400, code: 'wrong_epoch', param: REQUEST_HEADERS.epoch });
    }
    const offMs = timestampMs - BigInt(this.#parts.now());
    if (offMs > FRESH_MS || offMs < -FRESH_MS) {
      const message = `${REQUEST_HEADERS.timestampMs} is ${offMs} ms off; set the clock and sign again`;
      throw new ApiError(message, { status: 400, code: 'stale_request', param: REQUEST_HEADERS.timestampMs });
    }
    return signature;
  }

  async #generate({ model, promptIds, maxTokens, temperature }: ChatRequest, id: Uint8Array, signal?: AbortSignal) {
    try {
      const generation = await this.#parts.engines.generate(
        { model, promptIds, maxTokens, temperature, chainId: this.#parts.chainId, requestId: id },
        { signal },
      );
      signal?.throwIfAborted();
      return { generation, artifact: encodeArtifact(generation) };
    } catch (error) {
      throw refusalOf(error, signal);
    }
  }
}
