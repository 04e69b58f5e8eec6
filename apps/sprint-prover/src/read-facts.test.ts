import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { TxJournal } from '@pacer/agent';
import { addressBytes } from '@pacer/client';
import { LOCAL_TEST } from '@pacer/sprint';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHAIN, hosts, poolOf, truth, type Says } from './chain.test.support.js';
import { HitsJournal } from './hits-journal.js';
import { workKey } from './keys.js';
import { commitOf } from './messages.js';
import { FactsReader } from './read-facts.js';
import { sprintHash, taskHash } from './task.js';

let dir: string;
let hits: HitsJournal;
let attempts: TxJournal;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-facts-'));
  attempts = TxJournal.open({ stateDir: dir, program: 'test' });
  hits = HitsJournal.open(dir);
});
afterEach(() => {
  hits.close();
  attempts.close();
  rmSync(dir, { recursive: true });
});

const task = {
  ...{ chainId: CHAIN, epoch: 4n, beacon: new Uint8Array(32).fill(9), shape: LOCAL_TEST, target: 1n << 56n },
};

function readerOf(...says: Says[]) {
  const pool = poolOf(...says);
  const choices = { reserveBlocks: undefined, checks: 16, challenge: true };
  const reader = new FactsReader(
    {
      ...{ chainId: CHAIN, host: hosts[0]!, attempts, hits, pool, choices, isChecking: () => false },
      proving: () => ({ state: 'off' }),
    },
    { sleep: async () => undefined },
  );
  return { pool, reader };
}

/** Hits in the journal, found for a task, and computed again. */
function found(nonces: bigint[], of = task): void {
  hits.begin(4n, taskHash(of, addressBytes(hosts[0]!)), 1);
  const progress = { prover: 'x', threads: 1, rateMilli: 1n };
  hits.report(4n, 0n, { frontier: (nonces.at(-1) ?? 0n) + 1n, hits: nonces, ...progress }, 2);
  const recomputed = nonces.map((nonce) => ({ nonce, isHit: true }));
  hits.settle(4n, recomputed);
}

/** An attempt of the journal that is on the chain. */
function sent(message: number, nonces: bigint[]): void {
  const carried = commitOf({ host: hosts[0]!, signer: hosts[0]! }, 4n, nonces);
  const first = attempts.intend(workKey(4n, message), 1, { granter: undefined, wantsEffect: true, ...carried }, 1);
  attempts.finish(first, { kind: 'ok', height: 479n }, 2);
}

describe('facts', () => {
  test('are read from one endpoint at one height, with what the journals have', async () => {
    found([14n, 17n, 393n]);
    sent(1, [14n, 17n]);
    const { reader } = readerOf(truth({ own: [[14n, 17n]] }), truth({ own: [[14n, 17n]] }));
    const facts = await reader.read();
    expect(facts).toMatchObject({ height: 480n, epoch: 4n, blockMs: 510n, reviews: [] });
    expect(facts.sprint).toMatchObject({
      ...{ eligible: true, cutoff: 473n, beaconHeight: 476n, computeEnd: 484n, span: 8n, maxNonces: 4096 },
      chain: { count: 2, lastNonce: 17n, messages: 1, guiltyHeight: 0n },
      found: { frontier: 394n, hits: [393n], unchecked: 0, false: 0 },
      attempts: [{ message: 1, attempt: 1, count: 2, lastNonce: 17n, outcome: { kind: 'ok' } }],
    });
    expect(reader.task(4n)).toEqual(task);
    expect(reader.challengeGas(4n)).toBe(77n);
  });

  test('know nothing of the work before the beacon, and take no hits of another beacon or target', async () => {
    found([14n], { ...task, beacon: new Uint8Array(32) });
    const none = { frontier: 0n, hits: [], unchecked: 0, false: 0 };
    expect((await readerOf(truth({ beaconHeight: 0n })).reader.read()).sprint).toMatchObject({ span: 0n, found: none });
    expect((await readerOf(truth()).reader.read()).sprint.found).toEqual(none);
  });

  test('of the others’ work come when the window is over, with what was checked of it', async () => {
    const note = { accused: hosts[1]!, task: sprintHash(task), atMs: 1 };
    hits.note(4n, { ...note, nonce: 14n, verdict: 'miss' });
    hits.note(4n, { ...note, nonce: 17n, verdict: 'hit' });
    const own = [[5n]];
    expect((await readerOf(truth({ height: 483n })).reader.read()).reviews).toEqual([]);
    sent(1, [5n]);
    const { reviews } = await readerOf(truth({ height: 484n, own })).reader.read();
    expect(reviews).toMatchObject([
      { epoch: 4n, others: [{ host: hosts[1], count: 2, guilty: false, checked: 2, misses: [14n], challenges: [] }] },
    ]);
    const guilty = await readerOf(truth({ height: 484n, otherGuilty: 486n, own })).reader.read();
    expect(guilty.reviews[0]?.others[0]?.guilty).toBe(true);
  });
});

