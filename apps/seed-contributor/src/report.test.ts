import { describe, expect, test } from '@jest/globals';
import type { DealStatus, MyShares } from '@pacer/client';
import { HostError, SprintError } from '@pacer/proto/errors';
import type { AttemptFacts, Facts } from './facts.js';
import { attempt, closedRound, factsOf, partFacts, refused, roundFacts } from './facts.test.support.js';
import { epochReport } from './report.js';
import { participationText, reportText } from './report-text.js';

const round = {
  epoch: 0n,
  slots: 64,
  threshold: 33,
  dealtSlots: 48,
  openSlots: 0,
  extended: false,
  deltaPpm: 500_000n,
};
const contribution = { epoch: 0n, host: 'h', firstSlot: 17, slots: 16, dealtHeight: 21n, openedHeight: 0n };

function answers(change: {
  round?: object;
  contribution?: object;
  shares?: Partial<MyShares>;
  deal?: readonly AttemptFacts[];
  open?: readonly AttemptFacts[];
  openFrom?: bigint;
}) {
  const its = { closeHeight: 51n, beaconHeight: 0n, ...round, ...change.round };
  const own = { ...contribution, missedDeal: false, missedOpen: false, attempts: 1, ...change.contribution };
  return {
    deal: {
      ...{ round: its, dealOpen: 11n, dealClose: 51n, openFrom: change.openFrom ?? 73n },
      ...{ secretBelowPpm: 507_812, opensFromPpm: 523_438 },
    } as unknown as DealStatus,
    shares: { contribution: own, penaltyPpm: 0, ...change.shares } as unknown as MyShares,
    attempts: { deal: change.deal ?? [], open: change.open ?? [] },
  };
}

const report = (change: Parameters<typeof answers>[0], facts?: Facts) => epochReport(answers(change), facts);

describe('a status', () => {
  test('of the current epoch tells heights, attempts, close, beacon, coalitions and what comes next', () => {
    const deal = [attempt(1, { kind: 'ok', height: 21n })];
    expect(reportText(report({ deal }, factsOf(closedRound(), 60n)))).toBe(
      'epoch 0: 16 of 64 slots (17 to 32)\n' +
        '  dealing: in block 21\n' +
        '    deal/0#1 ok at height 21 (done) [HASH1]\n' +
        '  opening: not on the chain\n' +
        '    next: at height 73, the first height at which openings are accepted\n' +
        '  dealings closed at height 51, openings from height 73 on\n' +
        '  beacon of epoch 1: not known yet, 0 of 33 slots that it takes are open\n' +
        '  δ = 0.5 slots: nobody with less than 50.7812 % of the weight can learn this beacon before openings begin; ' +
        'whoever has 52.3438 % can open it without the others\n' +
        '  absence: none noted\n',
    );
  });

  test('of an epoch that is over tells what its absences cost', () => {
    const over = report({
      ...{ round: { beaconHeight: 76n, openSlots: 48 }, contribution: { openedHeight: 0n, missedOpen: true } },
      shares: { penaltyPpm: 100_000 },
    });
    const text = reportText(over);
    expect(text).toContain('opening: missed\n');
    expect(text).toContain('beacon of epoch 1: known since block 76 (B), 48 slots are open');
    expect(text).toContain("absence: takes 10 % of the Host's settlement of epoch 1");
    expect(over.parts.map(({ todo, next }) => [todo, next])).toEqual([
      ['nothing', undefined],
      ['nothing', undefined],
    ]);
  });

  test('of a dealing that was refused for its bytes says what to do', () => {
    const deal = [attempt(1, refused(22n, SprintError.INVALID_PROOF))];
    const facts = factsOf(roundFacts({ parts: { deal: partFacts({ attempts: deal }), open: partFacts() } }), 30n);
    const text = reportText(
      report({ deal, contribution: { dealtHeight: 0n }, round: { closeHeight: 0n }, openFrom: 0n }, facts),
    );
    expect(text).toContain('deal/0#1 refused at height 22 (fix): sprint/INVALID_PROOF: for people [HASH1]');
    expect(text).toContain('to do: the same bytes would fail again: compare the versions of program and chain');
  });

  test('of a hot key that may not act for the Host says so, from a block and from a node alike', () => {
    const refusal = { codespace: 'host', code: HostError.UNAUTHORIZED, log: 'for people' };
    const inBlock = attempt(1, { kind: 'failed', height: 22n, ...refusal });
    const dead = attempt(1, { kind: 'dead', provenBy: ['a', 'b'] });
    for (const last of [inBlock, { ...attempt(1), refusal }, { ...dead, refusal }]) {
      const facts = factsOf(roundFacts({ parts: { deal: partFacts({ attempts: [last] }), open: partFacts() } }), 30n);
      const [deal] = report({ deal: [last], contribution: { dealtHeight: 0n } }, facts).parts;
      expect(deal?.todo).toContain('hot key is not the one that the chain has for this Host');
    }
  });

  test('of dealings that are put off says what is missing', () => {
    const text = reportText(report({ round: { extended: true, closeHeight: 0n, dealtSlots: 16 }, openFrom: 0n }));
    expect(text).toContain('dealings are put off: dealers hold 16 slots, and 33 are needed');
  });

  test('of a Host without slots is short', () => {
    const { deal, attempts } = answers({});
    expect(reportText(epochReport({ deal, shares: undefined, attempts }))).toMatch(
      /^epoch 0: none of 64 slots\n {2}dealings/,
    );
  });

  test('sums up a Host’s rounds', () => {
    const sum = { $type: 'pacer.sprint.v1.Participation' as const, host: 'h', missedDeals: 1n, missedOpens: 2n };
    expect(participationText({ ...sum, streak: 3n, rounds: 9n })).toBe(
      'participation: 3 rounds in a row without absence; of 9 in all, 1 dealings and 2 openings missed\n',
    );
    expect(participationText({ ...sum, streak: 0n, rounds: 0n })).toContain('no round is over yet');
  });
});
