import { describe, expect, test } from '@jest/globals';
import { SprintError } from '@pacer/proto/errors';
import { LOCAL_TEST } from '@pacer/sprint';
import { attempt, dead, refused } from './facts.test.support.js';
import type { Run } from './hits-journal.js';
import type { Status } from './looking.js';
import { attemptReport, paceOf, whyNothing, type SprintReport } from './report.js';
import { statusLine, statusText } from './report-text.js';

const run: Run = {
  ...{
    epoch: 4n,
    task: 'aa',
    frontier: 5000n,
    done: 5000n,
    found: 20,
    falseHits: 0,
    prover: 'wasm-simd128',
    threads: 2,
  },
  ...{ rateMilli: 12_500_000n, restarts: 0, failing: '', beganMs: 0, updatedMs: 10_000 },
};
const epoch: SprintReport = {
  ...{
    epoch: 4n,
    done: 4_000n,
    found: 18,
    committed: 17,
    total: 68n,
    sharePpm: 250_000n,
    guilty: undefined,
    kept: false,
    weight: undefined,
  },
  ...{ slots: undefined, why: '', attempts: [], checks: { hit: 0, miss: 0, unclear: 0 }, challenges: [] },
};
const status: Status = {
  ...{ height: 480n, epoch: 4n, now: 'the Sprint ends in 4 blocks, about 2 s', blocksLeft: 4n, secondsLeft: 2n },
  ...{ next: 'a message at height 482', nextWhy: 'message 2 of the window', todo: '' },
  pace: paceOf(run, LOCAL_TEST, 11_000),
  epochs: [epoch],
};

describe('a status', () => {
  test('while the Sprint lasts tells rate, hits, what is committed, the share of the work and the time left', () => {
    const ok = attemptReport('work/4/1', attempt(1, 1, 478n, { kind: 'ok', height: 479n }));
    expect(statusText({ ...status, epochs: [{ ...epoch, attempts: [ok] }] })).toBe(
      'height 480, epoch 4: the Sprint ends in 4 blocks, about 2 s\n' +
        '  prover: wasm-simd128, 2 threads; 12500 nonces/s (17.203 GMAC/s), 5000 nonces, 20 hits\n' +
        '  next: a message at height 482, message 2 of the window\n' +
        'epoch 4: 17 of 68 nonces of all, 25 %\n' +
        '  18 hits among 4000 nonces\n' +
        '  work/4/1#1, 2 nonces, ok at height 479 (done) [HASH1.1]\n',
    );
    expect(statusLine(status)).toBe(
      '480: the Sprint ends in 4 blocks, about 2 s, 12500 nonces/s (17.203 GMAC/s), 5000 nonces, 20 hits, ' +
        '17 committed, share of the work 25 %',
    );
  });

  test('of Sprints that are over tells weight, guilt, checks and challenges', () => {
    const lost = refused(485n, SprintError.BOND_MISSING);
    const text = statusText({
      ...status,
      pace: undefined,
      epochs: [
        { ...epoch, weight: 249_999_000n, slots: 16n, kept: true, checks: { hit: 40, miss: 1, unclear: 0 } },
        { ...epoch, epoch: 3n, guilty: { height: 390n, nonce: 5n }, sharePpm: 0n },
        { ...epoch, epoch: 2n, challenges: [attemptReport('challenge/2/x/7', attempt(1, 1, 484n, lost))] },
      ],
    });
    expect(text).toContain('  weight in epoch 5: 24.9999 %, 16 slots\n');
    expect(text).toContain('  too few committed: the weights of epoch 4 continue in epoch 5\n');
    expect(text).toContain('  others: 40 nonces computed again are hits, 1 miss the target, 0 are unclear\n');
    expect(text).toContain('  guilty since height 390: nonce 5 misses the target\n');
    expect(text).toMatch(/challenge\/2\/x\/7#1 refused at height 485 \(fix\): sprint\/BOND_MISSING: for people; \w/);
  });

  test('of a prover that is not running, or has said nothing of late, shows no rate', () => {
    expect(paceOf(run, LOCAL_TEST, 20_000)).toMatchObject({ rateMilli: 0n, megaMacPerSecond: 0n });
    const failing = paceOf({ ...run, failing: 'gone', restarts: 3, falseHits: 1 }, LOCAL_TEST, 11_000);
    expect(failing.rateMilli).toBe(0n);
    expect(statusText({ ...status, pace: failing })).toContain(
      '; started again 3 times; 1 of its hits were none; not running: gone\n',
    );
  });
});

describe('why nothing was committed', () => {
  const of = { eligible: true, run, attempts: [] };

  test.each([
    ['the Host took no part', { ...of, eligible: false }],
    ['the program did not run in the window', { ...of, run: undefined }],
    ['the prover was not running: gone', { ...of, run: { ...run, failing: 'gone' } }],
    ['there was no hit among 5000 nonces', { ...of, run: { ...run, found: 0 } }],
    ['20 hits were found, and no message was sent', of],
    [
      'work/4/1#1 dead: never included, by a and b',
      { ...of, attempts: [attemptReport('work/4/1', attempt(1, 1, 482n, dead))] },
    ],
    [
      'work/4/1#1 dead: never sent: the window was over',
      { ...of, attempts: [attemptReport('work/4/1', attempt(1, 1, 482n, { kind: 'dead', provenBy: [] }))] },
    ],
    [
      'work/4/1#1 refused: sprint/SPRINT_OVER: for people',
      { ...of, attempts: [attemptReport('work/4/1', attempt(1, 1, 482n, refused(485n, SprintError.SPRINT_OVER)))] },
    ],
  ])('%s', (text, missing) => {
    expect(whyNothing(missing)).toContain(text);
  });
});
