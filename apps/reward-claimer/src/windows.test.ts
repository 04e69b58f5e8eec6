import { describe, expect, test } from '@jest/globals';
import { RewardState } from '@pacer/proto/reward/v1';
import { attempt, duty, epochFacts, factsOf, refused } from './facts.test.support.js';
import { windowsOf } from './windows.js';

const one = (change: Parameters<typeof epochFacts>[0] = {}, facts: Parameters<typeof factsOf>[1] = {}) =>
  windowsOf(factsOf(epochFacts(change), facts));

describe('the window of a claim', () => {
  test('runs from the cutoff until the reward is burned', () => {
    expect(one()).toMatchObject([
      { key: 'claim/0', kind: 'claim', from: 73n, end: 181n, state: 'open', waitsForHelp: false },
    ]);
  });

  test('is none before the settlement, for others and without a share', () => {
    expect(one({ settled: false })).toEqual([]);
    expect(one({ member: false })).toEqual([]);
    expect(one({ reward: RewardState.UNSPECIFIED })).toEqual([]);
  });

  test('is done when the chain has the claim, and lost when it is too late', () => {
    expect(one({ reward: RewardState.PAID })).toMatchObject([{ state: 'done' }]);
    expect(one({ reward: RewardState.HELD }, { epoch: 2n })).toMatchObject([{ state: 'done' }]);
    expect(one({}, { epoch: 1n, height: 180n })).toMatchObject([{ state: 'open' }]);
    expect(one({}, { epoch: 2n })).toMatchObject([{ state: 'lost' }]);
    expect(one({ reward: RewardState.BURNED })).toMatchObject([{ state: 'lost' }]);
  });

  test('says what to do, and waits for help only if no program of the Host can give it', () => {
    const duties = {
      assigned: 3,
      missing: [duty(1n)],
      completeSince: undefined,
      unwanted: [],
      doneHere: 0,
      lastError: 'down',
    };
    expect(one({ duties, attempts: [attempt(1, refused(74n))] })).toMatchObject([
      { todo: expect.stringMatching(/^check that pacer-host and its ML Nodes run/), waitsForHelp: false },
    ]);
    expect(one({ keyFits: false })).toMatchObject([
      { todo: expect.stringMatching(/^use the key file/), waitsForHelp: true },
    ]);
    const refusal = { codespace: 'host', code: 2, log: 'no' };
    expect(one({ attempts: [{ ...attempt(1), refusal }] })).toMatchObject([
      {
        why: expect.stringContaining('host/UNAUTHORIZED'),
        todo: expect.stringContaining('hot key'),
        waitsForHelp: true,
      },
    ]);
  });
});
