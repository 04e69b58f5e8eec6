const PPM = 1_000_000n;

/** What the slots of a round promise about coalitions, in millionths of the weight. */
export interface Bounds {
  /** below this share no coalition holds t slots: it could not learn the beacon before openings begin */
  secretBelowPpm: number;
  /** from this share on every coalition holds t slots: it could open the beacon without anybody else */
  opensFromPpm: number;
}

/**
 * A coalition with share a of the weight holds between a·W − δ and a·W + δ slots, δ from the rounding of the slots:
 * ⌊(t − δ)/W⌋ and ⌈(t + δ)/W⌉ in millionths, as the chain says it in EventBeaconKnown.
 * @param deltaPpm δ in millionths of a slot
 */
export function boundsOf({
  slots,
  threshold,
  deltaPpm,
}: {
  slots: number;
  threshold: number;
  deltaPpm: bigint;
}): Bounds {
  const w = BigInt(slots);
  const t = BigInt(threshold) * PPM;
  if (w === 0n) return { secretBelowPpm: 0, opensFromPpm: Number(PPM) };
  const below = t > deltaPpm ? (t - deltaPpm) / w : 0n;
  const from = (t + deltaPpm + w - 1n) / w;
  const capped = (share: bigint) => Number(share < PPM ? share : PPM);
  return { secretBelowPpm: capped(below), opensFromPpm: capped(from) };
}
