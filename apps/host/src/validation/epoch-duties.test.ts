import { EmbeddedMlNode } from '@pacer/ml';
import type { Member } from '@pacer/client';
import { BatchKind, Header } from '@pacer/proto/inference/v1';
import { CHAIN, MODEL, model, person, TestHost } from '../host.test.support.js';
import type { DutyChain } from './duty-chain.js';
import { EpochDuties, isClaimable } from './epoch-duties.js';

const self = person(1).text;
const owner = person(2).text;
const models = new Map([[1, model]]);
const member = (host: string): Member => ({ host, weight: 500n, models: [MODEL] }) as unknown as Member;

/** What a chain says, for a test to change. */
class World implements DutyChain {
  height = 20n;
  epoch = 3n;
  all: Header[] = [];
  recorded: { batch: bigint; index: number }[] = [];
  over = false;
  asked: string[] = [];

  members = async () => [member(self), member(owner)];
  ratePpm = async () => 1_000_000;
  isOver = async () => this.over;

  async headers(_epoch: bigint, from: bigint): Promise<Header[]> {
    this.asked.push(`headers from ${from}`);
    return this.all.filter(({ id }) => id >= from);
  }

  async results() {
    this.asked.push('results');
    return this.recorded;
  }

  /** A batch of another Host; at a rate of 1 every record of it is a duty of the only other member. */
  batch(count: number, nextHash = new Uint8Array(32).fill(1)): void {
    const id = BigInt(this.all.length);
    const root = new Uint8Array(32).fill(Number(id));
    this.all.push(Header.fromPartial({ id, host: owner, kind: BatchKind.ARTIFACT, model: 1, count, root, nextHash }));
  }
}

let host: TestHost;
let world: World;
let duties: EpochDuties;
const journal = () => host.journal;
const places = (epoch = 3n) =>
  journal()
    .duties.open(epoch)
    .map(({ batchId, index }) => `${batchId}/${index}`);
const look = (slow = false) => duties.follow(world, models, slow);

beforeEach(() => {
  host = new TestHost(new EmbeddedMlNode([]));
  world = new World();
  duties = new EpochDuties({ chainId: CHAIN, host: self, journal: journal(), book: host.book });
});

afterEach(() => {
  host.close();
});

test('without σ of an epoch nothing is drawn: only the claimer can sign it', async () => {
  world.batch(3);
  expect(await look()).toEqual({ drawn: 0, dropped: 0 });
  expect(world.asked).toEqual([]);
});

describe('with σ of epoch 3', () => {
  beforeEach(() => {
    journal().sigmas.put(3n, new Uint8Array(96).fill(5));
  });

  test('every duty is kept, and each header is read once', async () => {
    world.batch(3);
    expect(await look()).toEqual({ drawn: 3, dropped: 0 });
    world.batch(2);
    world.height += 1n;
    expect(await look()).toEqual({ drawn: 2, dropped: 0 });
    expect(places()).toEqual(['0/0', '0/1', '0/2', '1/0', '1/1']);
    expect(world.asked.filter((what) => what.startsWith('headers'))).toEqual(['headers from 0', 'headers from 1']);
    expect(duties.header(3n, 1n)?.count).toBe(2);
  });

  test('a batch is drawn on once the block after it exists, and none behind it before', async () => {
    world.batch(1, new Uint8Array());
    world.batch(1);
    expect(await look()).toEqual({ drawn: 0, dropped: 0 });
    expect(duties.header(3n, 0n)).toBeUndefined();
    world.all[0] = { ...world.all[0]!, nextHash: new Uint8Array(32).fill(7) };
    expect(await look()).toEqual({ drawn: 2, dropped: 0 });
  });

  test('own batches bring no duty', async () => {
    world.batch(1);
    world.all[0] = { ...world.all[0]!, host: self };
    expect(await look()).toEqual({ drawn: 0, dropped: 0 });
  });

  test('what has a result here or on chain is not done again, also by a new process and after the journal was lost', async () => {
    world.batch(3);
    journal().results.add({ epoch: 3n, batchId: 0n, index: 0, owner, verdict: 'match', detail: '', createdMs: 1 });
    world.recorded = [{ batch: 0n, index: 1 }];
    await look();
    expect(places()).toEqual(['0/2']);
    expect(journal().duties.count(3n)).toMatchObject({ done: 2, wanted: 1 });
    duties = new EpochDuties({ chainId: CHAIN, host: self, journal: journal(), book: host.book });
    await look();
    expect(places()).toEqual(['0/2']);
  });

  test('a result that reaches the chain by another way discharges an open duty some blocks later', async () => {
    world.batch(2);
    await look();
    world.recorded = [{ batch: 0n, index: 0 }];
    world.height += 19n;
    await look();
    expect(places()).toEqual(['0/0', '0/1']);
    world.height += 1n;
    await look();
    expect(places()).toEqual(['0/1']);
  });

  test('a claimer’s wish is not lowered by the draw', async () => {
    journal().duties.want({ epoch: 3n, batchId: 0n, index: 1, owner, reason: 'claim', priority: 100 });
    world.batch(2);
    await look();
    expect(places()).toEqual(['0/1', '0/0']);
    expect(journal().duties.take(0, 1)).toMatchObject({ index: 1, reason: 'claim', priority: 100 });
  });

  test('a query that fails loses nothing: the same headers are drawn on at the next look', async () => {
    world.batch(2);
    const { results } = world;
    world.results = () => Promise.reject(new Error('no answer'));
    await expect(look()).rejects.toThrow('no answer');
    world.results = results;
    expect(await look()).toEqual({ drawn: 2, dropped: 0 });
  });

  test('open duties are dropped when the epoch can’t be claimed any more', async () => {
    world.batch(2);
    await look();
    world.epoch = 5n;
    expect(await look()).toEqual({ drawn: 0, dropped: 2 });
    expect(places()).toEqual([]);
    expect(duties.epochs).toEqual([]);
    expect(await look()).toEqual({ drawn: 0, dropped: 0 });
  });

  test('open duties are dropped when the reward is claimed, which is asked now and then', async () => {
    world.batch(2);
    await look();
    world.over = true;
    expect(await look()).toEqual({ drawn: 0, dropped: 0 });
    expect(await look(true)).toEqual({ drawn: 0, dropped: 2 });
  });

  test('σ of an epoch to come waits for it', async () => {
    world.epoch = 2n;
    world.batch(1);
    expect(await look()).toEqual({ drawn: 0, dropped: 0 });
  });
});

test('an epoch can be claimed in itself and in the next one', () => {
  expect([2n, 3n, 4n, 5n].map((current) => isClaimable(3n, current))).toEqual([true, true, true, false]);
});
