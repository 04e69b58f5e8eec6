import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger, systemClock, type Clock } from '@pacer/agent';
import type { Prover, SprintReport } from '@pacer/sprint';
import { waitFor } from '@pacer/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { HitsJournal } from './hits-journal.js';
import { Proving } from './proving.js';
import { hitsBelow, host, ReferenceProver, task } from './reference-prover.test.support.js';

let dir: string;
let journal: HitsJournal;
let lines: string[];
let failures: string[];
let proving: Proving;
let opened: Prover[];
/** How long a prover may say nothing. */
let silenceMs: number;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-proving-'));
  journal = HitsJournal.open(dir);
  [lines, failures, opened] = [[], [], []];
  silenceMs = 30_000;
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
    sleep: (ms, signal) => systemClock.sleep(ms > 20_000 ? silenceMs : 1, signal),
  };
  const next = async (): Promise<Prover> => {
    const prover = (open[opened.length] ?? open.at(-1)!)();
    opened.push(prover);
    return prover;
  };
  proving = new Proving({
    ...{
      host,
      choice: { trusted: true, open: next },
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
    provingWith(() => new ReferenceProver()).begin(task, 0n);
    expect(proving.facts).toEqual({ state: 'running', epoch: 7n });
    await reaches(40n);
    await proving.rest();
    const { frontier, found, prover } = journal.run(7n)!;
    expect(journal.hits(7n, undefined, 1000)).toEqual(hitsBelow(frontier));
    expect([found, prover]).toEqual([hitsBelow(frontier).length, 'reference']);
    expect(proving.facts).toEqual({ state: 'off' });
    expect((opened[0] as ReferenceProver).closed).toBe(true);
  });

  test('goes on where the journal is, and above what the chain has if that is more', async () => {
    provingWith(() => new ReferenceProver()).begin(task, 0n);
    await reaches(12n);
    await proving.rest();
    const first = journal.run(7n)!.frontier;
    proving.begin(task, 0n);
    await reaches(first + 8n);
    await proving.rest();
    const second = journal.run(7n)!.frontier;
    expect(journal.hits(7n, undefined, 1000)).toEqual(hitsBelow(second));
    expect(journal.run(7n)!.done).toBe(second);
    proving.begin(task, second + 100n);
    await reaches(second + 108n);
    await proving.rest();
    const skipped = journal.hits(7n, second - 1n, 1000);
    expect(skipped.every((nonce) => nonce >= second + 100n)).toBe(true);
  });

  test.each([
    ['throws', 'throws', 'unclassified'],
    ['ends without having been told', 'returns', 'prover_ended'],
  ] as const)('starts a prover again that %s, and says so', async (_name, end, code) => {
    const broken = () => proverOf([{ frontier: 4n, hits: hitsBelow(4n), done: false }], end);
    provingWith(broken, broken, () => new ReferenceProver()).begin(task, 0n);
    await waitFor('a failure', () => (failures.length > 0 ? true : undefined));
    await reaches(24n);
    await proving.rest();
    expect(new Set(failures)).toEqual(new Set([code]));
    expect(journal.run(7n)).toMatchObject({ restarts: failures.length, failing: '' });
    expect(journal.hits(7n, undefined, 1000)).toEqual(hitsBelow(journal.run(7n)!.frontier));
    expect(lines.join('')).toContain('the prover ended by itself and is started again');
  });

  test('shows why it is not running while it is not', async () => {
    const broken = (): Prover => {
      throw Object.assign(new Error('there is no such program'), { code: 'prover_start', retryable: false });
    };
    provingWith(broken).begin(task, 0n);
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
    provingWith(stuck, () => new ReferenceProver()).begin(task, 0n);
    await reaches(12n);
    expect(failures[0]).toBe('prover_stuck');
    await proving.rest();
    expect(journal.hits(7n, undefined, 1000)).toEqual(hitsBelow(journal.run(7n)!.frontier));
  });

  test('takes no hits that were not among the nonces just done: they could not be committed in order', async () => {
    const wrong = () => proverOf([{ frontier: 4n, hits: [4n], done: false }], 'returns');
    provingWith(wrong).begin(task, 0n);
    await waitFor('a failure', () => (failures.length > 0 ? true : undefined));
    expect(failures[0]).toBe('prover_report');
    expect(journal.hits(7n, undefined, 10)).toEqual([]);
  });

  test('is prepared before there is anything to prove, and says early what does not start', async () => {
    provingWith(() => new ReferenceProver());
    proving.prepare();
    expect(proving.facts).toEqual({ state: 'ready' });
    await waitFor('the prover', () => (opened.length > 0 ? true : undefined));
    proving.begin(task, 0n);
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
});
