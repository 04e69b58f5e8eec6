/** Time that the last message is given to get into a block and be seen there, milliseconds. */
const RESERVE_MS = 50_000n;
const LEAST_RESERVE = 2n;
/** Blocks between two messages, so that the first can be final: the next one begins no earlier. */
const APART = 3n;

/** The window in which work is committed: heights B + 1 to B + span. */
export interface ComputeWindow {
  /** B */
  beaconHeight: bigint;
  /** B + span, the last height */
  computeEnd: bigint;
}

/**
 * Blocks before the end of the window at which the last message that matters is sent: what the settings say, or 50 s of them and 2
 * at least; never more than `mostReserve`. Production 10 of 120, local 2 of 8.
 * @param blockMs mean time between blocks
 * @param wanted what the settings say
 */
export function reserveBlocks(window: ComputeWindow, blockMs: bigint, wanted?: bigint): bigint {
  const usual = blockMs > 0n ? (RESERVE_MS + blockMs - 1n) / blockMs : LEAST_RESERVE;
  const reserve = wanted ?? (usual > LEAST_RESERVE ? usual : LEAST_RESERVE);
  const most = mostReserve(window);
  return reserve > most ? most : reserve;
}

/** A quarter of the window: what is found after the last message is nobody's. */
export function mostReserve({ beaconHeight, computeEnd }: ComputeWindow): bigint {
  const quarter = (computeEnd - beaconHeight) / 4n;
  return quarter > LEAST_RESERVE ? quarter : LEAST_RESERVE;
}

/**
 * Heights from which on a message is due, in order: after a third and two thirds of the window, at the reserve, and at half of
 * it for what was found meanwhile. One that would keep the next from being on time is left out.
 */
export function milestones(window: ComputeWindow, reserve: bigint): bigint[] {
  const { beaconHeight, computeEnd } = window;
  const span = computeEnd - beaconHeight;
  const last = computeEnd - (reserve < span ? reserve : span - 1n);
  const thirds = [beaconHeight + span / 3n, beaconHeight + (2n * span) / 3n];
  const kept = [last];
  for (const height of thirds.reverse()) {
    if (height > beaconHeight && height + APART <= (kept[0] ?? last)) kept.unshift(height);
  }
  const half = computeEnd - reserve / 2n;
  return half >= last + APART && half + APART <= computeEnd + 1n ? [...kept, half] : kept;
}
