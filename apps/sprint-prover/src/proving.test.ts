import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger, systemClock, type Clock } from '@pacer/agent';
import type { Prover, SprintReport } from '@pacer/sprint';
import { waitFor } from '@pacer/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { ProvingFacts } from './facts.js';
import { HitsJournal } from './hits-journal.js';
import { OwnHits } from './own-hits.js';
import { Proving } from './proving.js';
import { hitsBelow, host, ReferenceProver, task } from './reference-prover.test.support.js';
import { taskHash } from './task.js';

/** More hits than there are: as many may wait to be computed again. */
const MANY = 100_000;

let dir: string;
let journal: HitsJournal;
let lines: string[];
let failures: string[];
/** Pauses between attempts, as they were asked for. */
let slept: number[];
let proving: Proving;
let opened: Prover[];
const silent = createLogger({
  program: 'test',
  destination: new Writable({ write: (_chunk, _encoding, done) => done() }),
});
/** How long a prover may say nothing. */
let silenceMs: number;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-proving-'));
  journal = HitsJournal.open(dir);
  [lines, failures, opened, slept] = [[], [], [], []];
  silenceMs = 60_000;
});
afterEach(async () => {
  await proving.rest();
  journal.close();
  rmSync(dir, { recursive: true });
});

/** @param open the provers that there are, one after another; the last one for ever */
function provingWith(...open: (() => Prover)[]): Proving {
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  // Pauses pass at once: what is tested is what happens, not when.
  const clock: Clock = {
    ...systemClock,
    sleep: (ms, signal) => systemClock.sleep(ms > 20_000 ? silenceMs : (slept.push(ms), 1), signal),
  };
  const next = async (): Promise<Prover> => {
    const prover = (open[opened.length] ?? open.at(-1)!)();
    opened.push(prover);
    return prover;
  };
  proving = new Proving({
    ...{
      host,
      choice: { open: next },
      journal,
      clock,
      log: createLogger({ program: 'test', destination }),
    },
    on: { progress: () => undefined, failed: (code) => void failures.push(code) },
  });
  return proving;
}

const reaches = (frontier: bigint) =>
  waitFor(`frontier ${frontier}`, () => ((journal.run(task.epoch)?.frontier ?? 0n) >= frontier ? true : undefined));

/** A prover that reports these and then ends as it is told. */
function proverOf(reports: SprintReport[], end: 'throws' | 'returns'): Prover {
  return {
    ...{ name: 'broken', threads: 1, close: async () => undefined },
    async *prove() {
      yield* reports;
      if (end === 'throws') throw new Error('the card fell off the bus');
    },
  };
}

