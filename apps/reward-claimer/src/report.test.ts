import { describe, expect, test } from '@jest/globals';
import { HostError, RewardError } from '@pacer/proto/errors';
import { RewardState } from '@pacer/proto/reward/v1';
import { attempt, duty, epochFacts, factsOf, refused } from './facts.test.support.js';
import { epochReport, pastReport } from './report.js';
import { durationText, reportText } from './report-text.js';
import type { EpochFacts } from './facts.js';

const report = (change: Partial<EpochFacts>, height = 75n, epoch = 0n) => {
  const of = epochFacts(change);
  return epochReport(factsOf(of, { height, epoch }), of);
};
const duties = {
  assigned: 13,
  missing: [duty(1n), duty(2n)],
  completeSince: undefined,
  unwanted: [],
  doneHere: 0,
  lastError: undefined,
};

describe('a status', () => {
  test('of a refused claim tells code, class, next claim, deadline and what to do', () => {
    const text = reportText(
      report({ attempts: [attempt(1, refused(74n))], duties: { ...duties, lastError: 'engine down' } }),
    );
    expect(text).toBe(
      'epoch 0: refused, 25000 upacer to pacer1payout\n' +
        '  duties: 13 assigned, 2 missing\n' +
        '  claim/0#1 refused at height 74 (fix): reward/DUTIES_MISSING: for people [HASH1]\n' +
        '  next claim: at height 76 (after reward/DUTIES_MISSING at height 74)\n' +
        '  deadline: height 181 at the earliest, in about 53 s\n' +
        '  to do: check that pacer-host and its ML Nodes run: 2 duties wait to be done (the last one failed: engine down)\n',
    );
  });

  test('of duties that are done here points at the submitter', () => {
    expect(report({ duties: { ...duties, doneHere: 2 } }).todo).toContain('pacer-artifact-submitter');
  });

  test('of a key file of another Host says so before anything else', () => {
    expect(report({ keyFits: false, duties }).todo).toContain('use the key file');
  });

  test('of a hot key that is not the Host says so, from a block and from a node alike, whatever duties are missing', () => {
    const refusal = { codespace: 'host', code: HostError.UNAUTHORIZED, log: 'for people' };
    const inBlock = attempt(1, { kind: 'failed', height: 74n, ...refusal });
    const dead = attempt(1, { kind: 'dead', provenBy: ['a', 'b'] });
    for (const last of [inBlock, { ...attempt(1), refusal }, { ...dead, refusal }]) {
      const { todo } = report({ attempts: [last], duties });
      expect(todo).toContain('hot key is not the one that the chain has for this Host');
      expect(todo).toContain('operator set this hot key');
    }
    expect(report({ attempts: [attempt(1, refused(74n))], duties }).todo).not.toContain('hot key');
  });

  test('of a work journal with the secret of another key names the setting', () => {
    expect(report({ sigma: 'foreign' }).todo).toContain('work_journal');
  });

  test('of a node that refuses shows its words', () => {
    const refusal = { codespace: 'feegrant', code: 5, log: 'fee allowance not found' };
    const { state, attempts, todo } = report({ attempts: [{ ...attempt(1), refusal }] });
    expect(state).toBe('claiming');
    expect(attempts[0]).toMatchObject({
      class: 'fix',
      reason: 'a node answered feegrant/NO_ALLOWANCE: fee allowance not found',
    });
    expect(todo).toContain('grant');
  });

  test.each([
    ['open', { settled: false, reward: RewardState.UNSPECIFIED }],
    ['claimable', {}],
    ['claiming', { attempts: [attempt(1)] }],
    ['refused', { attempts: [attempt(1, refused(74n, RewardError.CONVICTED))] }],
    ['held', { reward: RewardState.HELD }],
    ['paid', { reward: RewardState.PAID }],
    ['burned', { reward: RewardState.BURNED }],
    ['nothing', { member: false }],
    ['nothing', { reward: RewardState.UNSPECIFIED }],
  ] as const)('knows %s', (state, change) => {
    expect(report(change).state).toBe(state);
  });

  test('is hopeless from the second epoch after it on', () => {
    expect(report({}, 300n, 1n).state).toBe('claimable');
    expect(report({}, 300n, 2n).state).toBe('hopeless');
  });

  test('waits for a second endpoint before it has nothing to say', () => {
    expect(report({ reward: RewardState.PAID }).todo).toContain('second endpoint');
    expect(report({ reward: RewardState.PAID, confirmed: true }).todo).toBe('nothing');
  });

  test('of a past epoch tells done from lost', () => {
    const past = {
      ...{ epoch: 3n, host: 'h', amount: 7n, rebate: 0n, settledHeight: 1n, payout: 'p', releaseEpoch: 0n },
      absencePpm: 100_000,
    };
    expect(pastReport({ ...past, state: RewardState.PAID, claimedHeight: 9n, finalHeight: 9n })).toMatchObject({
      ...{ state: 'paid', claimedHeight: 9n, absencePpm: 100_000 },
    });
    expect(pastReport({ ...past, state: RewardState.BURNED, claimedHeight: 0n, finalHeight: 12n })).toMatchObject({
      ...{ state: 'burned', why: 'nobody claimed it in time; burned at height 12' },
    });
  });

  test('of a reward that an absence reduced says by how much, why, and where to look', () => {
    const text = (absencePpm: number) => reportText(report({ epoch: 2n, absencePpm, amount: 20_000n }, 300n, 2n));
    expect(text(200_000)).toContain(
      'epoch 2: claimable, 20000 upacer to pacer1payout\n' +
        "  reduced by 20 %: absent from the making of this epoch's beacon in epoch 1 (pacer-seed-contributor status)\n",
    );
    expect(text(25_500)).toContain('reduced by 2.55 %');
    expect(text(0)).not.toContain('reduced');
  });

  test('says durations as people do', () => {
    expect([5, 89, 120, 7200].map(durationText)).toEqual(['5 s', '89 s', '2 min', '2.0 h']);
  });
});
