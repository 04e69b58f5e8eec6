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
import { taskHash } from './task.js';

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
  const reader = new FactsReader({
    ...{ chainId: CHAIN, host: hosts[0]!, attempts, hits, pool, choices, isChecking: () => false },
    proving: () => ({ state: 'off' }),
  });
  return { pool, reader };
}

/** Hits in the journal, found for a task. */
function found(nonces: bigint[], of = task): void {
  hits.begin(4n, taskHash(of, addressBytes(hosts[0]!)), 1);
  const progress = { trusted: true, prover: 'x', threads: 1, rateMilli: 1n };
  hits.report(4n, 0n, { frontier: (nonces.at(-1) ?? 0n) + 1n, hits: nonces, ...progress }, 2);
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
    hits.note(4n, { accused: hosts[1]!, nonce: 14n, verdict: 'miss', atMs: 1 });
    hits.note(4n, { accused: hosts[1]!, nonce: 17n, verdict: 'hit', atMs: 1 });
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

describe('an endpoint alone', () => {
  test('does not talk the Host out of its Sprint: it is named, and the next one asked', async () => {
    const { pool, reader } = readerOf(truth({ eligible: false }), truth(), truth());
    expect((await reader.read()).sprint.eligible).toBe(true);
    expect(pool.passedOver).toEqual(['http://a endpoint/untrue']);
  });

  test('does not make it skip nonces that it has not committed', async () => {
    found([14n, 17n]);
    const { pool, reader } = readerOf(truth({ own: [[1n << 60n]] }), truth(), truth());
    expect((await reader.read()).sprint.found.hits).toEqual([14n, 17n]);
    expect(pool.passedOver).toEqual(['http://a endpoint/untrue']);
  });
});

test('a journal from a backup is believed less than two endpoints', async () => {
  found([14n, 17n, 393n]);
  const says = truth({ own: [[14n, 17n], [393n]] });
  const { sprint } = await readerOf(says, says).reader.read();
  expect(sprint.chain).toMatchObject({ count: 3, lastNonce: 393n, messages: 2 });
  expect(sprint.found).toMatchObject({ frontier: 394n, hits: [] });
  expect(sprint.attempts).toEqual([]);
});
