import { describe, expect, test } from '@jest/globals';
import type { EpochStatus } from '@pacer/client';
import { RewardError } from '@pacer/proto/errors';
import { RewardState } from '@pacer/proto/reward/v1';
import fc from 'fast-check';
import { nextClaimHeight, pauseBlocks } from './cadence.js';
import { claimWindow } from './claim-window.js';
import type { AttemptFacts, EpochFacts, Facts } from './facts.js';
import { attempt, duty, epochFacts, refused } from './facts.test.support.js';
import { nextClaim, plan } from './plan.js';
import { epochReport } from './report.js';

/** Two epochs as they go on a chain: each ends when its beacon lets it. */
interface Turns {
  epochLength: bigint;
  cutoff: bigint;
  /** heights at which the beacons of the next epoch and of the one after it are known */
  beacons: readonly [bigint, bigint];
  /** S_{N+1} and S_{N+2} */
  starts: readonly [bigint, bigint];
}

const turns: fc.Arbitrary<Turns> = fc
  .record({ epochLength: fc.constantFrom(90n, 960n), late: fc.tuple(fc.bigInt(1n, 200n), fc.bigInt(1n, 200n)) })
  .map(({ epochLength, late }) => {
    const first = turn(1n, epochLength, late[0]);
    const second = turn(first.next, epochLength, late[1]);
    return {
      ...{ epochLength, cutoff: first.cutoff },
      ...{ beacons: [first.beacon, second.beacon] as const, starts: [first.next, second.next] as const },
    };
  });

/** §2 with the local preset's spans. */
function turn(start: bigint, epochLength: bigint, late: bigint) {
  const cutoff = start + epochLength - 18n;
  const beacon = cutoff + late;
  const next = beacon + 15n > start + epochLength ? beacon + 15n : start + epochLength;
  return { cutoff, beacon, next };
}

function statusAt({ epochLength, beacons, starts }: Turns, height: bigint): EpochStatus {
  const epoch = height >= starts[0] ? 1n : 0n;
  const [start, beacon, next] = epoch === 0n ? [1n, beacons[0], starts[0]] : [starts[0], beacons[1], starts[1]];
  return {
    ...{ height, epoch, schedule: { start, nextStart: height >= beacon ? next : 0n } },
    params: { epochLength },
  } as EpochStatus;
}

function factsAt(world: Turns, height: bigint, attempts: AttemptFacts[], complete: bigint): [Facts, EpochFacts] {
  const { epochLength, cutoff } = world;
  const status = statusAt(world, height);
  const missing = height >= complete ? [] : [duty(1n)];
  const of = epochFacts({
    ...{ epochLength, settledHeight: cutoff, attempts, reward: RewardState.CLAIMABLE },
    window: claimWindow({ epoch: 0n, start: 1n, cutoff, epochLength }, status),
    duties: {
      ...{ assigned: 3, missing, unwanted: [], doneHere: 0, lastError: undefined },
      completeSince: missing.length > 0 ? undefined : complete,
    },
  });
  return [{ height, epoch: status.epoch, blockMs: 500n, blockTimeNs: 0n, epochs: [of] }, of];
}

/** Plays both epochs from the cutoff on; a claim is in the block after it was planned, and refused while duties are missing. */
function play(world: Turns, complete: bigint) {
  const attempts: AttemptFacts[] = [];
  for (let height = world.cutoff; height < world.starts[1]; height++) {
    const open = attempts.at(-1);
    if (open && !open.outcome) open.outcome = height > complete ? { kind: 'ok', height } : refused(height);
    if (open?.outcome?.kind === 'ok') return { attempts, claimedAt: height };
    const [facts, of] = factsAt(world, height, attempts, complete);
    expect(epochReport(facts, of).state).not.toBe('hopeless');
    for (const action of plan(facts)) if (action.kind === 'claim') attempts.push(attempt(action.attempt));
  }
  return { attempts, claimedAt: undefined };
}

const heightsOf = (attempts: readonly AttemptFacts[]) =>
  attempts.flatMap(({ outcome }) => (outcome?.kind === 'failed' ? [outcome.height] : []));

describe('a claim refused in its epoch', () => {
  test('is paid by retry in the next one, as soon as nothing is missing, however long either epoch stretches', () => {
    fc.assert(
      fc.property(turns, fc.integer({ min: 0, max: 97 }), (world, percent) => {
        const complete = world.starts[0] + ((world.starts[1] - world.starts[0]) * BigInt(percent)) / 100n;
        const { claimedAt } = play(world, complete);
        if (complete + 4n > world.starts[1]) return;
        expect(claimedAt).toBeDefined();
        expect(claimedAt! - complete).toBeLessThanOrEqual(4n);
      }),
    );
  });

  test('is tried again until the second epoch begins: never later than the pause, and every second block at its end', () => {
    fc.assert(
      fc.property(turns, (world) => {
        const tried = heightsOf(play(world, 1_000_000n).attempts);
        const last = tried.at(-1)!;
        for (const [i, height] of tried.slice(1).entries())
          expect(height - tried[i]!).toBeLessThanOrEqual(pauseBlocks(world.epochLength) + 1n);
        expect(world.starts[1] - last).toBeLessThanOrEqual(3n);
      }),
      { numRuns: 50 },
    );
  });

  test('is given up when, and only when, the second epoch after it has begun, whatever the estimates said', () => {
    const world: Turns = { epochLength: 90n, cutoff: 73n, beacons: [270n, 600n], starts: [285n, 615n] };
    const attempts = [attempt(1, refused(170n, RewardError.WINDOW_CLOSED))];
    for (const height of [181n, 284n, 285n, 400n, 614n]) {
      const [facts, of] = factsAt(world, height, attempts, 1_000_000n);
      expect(nextClaim(facts, of)).toMatchObject({ kind: 'now', attempt: 2 });
    }
    const [facts, of] = factsAt(world, 614n, attempts, 1_000_000n);
    expect(nextClaim({ ...facts, height: 615n, epoch: 2n }, of)).toMatchObject({ kind: 'never' });
  });

  test('meets the end that a beacon fixes, not the one that was estimated', () => {
    const world: Turns = { epochLength: 960n, cutoff: 943n, beacons: [950n, 2_500n], starts: [961n, 2_515n] };
    const [, estimated] = factsAt(world, 2_499n, [], 1_000_000n);
    expect(nextClaimHeight(2_499n, estimated.window, 960n)).toBe(2_519n);
    const [, known] = factsAt(world, 2_500n, [], 1_000_000n);
    expect(nextClaimHeight(2_499n, known.window, 960n)).toBe(2_501n);
  });
});
