import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secp256k1Signer } from '@pacer/client';
import { accountAddress, type RequestFields, requestId, signRequest } from '@pacer/crypto';
import { composeBatch, type DutyBook, Journal } from '@pacer/journal';
import { type MlNode } from '@pacer/ml';
import { BatchKind, Header, Model } from '@pacer/proto/inference/v1';
import { Executor, type RecordSink, type RequestSigner } from './chat/executor.js';
import type { HostFacts } from './host-view.js';

export const CHAIN = 'pacer-test-1';
export const MODEL = 'pacer/ref-1';

/** The reference model as the local preset lists it. */
export const model = Model.fromPartial({
  ...{ id: MODEL, number: 1, tokenizer: 'bytes', sampler: 'pacer/sample/v1', listed: true },
  ...{ maxFee: 1_000n, tokenPrice: 1n, tokenPpm: 0, threshold: 1 },
});

export interface Person extends RequestSigner {
  readonly text: string;
  readonly sign: (request: RequestFields) => Uint8Array;
  readonly signId: (id: Uint8Array) => Uint8Array;
}

/** A key pair made from one byte, with its address. */
export function person(byte: number): Person {
  const secret = new Uint8Array(32).fill(byte);
  const { publicKey, address: text } = secp256k1Signer(secret);
  return {
    ...{ text, address: accountAddress(publicKey) },
    sign: (request: RequestFields) => signRequest(requestId(request), secret),
    signId: (id) => signRequest(id, secret),
  };
}

export const facts: HostFacts = {
  ...{ height: 10n, epoch: 3n, blockMs: 500, apiUrl: 'http://host.example', isMember: true },
  ...{ models: [MODEL], assignedModels: [MODEL], modelsByNumber: new Map([[1, model]]) },
};

/** A Host without a chain: executor and work journal in a folder of its own. */
export class TestHost {
  readonly dir = mkdtempSync(join(tmpdir(), 'pacer-host-'));
  readonly journal: Journal;
  readonly key = person(7);
  readonly executor: Executor;
  /** What is known of the chain; a test may change it. */
  facts: HostFacts | undefined = facts;
  nowMs = 1_795_435_200_000;
  /** Counts: the same test asks the same requests each time. */
  nonce = 0n;
  /** This Host, `pacer1…`: another account than its hot key. */
  readonly address: string;

  /** @param maxBytes of the work journal: then its disk is full */
  constructor(engines: MlNode, byte = 1, maxBytes?: number) {
    this.journal = Journal.open(join(this.dir, 'work.sqlite'), { ...(maxBytes !== undefined && { maxBytes }) });
    this.address = person(byte).text;
    this.executor = new Executor({
      ...{ chainId: CHAIN, host: this.address, signer: this.key, engines, records: this.#direct() },
      ...{ facts: () => this.facts, now: () => this.nowMs, nonce: () => this.nonce++ },
    });
  }

  /** Straight into the journal: the hand-over has tests of its own. */
  #direct(): RecordSink {
    const { records } = this.journal;
    return { hasRoom: true, has: (id) => records.has(id), handOver: (record) => void records.add(record) };
  }

  /** The journal's duties as another thread writes them, here at once. */
  get book(): DutyBook {
    const { duties } = this.journal;
    return {
      draw: async (drawn) => duties.draw(drawn),
      take: async (...args) => duties.take(...args),
      done: async (result) => duties.done(result),
      discharge: async (item) => duties.discharge(item),
      fail: async (...args) => duties.fail(...args),
      want: async (duty) => duties.want(duty),
    };
  }

  /** Answers a question, as an unsigned client asks it. */
  ask(content: string, fields: object = {}) {
    const body = { model: MODEL, messages: [{ role: 'user', content }], max_tokens: 3, ...fields };
    return this.executor.answer(new TextEncoder().encode(JSON.stringify(body)), undefined);
  }

  /** Commits what waits, and returns the header as the chain would have it. */
  commit(batchId: bigint, epoch = 3n): Header {
    const batch = composeBatch(this.journal, { epoch, kind: 'artifact', model: MODEL, nowMs: this.nowMs });
    if (!batch) throw new Error('nothing waits');
    this.journal.batches.send(batch.op);
    this.journal.batches.commit(batch.op, batchId);
    const { count, root, totalTokens, totalFee } = batch;
    return Header.fromPartial({
      ...{ id: batchId, host: this.address, model: 1, count, root, totalTokens, totalFee },
      ...{ kind: BatchKind.ARTIFACT, height: 12n, nextHash: new Uint8Array(32).fill(9) },
    });
  }

  close(): void {
    this.journal.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
