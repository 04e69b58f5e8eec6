import { describe, expect, test } from '@jest/globals';
import { AgentMetrics, AlertBook, createLogger, systemClock, WindowAlarms } from '@pacer/agent';
import { SprintError } from '@pacer/proto/errors';
import { Writable } from 'node:stream';
import { overdue, WINDOWS, windowsOf } from './alarms.js';
import type { RoundFacts } from './facts.js';
import { attempt, closedRound, factsOf, partFacts, refused, roundFacts } from './facts.test.support.js';
import { ContributorMetrics } from './metrics.js';

function linesOf(rounds: readonly [bigint, RoundFacts][]): { key: string; msg: string; level: string }[] {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = createLogger({ program: 'test', destination });
  const alarms = new WindowAlarms(WINDOWS, () => undefined);
  const book = new AlertBook({ clock: systemClock, log, refireMs: 60_000 });
  for (const [height, round] of rounds) {
    book.report('windows', alarms.look(windowsOf(factsOf(round, height)), height).lasting);
  }
  return lines.map((line) => JSON.parse(line) as { key: string; msg: string; level: string });
}

describe('an alarm', () => {
  test('is raised once at 50, 80 and 95 % of the window, whatever heights are seen', () => {
    const at = (height: bigint): [bigint, RoundFacts] => [height, roundFacts({ dealtSlots: 16 })];
    const lines = linesOf([12n, 30n, 31n, 32n, 40n, 43n, 44n, 49n, 60n, 70n].map(at));
    expect(lines.map(({ level, msg }) => [level, msg.slice(0, 44)])).toEqual([
      ['warn', '50 % of the time for deal/0 have passed with'],
      ['warn', '80 % of the time for deal/0 have passed with'],
      ['error', '95 % of the time for deal/0 have passed with'],
    ]);
  });

  test('skips what it did not see, and says why nothing is sent, what to do and until when', () => {
    const lines = linesOf([[48n, roundFacts({ keyFits: false })]]);
    const warnings = lines.filter(({ level }) => level === 'warn');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.msg).toMatch(/^92 % .* 3 blocks are left; the key file's dealing key .*; use the key file/);
  });

  test('is raised at once, and once, for what waits for somebody, long before a window has passed', () => {
    const wrong = roundFacts({ keyFits: false });
    const lines = linesOf([
      [2n, wrong],
      [3n, wrong],
      [4n, roundFacts()],
      [5n, wrong],
    ]);
    const errors = lines.filter(({ level }) => level === 'error');
    expect(errors.map(({ key }) => key)).toEqual(['deal/0', 'open/0', 'deal/0', 'open/0']);
    // In between somebody has helped.
    expect(lines.filter(({ level }) => level === 'info').map(({ key }) => key)).toEqual(['deal/0', 'open/0']);
    expect(lines[0]?.msg).toMatch(/^deal\/0 waits for help: the key file's dealing key .*; use the key file/);
  });

  test('is not raised for what the chain has, what is not due, or a Host without slots', () => {
    const parts = { deal: partFacts({ height: 21n, shown: true }), open: partFacts() };
    expect(linesOf([[49n, roundFacts({ parts })]])).toEqual([]);
    expect(linesOf([[49n, roundFacts({ held: undefined })]])).toEqual([]);
    expect(linesOf([[72n, closedRound()]])).toEqual([]);
  });

  test('is raised for an opening until the next epoch, also after the beacon is known', () => {
    const round = closedRound({ beaconHeight: 76n, nextStart: 91n });
    expect(linesOf([[82n, round]]).map(({ key }) => key)).toEqual(['open/0']);
    // An epoch that is stretched: nobody knows when it ends.
    expect(overdue(factsOf(closedRound(), 120n))[1]).toMatchObject({ percent: 100, blocksLeft: 0n });
  });
});

describe('a window', () => {
  const missedOf = (...rounds: [bigint, RoundFacts][]): string[] => {
    const alarms = new WindowAlarms(WINDOWS, () => undefined);
    return rounds.flatMap(([height, round]) =>
      alarms.look(windowsOf(factsOf(round, height)), height).missed.map(({ said }) => said),
    );
  };

  test('that closed without a dealing, or ended without an opening, is missed, once', () => {
    const open = roundFacts();
    const closed = closedRound({ parts: { deal: partFacts(), open: partFacts({ height: 80n, shown: true }) } });
    expect(missedOf([40n, open], [60n, closed], [61n, closed])).toEqual([
      expect.stringMatching(/^deal\/0 was missed: dealings are closed since height/),
    ]);
    const parts = { deal: partFacts({ height: 21n, shown: true }), open: partFacts() };
    const next = { ...roundFacts({ parts }), epoch: 1n };
    expect(missedOf([88n, closedRound({ parts, nextStart: 91n })], [92n, next])).toEqual([
      expect.stringMatching(/^open\/0 was missed: its window ended at height 91/),
    ]);
  });

  test('whose dealing one endpoint shows and another does not yet is not missed', () => {
    const parts = { deal: partFacts({ height: 49n, shown: false }), open: partFacts() };
    expect(missedOf([60n, closedRound({ parts })])).toEqual([]);
  });
});

test('metrics show the share that has passed, the blocks that are left, and whether help is needed', async () => {
  const agent = new AgentMetrics('test');
  const metrics = new ContributorMetrics(agent);
  const attempts = [attempt(1, refused(22n, SprintError.INVALID_PROOF))];
  metrics.planned(factsOf(roundFacts({ parts: { deal: partFacts({ attempts }), open: partFacts() } }), 31n));
  metrics.computed('deal', { progress: 0.5 });
  metrics.computed('open', { seconds: 2 });
  metrics.computed('open', 'failed');
  const text = await agent.registry.metrics();
  const of = (name: string, part: string) =>
    new RegExp(`^pacer_contributor_${name}\\{[^}]*part="${part}"[^}]*\\} (.*)$`, 'm').exec(text)?.[1];
  expect([of('window_passed_percent', 'deal'), of('window_passed_percent', 'open')]).toEqual(['50', '0']);
  expect([of('blocks_left', 'deal'), of('blocks_left', 'open')]).toEqual(['20', '-1']);
  expect([of('needs_help', 'deal'), of('needs_help', 'open')]).toEqual(['1', '0']);
  expect([of('computed_ratio', 'deal'), of('computed_ratio', 'open')]).toEqual(['0.5', '1']);
  expect([of('compute_seconds_count', 'open'), of('compute_failures_total', 'open')]).toEqual(['1', '1']);
});
