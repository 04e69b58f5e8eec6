import { EndpointError, type EpochStatus, type Target } from '@pacer/client';
import { hex } from '@pacer/crypto';
import type { Claim } from './witnesses.js';

/** What is worked for is nobody's word: a wrong beacon or window costs the whole Sprint, a wrong target a bond. */
const NOT_ON_ONE_WORD = { alone: 'passed over', contested: 'nobody is believed' } as const;
/** One that is behind says the same, and is no liar: what it says counts until somebody knows better. */
const MAY_BE_BEHIND = { alone: 'believed', contested: 'nobody is believed' } as const;

/**
 * What two endpoints have to say before the answers of one about the Sprint of the current epoch are used: in which epoch the
 * network is and when its Sprint can begin; and, while an endpoint is past that height, that the beacon is not known yet, or that
 * the epoch is not over.
 * @throws EndpointError `untrue` if the endpoint's own answers contradict each other
 */
export function claimsOfNow(url: string, { epoch, height, schedule }: EpochStatus, target: Target): Claim[] {
  const { start, cutoff, nextStart } = schedule;
  const { beaconHeight } = target;
  if (beaconHeight !== schedule.beaconHeight || target.computeEnd !== schedule.computeEnd) {
    const said = `its Sprint has its beacon at height ${beaconHeight}, its schedule at ${schedule.beaconHeight}`;
    throw new EndpointError(url, 'untrue', `epoch ${epoch}: ${said}`);
  }
  const claims: Claim[] = [
    {
      ...{ ...NOT_ON_ONE_WORD, about: `begin ${epoch}`, key: `begin ${epoch} ${start} ${cutoff}` },
      says: `epoch ${epoch} began at height ${start} and has its cutoff at ${cutoff}`,
      agrees: async (query) => {
        const { schedule: theirs } = await query.epoch.schedule(epoch);
        return theirs.start === start && theirs.cutoff === cutoff;
      },
    },
  ];
  if (nextStart > 0n) {
    claims.push({
      ...{ ...NOT_ON_ONE_WORD, about: `end ${epoch}`, key: `end ${epoch} ${nextStart}` },
      says: `epoch ${epoch + 1n} begins at height ${nextStart}`,
      agrees: async (query) => known((await query.epoch.schedule(epoch)).schedule.nextStart, nextStart),
    });
  }
  if (beaconHeight === 0n && height >= cutoff) {
    claims.push({
      ...{ ...MAY_BE_BEHIND, about: aboutTarget(epoch), key: undefined },
      says: `the beacon of epoch ${epoch + 1n} is not known at height ${height}`,
      agrees: async ({ sprint }) => unlessBy(height, (await sprint.target(epoch))?.beaconHeight ?? 0n),
    });
  }
  if (nextStart > 0n && height >= nextStart) {
    claims.push({
      ...{ ...MAY_BE_BEHIND, key: undefined },
      says: `epoch ${epoch} is not over at height ${height}`,
      agrees: async (query) => {
        const now = await query.epoch.status();
        return unlessBy(height, now.epoch > epoch ? now.schedule.start : 0n);
      },
    });
  }
  return claims;
}

/** That a Sprint with a known beacon is this one: all that is proven, committed and challenged by. Constant once it is known. */
export function targetClaim(epoch: bigint, target: Target): Claim & { key: string } {
  const { beacon, computeEnd, sprint } = target;
  const terms = termsOf(target);
  return {
    ...{ ...NOT_ON_ONE_WORD, about: aboutTarget(epoch), key: `target ${epoch} ${terms}` },
    says: `the Sprint of epoch ${epoch} has beacon ${hex(beacon)}, target ${sprint.target} and its end at height ${computeEnd}`,
    agrees: async (query) => {
      const theirs = await query.sprint.target(epoch);
      return !theirs || theirs.beaconHeight === 0n ? undefined : termsOf(theirs) === terms;
    },
  };
}

/** That the work of a Sprint can be challenged up to a height, once it is known. */
export function challengeClaim(epoch: bigint, until: bigint): Claim {
  return {
    ...{ ...NOT_ON_ONE_WORD, about: `challenges ${epoch}`, key: `challenges ${epoch} ${until}` },
    says: `the work of epoch ${epoch} can be challenged up to height ${until}`,
    agrees: async (query) => known((await query.sprint.target(epoch))?.challengeUntil ?? 0n, until),
  };
}

function aboutTarget(epoch: bigint): string {
  return `target ${epoch}`;
}

/** Whether a height is this one; undefined while an endpoint does not know it. */
function known(theirs: bigint, height: bigint): boolean | undefined {
  return theirs === 0n ? undefined : theirs === height;
}

function termsOf({ beacon, beaconHeight, computeEnd, challengeGas, sprint, params }: Target): string {
  const { dim, layers, heads, ff, seq, maxNonces } = params;
  const sizes = [dim, layers, heads, ff, seq, maxNonces];
  return [hex(beacon), sprint.target, beaconHeight, computeEnd, challengeGas, ...sizes].join(' ');
}

/** Whether something had not come at a height, by the height at which it came, 0 for not yet; undefined if it came later. */
function unlessBy(height: bigint, came: bigint): boolean | undefined {
  if (came === 0n) return true;
  return came <= height ? false : undefined;
}
