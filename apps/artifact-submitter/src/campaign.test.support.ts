import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '@pacer/agent';
import { hex } from '@pacer/crypto';
import { composeBatch, type ItemKey, Journal, type Verdict } from '@pacer/journal';
import type { AttemptFacts, Facts, SubmitterAction } from './facts.js';
import { failed, someFacts } from './facts.test.support.js';
import { plan } from './plan.js';
import { placeOf } from './recorded.js';

const EPOCH = 1n;
const MODEL = 'm';
const OUT_OF_GAS = failed('sdk', 11);
const FEE_TOO_HIGH = failed('inference', 10);
const TOO_EARLY = failed('inference', 9);
const INVALID_COUNT = failed('inference', 6);

/** What a chain does that a campaign is about. */
export interface Chain {
  /** most results in a message, most records in a batch, blocks between two batches */
  maxResults: number;
  maxBatchCount: number;
  interval: bigint;
  /** results with which a message is refused as a whole, by index */
  spoilsMessage: ReadonlySet<number>;
  /** results that are refused by their own outcome, by index */
  spoilsItself: ReadonlySet<number>;
  /** records with which a batch is refused, by request id in hex */
  spoilsBatch: ReadonlySet<string>;
}

/** Something sent, as long as the block with it has not come. */
interface Sent {
  op: string;
  attempt: number;
}

/**
 * The plan's decisions carried out in a real work journal, against a model of what the chain does with batches and results: each
 * block includes what was sent before it.
 */
export class Campaign {
  readonly journal: Journal;
  /** refusals of batches that a plan which knows the rules never meets */
  readonly avoidable: string[] = [];
  /** attempts at results, and at batches */
  readonly attempts = { results: 0, batches: 0 };
  /** results in the order in which they were included, by index */
  readonly order: number[] = [];
  height = 100n;
  readonly #dir = mkdtempSync(join(tmpdir(), 'campaign-'));
  readonly #chain: Chain;
  readonly #operations = new Map<string, AttemptFacts>();
  readonly #headers: { root: string; count: number; height: bigint }[] = [];
  readonly #recorded = new Map<string, Verdict>();
  readonly #fates = new Map<string, string>();
  #sent: Sent[] = [];
  #nowMs = 1_000_000;