test('of this Host’s own work say that it was found guilty, once the window is over', async () => {
  sent(1, [5n]);
  const says = truth({ height: 487n, own: [[5n]], ownGuilty: 486n });
  const { reviews } = await readerOf(says, says).reader.read();
  expect(reviews).toMatchObject([{ epoch: 4n, guilt: { height: 486n } }]);
  const innocent = truth({ height: 487n, own: [[5n]], otherGuilty: 486n });
  expect((await readerOf(innocent, innocent).reader.read()).reviews[0]?.guilt).toBeUndefined();
});

test('what was checked of others for another beacon or target says nothing of their nonces', async () => {
  const note = { accused: hosts[1]!, nonce: 14n, verdict: 'miss' as const, atMs: 1 };
  hits.note(4n, { ...note, task: sprintHash({ ...task, target: 1n }) });
  hits.note(4n, { ...note, nonce: 17n, task: '' });
  const { reviews } = await readerOf(truth({ height: 484n }), truth({ height: 484n })).reader.read();
  expect(reviews[0]?.others).toMatchObject([{ host: hosts[1], checked: 0, misses: [] }]);
});

test('a challenge of others’ work is due before weights are made of it', async () => {
  hits.note(4n, { accused: hosts[1]!, task: sprintHash(task), atMs: 1, nonce: 14n, verdict: 'miss' });
  const { reviews } = await readerOf(truth({ height: 488n })).reader.read();
  // Epoch 5 begins at height 491.
  expect(reviews[0]?.others[0]?.challengeFrom).toBe(486n);
});

describe('one endpoint of three', () => {
  test.each<[string, Partial<Says>]>([
    ['another target', { target: 1n }],
    ['another beacon', { beacon: new Uint8Array(32) }],
    ['a window that is over', { span: 2n }],
    ['a later beacon', { beaconHeight: 479n }],
    ['no beacon', { beaconHeight: 0n }],
    ['a Sprint that begins later', { beaconHeight: 0n, cutoff: 490n }],
    ['a Sprint that takes no nonce', { maxNonces: 0 }],
    ['a Host that takes no part', { eligible: false }],
    ['a Host that was found guilty', { ownGuilty: 478n }],
    ['nonces that it has not committed', { own: [[1n << 60n]] }],
    ['more nonces than it has committed', { own: [Array.from({ length: 4096 }, (_, nonce) => BigInt(nonce))] }],
  ])('that shows %s is denied by the others, and passed over for a while', async (_, lie) => {
    found([14n, 17n]);
    const { pool, reader } = readerOf(truth(lie), truth(), truth());
    const { sprint } = await reader.read();
    expect(pool.passedOver).toEqual(['http://a endpoint/untrue']);
    expect(pool.distrusted).toEqual([expect.stringContaining('http://b, http://c deny it')]);
    expect(sprint).toMatchObject({ eligible: true, cutoff: 473n, beaconHeight: 476n, computeEnd: 484n });
    expect(sprint.chain).toMatchObject({ count: 0, guiltyHeight: 0n });
    expect(sprint.found.hits).toEqual([14n, 17n]);
    expect(reader.task(4n)).toEqual(task);
  });

  test('that hides a message which is in a block is passed over too', async () => {
    found([14n, 17n, 393n]);
    sent(1, [14n, 17n]);
    const says = truth({ own: [[14n, 17n]] });
    const { pool, reader } = readerOf(truth(), says, says);
    expect((await reader.read()).sprint.chain).toMatchObject({ messages: 1, lastNonce: 17n });
    expect(pool.distrusted).toHaveLength(1);
  });

  test('that is not read from changes nothing, whatever it says, and is not called a liar for being behind', async () => {
    const late = truth({ height: 475n, beaconHeight: 0n });
    for (const other of [truth({ target: 1n, ownGuilty: 478n, eligible: false }), late, truth({ knows: false })]) {
      const { pool, reader } = readerOf(truth(), other, truth());
      expect((await reader.read()).sprint).toMatchObject({ eligible: true, beaconHeight: 476n });
      expect(reader.provenTask(4n)).toEqual(task);
      expect([pool.passedOver, pool.distrusted]).toEqual([[], []]);
    }
    const { pool, reader } = readerOf(late, truth(), truth());
    expect((await reader.read()).sprint.beaconHeight).toBe(0n);
    expect(pool.passedOver).toEqual([]);
  });

  test('that alone shows a beacon is passed over while the others have none', async () => {
    const before = truth({ height: 475n, beaconHeight: 0n });
    const { pool, reader } = readerOf(truth({ height: 475n, beaconHeight: 474n }), before, before);
    expect((await reader.read()).sprint.beaconHeight).toBe(0n);
    expect(reader.task(4n)).toBeUndefined();
    expect(pool.passedOver).toEqual(['http://a endpoint/untrue']);
  });
});