describe('proving', () => {
  test('makes every hit durable, from the first nonce on, and nothing else', async () => {
    provingWith(() => new ReferenceProver()).begin(task, 0n, MANY);
    expect(proving.facts).toEqual({ state: 'running', epoch: 7n, task: taskHash(task, host) });
    await reaches(40n);
    await proving.rest();
    const { frontier, found, prover } = journal.run(7n)!;
    expect(journal.unchecked(7n, 1000)).toEqual(hitsBelow(frontier));
    expect([found, prover]).toEqual([hitsBelow(frontier).length, 'reference']);
    expect(proving.facts).toEqual({ state: 'off' });
    expect((opened[0] as ReferenceProver).closed).toBe(true);
  });

  test('goes on where the journal is, and above what the chain has if that is more', async () => {
    provingWith(() => new ReferenceProver()).begin(task, 0n, MANY);
    await reaches(12n);
    await proving.rest();
    const first = journal.run(7n)!.frontier;
    proving.begin(task, 0n, MANY);
    await reaches(first + 8n);
    await proving.rest();
    const second = journal.run(7n)!.frontier;
    expect(journal.unchecked(7n, 1000)).toEqual(hitsBelow(second));
    expect(journal.run(7n)!.done).toBe(second);
    proving.begin(task, second + 100n, MANY);
    await reaches(second + 108n);
    await proving.rest();
    const skipped = journal.unchecked(7n, 1000).filter((nonce) => nonce >= second);
    expect(skipped.every((nonce) => nonce >= second + 100n)).toBe(true);
  });

  test.each([
    ['throws', 'throws', 'unclassified'],
    ['ends without having been told', 'returns', 'prover_ended'],
  ] as const)('starts a prover again that %s, and says so', async (_name, end, code) => {
    const broken = () => proverOf([{ frontier: 4n, hits: hitsBelow(4n), done: false }], end);
    provingWith(broken, broken, () => new ReferenceProver()).begin(task, 0n, MANY);
    await waitFor('a failure', () => (failures.length > 0 ? true : undefined));
    await reaches(24n);
    await proving.rest();
    expect(new Set(failures)).toEqual(new Set([code]));
    expect(journal.run(7n)).toMatchObject({ restarts: failures.length, failing: '' });
    expect(journal.unchecked(7n, 1000)).toEqual(hitsBelow(journal.run(7n)!.frontier));
    expect(lines.join('')).toContain('the prover ended by itself and is started again');
  });

  test('shows why it is not running while it is not', async () => {
    const broken = (): Prover => {
      throw Object.assign(new Error('there is no such program'), { code: 'prover_start', retryable: false });
    };
    provingWith(broken).begin(task, 0n, MANY);
    await waitFor('a failure', () => (failures.length > 1 ? true : undefined));
    expect(proving.facts).toMatchObject({ state: 'failing', epoch: 7n, why: 'there is no such program' });
    expect(proving.facts).toMatchObject({ todo: expect.stringContaining('doctor') });
    expect(journal.run(7n)).toMatchObject({ failing: 'there is no such program' });
    await proving.rest();
    expect(proving.facts).toEqual({ state: 'off' });
  });

  test('starts a prover again that says nothing any more', async () => {
    silenceMs = 200;
    const stuck = (): Prover => ({
      ...{ name: 'stuck', threads: 1, close: async () => undefined },
      async *prove() {
        yield { frontier: 4n, hits: hitsBelow(4n), done: false };
        await new Promise(() => undefined);
      },
    });
    provingWith(stuck, () => new ReferenceProver()).begin(task, 0n, MANY);
    await reaches(12n);
    expect(failures[0]).toBe('prover_stuck');
    await proving.rest();
    expect(journal.unchecked(7n, 1000)).toEqual(hitsBelow(journal.run(7n)!.frontier));
  });

  test('takes no hits that were not among the nonces just done: they could not be committed in order', async () => {
    const wrong = () => proverOf([{ frontier: 4n, hits: [4n], done: false }], 'returns');
    provingWith(wrong).begin(task, 0n, MANY);
    await waitFor('a failure', () => (failures.length > 0 ? true : undefined));
    expect(failures[0]).toBe('prover_report');
    expect(journal.unchecked(7n, 10)).toEqual([]);
  });

  test('is prepared before there is anything to prove, and says early what does not start', async () => {
    provingWith(() => new ReferenceProver());
    proving.prepare();
    expect(proving.facts).toEqual({ state: 'ready' });
    await waitFor('the prover', () => (opened.length > 0 ? true : undefined));
    proving.begin(task, 0n, MANY);
    await reaches(4n);
    expect(opened).toHaveLength(1);
  });

  test('tells before the window what does not start, and tries again until it does', async () => {
    let isThere = false;
    provingWith(() => {
      if (!isThere) throw Object.assign(new Error('no such card'), { code: 'prover_start', retryable: false });
      return new ReferenceProver();
    });
    proving.prepare();
    await waitFor('a failure', () => (failures.length > 0 ? true : undefined));
    expect(proving.facts).toMatchObject({ state: 'failing', epoch: undefined, why: 'no such card' });
    isThere = true;
    opened.splice(0);
    proving.prepare();
    await waitFor('the prover', () => (opened.length > 0 ? true : undefined));
    expect(proving.facts).toEqual({ state: 'ready' });
  });

  test('waits longer and longer before it tries again to start one', async () => {
    provingWith(() => {
      throw Object.assign(new Error('no such card'), { code: 'prover_start', retryable: false });
    });
    for (let pass = 0; pass < 20; pass++) proving.prepare();
    await waitFor('failures', () => (failures.length >= 8 ? true : undefined));
    expect(slept.slice(0, 7)).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000]);
    await proving.rest();
    expect(proving.facts).toEqual({ state: 'off' });
  });

  test('calls for somebody when one that should mend itself goes on failing', async () => {
    const atStart: ProvingFacts[] = [];
    provingWith(() => {
      atStart.push(proving.facts);
      throw Object.assign(new Error('it ended'), { code: 'prover_died', retryable: true });
    }).begin(task, 0n, MANY);
    await waitFor('failures', () => (failures.length >= 5 ? true : undefined));
    expect(atStart[1]).toMatchObject({ state: 'failing', todo: '' });
    expect(proving.facts).toMatchObject({ state: 'failing', todo: expect.stringContaining('doctor') });
  });

  test('of another target of the same epoch ends the one before, whose hits are none of its own', async () => {
    const other = { ...task, target: task.target / 4n };
    provingWith(() => new ReferenceProver()).begin(task, 0n, MANY);
    await reaches(12n);
    proving.begin(other, 0n, MANY);
    proving.begin(other, 0n, MANY);
    expect(proving.facts).toEqual({ state: 'running', epoch: 7n, task: taskHash(other, host) });
    await waitFor('the other task', () => (journal.run(7n)?.task === taskHash(other, host) ? true : undefined));
    await reaches(40n);
    await proving.rest();
    expect(journal.unchecked(7n, 1000)).toEqual(hitsBelow(journal.run(7n)!.frontier, other));
  });
});

