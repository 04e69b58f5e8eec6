import { type PacerQuery } from '@pacer/client';

/** How the beacon of the epoch after `epoch` came about (§4): from the chain's queries at one height, not below B. */
export interface BeaconOutcome {
  readonly epoch: bigint;
  /** Slots in all (W), Hosts that hold one, and slots that open the beacon (t). */
  readonly slots: number;
  readonly holders: number;
  readonly threshold: number;
  readonly dealers: number;
  readonly dealtSlots: number;
  /** Height from which on the beacon was fixed, and whether that was later than planned. */
  readonly closeHeight: bigint;
  readonly extended: boolean;
  readonly openers: number;
  readonly openSlots: number;
  /** Heights of the first and the last opening. */
  readonly firstOpening: bigint;
  readonly lastOpening: bigint;
  /** B, and beacon_{N+1} in hex. */
  readonly beaconHeight: bigint;
  readonly beacon: string;
  /** δ in millionths of a slot; the two bounds on coalitions in millionths of the weight. */
  readonly deltaPpm: bigint;
  readonly secretBelowPpm: number;
  readonly opensFromPpm: number;
  /** Hosts that missed a part, known when the epoch is over. */
  readonly absent: readonly { readonly host: string; readonly missedDeal: boolean; readonly missedOpen: boolean }[];
}

/** Undefined while the beacon is not known. */
export async function readBeacon(
  query: PacerQuery,
  epoch: bigint,
  height?: bigint,
): Promise<BeaconOutcome | undefined> {
  const [dealing, beacon] = await Promise.all([
    query.sprint.dealStatus(epoch, height),
    query.sprint.beacon(epoch + 1n, height),
  ]);
  if (!dealing || !beacon || beacon.height === 0n) return undefined;
  const { round, contributions } = dealing;
  const { slots, holders, threshold, dealers, dealtSlots, closeHeight, extended, openers, openSlots } = round;
  const opened = contributions.map(({ openedHeight }) => openedHeight).filter((at) => at > 0n);
  const { deltaPpm, secretBelowPpm, opensFromPpm } = beacon;
  return {
    ...{ epoch, slots, holders, threshold, dealers, dealtSlots, closeHeight, extended, openers, openSlots },
    firstOpening: opened.reduce((first, at) => (at < first ? at : first), opened[0] ?? 0n),
    lastOpening: opened.reduce((last, at) => (at > last ? at : last), 0n),
    ...{ beaconHeight: beacon.height, beacon: Buffer.from(beacon.beacon).toString('hex') },
    ...{ deltaPpm, secretBelowPpm, opensFromPpm },
    absent: contributions
      .filter(({ missedDeal, missedOpen }) => missedDeal || missedOpen)
      .map(({ host, missedDeal, missedOpen }) => ({ host, missedDeal, missedOpen })),
  };
}