test('an endpoint that stays in an epoch which others have left is passed over', async () => {
  const { pool, reader } = readerOf(
    truth({ height: 495n }),
    ...[5n, 5n].map((epoch) => truth({ height: 495n, epoch })),
  );
  // These others know nothing of a Sprint of epoch 5, so nothing is read in the end.
  await expect(reader.read()).rejects.toThrow('has no Sprint of epoch 5');
  expect(pool.distrusted).toEqual([expect.stringContaining('epoch 4 is not over at height 495')]);
  const all = truth({ height: 495n });
  expect((await readerOf(all, all, all).reader.read()).epoch).toBe(4n);
});

describe('with two endpoints', () => {
  test('nobody is believed when they contradict each other, whichever is read first', async () => {
    const disagree = expect.objectContaining({ code: 'endpoints-disagree', retryable: true });
    for (const [one, other] of [
      [truth({ target: 1n }), truth()],
      [truth(), truth({ target: 1n })],
      [truth({ beaconHeight: 0n }), truth()],
    ]) {
      const { pool, reader } = readerOf(one!, other!);
      await expect(reader.read()).rejects.toEqual(disagree);
      expect([reader.task(4n), pool.distrusted]).toEqual([undefined, []]);
    }
  });

  test('nothing is computed while one knows of no beacon yet: it may be behind', async () => {
    const { pool, reader } = readerOf(truth(), truth({ beaconHeight: 0n }));
    expect((await reader.read()).sprint).toMatchObject({ beaconHeight: 0n, task: undefined });
    expect(pool.passedOver).toEqual(['http://a endpoint/untrue']);
  });

  test('the one that can be used has to do to prove, and is not enough to accuse anybody', async () => {
    const { reader } = readerOf(truth(), truth({ knows: false }));
    expect((await reader.read()).sprint.beaconHeight).toBe(476n);
    expect(reader.task(4n)).toEqual(task);
    expect(reader.provenTask(4n)).toBeUndefined();
  });

  test('the Host goes on when one says that it is guilty or out, and one denies it', async () => {
    for (const lie of [{ ownGuilty: 478n }, { eligible: false }]) {
      const { reader } = readerOf(truth(lie), truth());
      expect((await reader.read()).sprint).toMatchObject({ eligible: true, chain: { guiltyHeight: 0n } });
    }
  });
});

test.each<[string, Partial<Says>]>([
  ['another target', { target: 1n }],
  ['no beacon', { beaconHeight: 0n }],
])(
  'an endpoint that shows %s after two have confirmed one is passed over, though only one denies it',
  async (_, lie) => {
    const says = truth();
    const { pool, reader } = readerOf(says, truth());
    await reader.read();
    Object.assign(says, lie);
    expect((await reader.read()).sprint).toMatchObject({ beaconHeight: 476n });
    expect(reader.task(4n)).toEqual(task);
    expect(pool.passedOver).toEqual(['http://a endpoint/untrue']);
  },
);

test('what two endpoints have confirmed is not asked about again', async () => {
  const { pool, reader } = readerOf(truth(), truth(), truth());
  await reader.read();
  expect(pool.asked.filter((one) => one.endsWith('Target'))).not.toHaveLength(0);
  pool.asked.length = 0;
  await reader.read();
  expect(pool.asked.filter((one) => !one.startsWith('http://a '))).toEqual([]);
});

test('a journal from a backup is believed less than two endpoints', async () => {
  found([14n, 17n, 393n]);
  const says = truth({ own: [[14n, 17n], [393n]] });
  const { sprint } = await readerOf(says, says).reader.read();
  expect(sprint.chain).toMatchObject({ count: 3, lastNonce: 393n, messages: 2 });
  expect(sprint.found).toMatchObject({ frontier: 394n, hits: [] });
  expect(sprint.attempts).toEqual([]);
});