describe('a prover that calls every nonce a hit', () => {
  const COUNT = 1000n;
  const boundless = (): Prover => ({
    ...{ name: 'boundless', threads: 1, close: async () => undefined },
    async *prove({ first }, signal) {
      for (let frontier = first; !signal.aborted; frontier += COUNT) {
        await setImmediate();
        const hits = Array.from({ length: Number(COUNT) }, (_, index) => frontier + BigInt(index));
        yield { frontier: frontier + COUNT, hits, done: false };
      }
    },
  });

  test('is asked for no more than may wait to be computed again, and goes on where it left off', async () => {
    provingWith(boundless).begin(task, 0n, 64);
    await waitFor('a pause', () => (slept.includes(1000) ? true : undefined));
    expect([journal.countUnchecked(7n), journal.run(7n)?.frontier]).toEqual([64, 64n]);
    const first = journal.unchecked(7n, 40).map((nonce) => ({ nonce, isHit: true }));
    journal.settle(7n, first);
    await waitFor('more', () => (journal.run(7n)?.frontier === 104n ? true : undefined));
    expect([journal.countUnchecked(7n), journal.unchecked(7n, 1)]).toEqual([64, [40n]]);
  });

  test('is stopped when most of them are none, with what to do, and not started again', async () => {
    provingWith(boundless).begin(task, 0n, 4096);
    const own = new OwnHits({ ...{ journal, host, clock: systemClock, log: silent }, onFalse: () => undefined });
    await waitFor('its end', () => {
      own.check(task);
      return proving.facts.state === 'failing' ? true : undefined;
    });
    own.close();
    expect(proving.facts).toMatchObject({
      todo: expect.stringContaining('doctor'),
      why: expect.stringMatching(/are none/),
    });
    expect(failures).toEqual(['prover_wrong']);
    expect(journal.countUnchecked(7n)).toBeLessThanOrEqual(4096);
    const count = opened.length;
    proving.begin(task, 0n, 4096);
    await systemClock.sleep(50);
    expect([opened.length, failures.length]).toEqual([count, 1]);
  });
});
