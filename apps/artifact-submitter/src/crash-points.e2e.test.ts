import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Attempt, createLogger, openKeys, readPassword, sentence, systemClock, TxJournal } from '@pacer/agent';
import { EndpointPool, signTx, type TxSigner } from '@pacer/client';
import { Journal } from '@pacer/journal';
import { BatchKind, MsgCommitBatch } from '@pacer/proto/inference/v1';
import { type LocalNet, startLocalNet, waitFor } from '@pacer/testing';
import { leafOf } from './leaf.test.support.js';
import { PROGRAM } from './settings.js';
import { Submitter } from './submitter.js';

const MODEL = 'pacer/ref-1';
/** Everything that is durable, in the order of its first use. */
const BATCH_WRITES = ['fix', 'send', 'commit', 'fail'];
const RESULT_WRITES = ['send', 'record', 'release', 'split', 'quarantine'];
const STORE_WRITES = ['intend', 'reintend', 'sign', 'broadcast', 'included', 'finish'];

class Crash extends Error {}

/** Where a life ends: at the n-th time of one durable write, before or after it. */
interface Place {
  write: string;
  nth: number;
  when: 'before' | 'after';
}

/** A batch and a result at once: two transactions, so that each write of the store comes twice. */
const PLACES: [string, number][] = [
  ...['batches.fix', 'batches.send', 'batches.commit', 'results.send', 'results.record'].map(
    (write): [string, number] => [write, 1],
  ),
  ...['store.intend', 'store.sign', 'store.broadcast', 'store.finish'].flatMap((write): [string, number][] => [
    [write, 1],
    [write, 2],
  ]),
];

/** Ends the process, as far as the program can tell, at a place. */
class CrashPoint {
  readonly #place: Place | undefined;
  #times = 0;
  #isDead = false;

  constructor(place?: Place) {
    this.#place = place;
  }

  get happened(): boolean {
    return this.#isDead;
  }