  constructor(chain: Chain) {
    this.#chain = chain;
    this.journal = Journal.open(join(this.#dir, 'work.sqlite'));
  }

  close(): void {
    this.journal.close();
    rmSync(this.#dir, { recursive: true });
  }

  addResults(indices: readonly number[], urgent = false): void {
    this.journal.transaction(() => {
      for (const index of indices) {
        const item = { epoch: EPOCH, batchId: BigInt(index >> 4), index };
        this.journal.results.add({ ...item, owner: 'o', verdict: 'match', detail: '', createdMs: 0 }, { urgent });
      }
    });
  }

  addRecords(ids: readonly Uint8Array[]): void {
    const bytes = Uint8Array.of(1);
    this.journal.transaction(() => {
      for (const requestId of ids) {
        this.journal.records.add({
          ...{ requestId, model: MODEL, body: bytes, response: bytes, artifact: bytes, leafValue: bytes },
          ...{ tokens: 1n, fee: 0n, createdMs: 0 },
        });
      }
    });
  }

  /** Whether nothing is open any more. */
  get ended(): boolean {
    const { queued, in_flight: inFlight } = this.journal.results.count();
    const { recorded, batched } = this.journal.records.count();
    return queued + inFlight + recorded + batched === 0;
  }

  /** A block without the program. */
  block(): void {
    this.height += 1n;
    this.#nowMs += 500;
    for (const { op, attempt } of this.#sent.splice(0)) {
      const outcome = op.startsWith('batch/') ? this.#includeBatch(op) : this.#includeResults(op);
      this.#operations.set(op, { attempt, state: 'final', outcome, finalMs: this.#nowMs });
    }
  }

  /** One pass of the program, and the block after it. @returns what it did */
  pass(): SubmitterAction[] {
    const actions = plan(this.#facts());
    for (const action of actions) this.#act(action);
    this.block();
    return actions;
  }

  /** Results that each unfinished operation carries. */
  get carried(): { op: string; items: readonly ItemKey[] }[] {
    return this.#sent
      .filter(({ op }) => op.startsWith('results/'))
      .map(({ op }) => {
        return { op, items: this.journal.results.carriedBy(op).filter(({ state }) => state === 'in_flight') };
      });
  }

  get onChain(): readonly { root: string; count: number; height: bigint }[] {
    return this.#headers;
  }

  #facts(): Facts {
    const { records, batches, results } = this.journal;
    const last = this.#headers.at(-1)?.height;
    const next = last === undefined ? this.height + 1n : last + this.#chain.interval;
    const slot = { height: next > this.height ? next : this.height + 1n, epoch: EPOCH, until: 0n };
    const open = [...results.inState('in_flight'), ...results.inState('queued', 8 * this.#chain.maxResults)];
    return someFacts({
      ...{ height: this.height, epoch: EPOCH, nowMs: this.#nowMs, maxBatchCount: this.#chain.maxBatchCount },
      ...{ slots: new Map([[`artifact/${MODEL}`, slot]]), waiting: records.waiting(), operations: this.#operations },
      batches: [...batches.inState('queued'), ...batches.inState('in_flight')].map(
        ({ op, epoch, kind, model, root }) => {
          const id = this.#headers.findIndex((one) => one.root === hex(root));
          return { op, epoch, kind, model, onChain: id < 0 ? undefined : BigInt(id), latest: this.#operations.get(op) };
        },
      ),
      maxResults: new Map([[EPOCH, this.#chain.maxResults]]),
      results: open.map((one) => ({ ...one, op: one.op, onChain: this.#recorded.get(placeOf(one)) })),
    });
  }

  #act(action: SubmitterAction): void {
    const { results, batches } = this.journal;
    switch (action.kind) {
      case 'compose-batch': {
        const { of: kind, model, epoch, most } = action;
        const batch = composeBatch(this.journal, { kind, model, epoch, maxCount: most, nowMs: this.#nowMs });
        if (batch) this.#send(batch.op, 1);
        return;
      }
      case 'commit-batch':
      case 'resume-results':
        this.#send(action.op, action.attempt);
        return;
      case 'confirm-batch':
        batches.commit(action.op, action.id);
        return;
      case 'fail-batch':
        batches.fail(action.op, action.reason, { split: action.split });
        return;
      case 'send-results':
        if (results.send(action.items, action.op)) this.#send(action.op, action.attempt);
        return;
      case 'confirm-results':
        for (const item of action.items) results.record(item);
        return;
      case 'judge-results':
        for (const item of action.items) {
          const reason = this.#fates.get(placeOf(item));
          if (reason !== undefined) results.quarantine(item, reason);
        }
        return;
      case 'split-results':
        results.split(action.op, action.reason);
        return;
      case 'release-results':
        results.release(action.op);
        return;
      case 'quarantine-results':
        for (const item of action.items) results.quarantine(item, action.reason);
        return;
      case 'prune':
        return;
    }
  }

  #send(op: string, attempt: number): void {
    this.#sent.push({ op, attempt });
    this.attempts[op.startsWith('batch/') ? 'batches' : 'results'] += 1;
    this.#operations.set(op, { attempt, state: 'broadcast', outcome: undefined, finalMs: undefined });
  }

  #includeResults(op: string): Outcome {
    const items = this.journal.results.carriedBy(op).filter(({ state }) => state === 'in_flight');
    if (items.some(({ index }) => this.#chain.spoilsMessage.has(index))) return OUT_OF_GAS;
    for (const item of items) {
      if (this.#chain.spoilsItself.has(item.index)) this.#fates.set(placeOf(item), 'OWN_BATCH');
      else this.#recorded.set(placeOf(item), item.verdict);
      this.order.push(item.index);
    }
    return { kind: 'ok', height: this.height };
  }

  #includeBatch(op: string): Outcome {
    const batch = this.journal.batches.get(op);
    if (!batch) throw new Error(`no batch ${op}`);
    const refuse = (outcome: Outcome, why: string): Outcome => {
      this.avoidable.push(`${op}: ${why}`);
      return outcome;
    };
    const last = this.#headers.at(-1)?.height;
    if (last !== undefined && this.height < last + this.#chain.interval) return refuse(TOO_EARLY, 'too early');
    if (batch.count > this.#chain.maxBatchCount) return refuse(INVALID_COUNT, `${batch.count} records`);
    if (batch.requestIds.some((id) => this.#chain.spoilsBatch.has(hex(id)))) return FEE_TOO_HIGH;
    this.#headers.push({ root: hex(batch.root), count: batch.count, height: this.height });
    return { kind: 'ok', height: this.height };
  }
}