  /** The same object; once it has crashed, nothing more is written. */
  guard<T extends object>(target: T, name: string, writes: readonly string[]): T {
    return new Proxy(target, {
      get: (_, property) => {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function') return value;
        const method = value.bind(target) as (...values: unknown[]) => unknown;
        if (!writes.includes(String(property))) return method;
        return (...values: unknown[]) => {
          if (this.#isDead) throw new Crash();
          const isHere = this.#isHere(`${name}.${String(property)}`, isSentAgain(property, values));
          if (isHere && this.#place?.when === 'before') this.#die();
          const result = method(...values);
          if (isHere) this.#die();
          return result;
        };
      },
    });
  }

  #isHere(write: string, isRepeat: boolean): boolean {
    if (write !== this.#place?.write || isRepeat) return false;
    this.#times += 1;
    return this.#times === this.#place.nth;
  }

  #die(): never {
    this.#isDead = true;
    throw new Crash();
  }
}

/** The same bytes sent once more, as happens in every pass until the block comes: no step forward. */
function isSentAgain(property: string | symbol, [attempt]: unknown[]): boolean {
  return property === 'broadcast' && (attempt as Attempt).state === 'broadcast';
}

let net: LocalNet;
let hotKey: TxSigner;
let witness: EndpointPool;
let theirs: bigint;
let made = 0;
let judged = 0;
const workJournal = () => join(net.dir, 'work.sqlite');
const quiet = createLogger({
  program: PROGRAM,
  destination: new Writable({
    write: (_c, _e, done) => {
      done();
    },
  }),
});

beforeAll(async () => {
  net = await startLocalNet({
    validators: 2,
    editGenesis: ({ app_state: state }) => {
      (state.inference!.params as Record<string, unknown>).batch_interval = '1';
    },
  });
  const [mine, other] = [net.node(0), net.node(1)];
  hotKey = openKeys({ file: mine.keyFile, password: readPassword(mine.passwordFile) }).hotKey;
  witness = new EndpointPool({ urls: [other.rpc], chainId: net.chainId, probeEveryMs: 50 });
  const signer = openKeys({ file: other.keyFile, password: readPassword(other.passwordFile) }).hotKey;
  const now = await witness.latest();
  const fields = { signer: signer.address, host: other.address, epoch: 0n, kind: BatchKind.ARTIFACT, model: MODEL };
  const message = { ...fields, count: 400, root: new Uint8Array(32).fill(1), totalTokens: 9n, totalFee: 0n };
  const value = MsgCommitBatch.encode(message).finish();
  const tx = await signTx(now, signer, [{ typeUrl: `/${MsgCommitBatch.$type}`, value }], { feeGranter: other.address });
  await now.endpoint.broadcast(tx.bytes);
  theirs = await waitFor('the other batch', async () => {
    const { query, height } = await witness.latest();
    return (await query.inference.allHeaders({ epoch: 0n }, height)).find(({ host }) => host === other.address)?.id;
  });
}, 600_000);

afterAll(async () => {
  witness.close();
  await net.stop();
}, 300_000);

/** Runs until the crash, or until nothing is left to do. */
async function live(point: CrashPoint): Promise<void> {
  const journal = Journal.open(workJournal());
  const store = TxJournal.open({ stateDir: join(net.dir, 'state'), program: PROGRAM });
  const pool = new EndpointPool({ urls: net.nodes.map(({ rpc }) => rpc), chainId: net.chainId, probeEveryMs: 50 });
  const guarded = new Proxy(journal, {
    get: (_, property) => {
      if (property === 'batches') return point.guard(journal.batches, 'batches', BATCH_WRITES);
      if (property === 'results') return point.guard(journal.results, 'results', RESULT_WRITES);
      const value: unknown = Reflect.get(journal, property, journal);
      return typeof value === 'function' ? (value.bind(journal) as unknown) : value;
    },
  });
  const submitter = new Submitter({
    ...{
      host: net.node(0).address,
      chainId: net.chainId,
      journal: guarded,
      pool,
      hotKey,
      clock: systemClock,
      log: quiet,
    },
    store: point.guard(store, 'store', STORE_WRITES),
  });
  const isOpen = () =>
    journal.records.count().committed < made ||
    journal.results.inState('queued').length + journal.results.inState('in_flight').length > 0 ||
    store.unfinished().length > 0;
  try {
    for (let pass = 0; isOpen(); pass++) {
      if (pass > 3_000) throw new Error(`it does not end: ${store.unfinished().map(sentence).join(', ')}`);
      for (const action of await submitter.plan()) await submitter.act(action);
      // The engine takes a failing step of one operation for a reason to go on with the others: nobody survives a crash.
      if (point.happened) return;
      await sleep(50);
    }
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  } finally {
    pool.close();
    store.close();
    journal.close();
  }
}

function addWork(): void {
  const journal = Journal.open(workJournal());
  const bytes = (what: string) => new Uint8Array(createHash('sha256').update(`${what} ${made}`).digest());
  made += 1;
  journal.records.add({
    ...{ requestId: bytes('id'), model: MODEL, body: bytes('body'), response: bytes('response') },
    ...{ artifact: bytes('artifact'), leafValue: leafOf(bytes('leaf')), tokens: 5n, fee: 0n, createdMs: made },
  });
  const item = { epoch: 0n, batchId: theirs, index: judged, owner: net.node(1).address };
  journal.results.add({ ...item, verdict: judged % 3 === 0 ? 'mismatch' : 'match', detail: '', createdMs: made });
  judged += 1;
  journal.close();
}

async function expectExactlyOnce(): Promise<void> {
  // The witness may be a block behind the node that the submitter read from, and its state one behind its blocks.
  await net.waitForHeight((await net.height(net.node(0))) + 1, 240_000, net.node(1));
  const { query, height, status } = await witness.latest();
  const ours: { epoch: bigint; root: Uint8Array; count: number }[] = [];
  for (let epoch = 0n; epoch <= status.epoch + 1n; epoch++) {
    const headers = await query.inference.allHeaders({ epoch }, height);
    ours.push(...headers.filter(({ host }) => host === net.node(0).address).map((header) => ({ ...header, epoch })));
  }
  const journal = Journal.open(workJournal());
  const names = (all: readonly { epoch: bigint; root: Uint8Array }[]) =>
    all.map(({ epoch, root }) => `${epoch}/${Buffer.from(root).toString('hex')}`).sort();
  try {
    expect(names(ours)).toEqual(names(journal.batches.inState('committed')));
    expect(ours.reduce((sum, { count }) => sum + count, 0)).toBe(made);
    const { results } = await query.validation.allResults({ epoch: 0n, host: net.node(0).address }, height);
    expect(results.map(({ batch, index }) => [batch, index])).toEqual(
      Array.from({ length: judged }, (_, index) => [theirs, index]),
    );
    expect(journal.results.inState('recorded')).toHaveLength(judged);
  } finally {
    journal.close();
  }
}

const places = PLACES.flatMap(([write, nth]) =>
  (['before', 'after'] as const).map((when): [string, Place] => [
    `${when} ${write}, time ${nth}`,
    { write, nth, when },
  ]),
);

describe('a crash', () => {
  test.each(places)(
    '%s: nothing is lost, nothing is doubled',
    async (_, place) => {
      addWork();
      const point = new CrashPoint(place);
      await live(point);
      expect(point.happened).toBe(true);
      await live(new CrashPoint());
      await expectExactlyOnce();
    },
    300_000,
  );
});
