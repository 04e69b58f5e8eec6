import { EndpointError } from '../errors/pacer-error.js';
import { type Endpoint, type NodeStatus } from '../rpc/endpoint.js';
import { type HealthLimits, type Probe } from './health.js';

/** An endpoint that claims to be far ahead of every other node, in height or in time. */
export interface LoneLeader {
  url: string;
  status: NodeStatus;
  /** all other nodes of the chain that answered */
  others: readonly { url: string; status: NodeStatus }[];
}

/** The one that is alone in front by more than the limits, if one is. Two URLs of one node are one. Pure. */
export function loneLeader(probes: readonly Probe[], limits: HealthLimits): LoneLeader | undefined {
  const onChain = probes.flatMap(({ url, status }) =>
    status?.chainId === limits.chainId && !limits.untrue?.has(url) ? [{ url, status }] : [],
  );
  const maxLagNs = BigInt(limits.maxLagMs) * 1_000_000n;
  for (const { url, status } of onChain) {
    const others = onChain.filter((one) => one.url !== url && one.status.nodeId !== status.nodeId);
    const isAhead = (other: NodeStatus) =>
      status.height - other.height > limits.maxLagBlocks || status.timeNs - other.timeNs > maxLagNs;
    if (others.length > 0 && others.every((one) => isAhead(one.status))) return { url, status, others };
  }
  return undefined;
}

/**
 * Why a lone leader cannot be believed, or undefined if it can. A node that is really ahead has the block that it speaks of;
 * and if two others stand together and go on, the chain is where they are. Others that stand still, or say that they are
 * catching up, are behind: an upgrade that two of three nodes missed looks like that.
 * @param isMoving whether the height of an endpoint rose lately
 */
export async function whyUntrue(
  { url, status, others }: LoneLeader,
  leader: Pick<Endpoint, 'block'>,
  maxLagBlocks: bigint,
  isMoving: (url: string) => boolean,
): Promise<EndpointError | undefined> {
  const { height, timeNs } = status;
  const alive = others.filter((one) => isMoving(one.url) && !one.status.catchingUp);
  const heights = alive.map((one) => one.status.height);
  const together = heights.filter((one) => heights.some((top) => one <= top && top - one <= maxLagBlocks)).length;
  if (alive.length >= 2 && together >= 2) {
    return new EndpointError(
      url,
      'untrue',
      `claims height ${height} while ${alive.length} others go on at ${heights.join(', ')}`,
    );
  }
  try {
    const block = await leader.block(height);
    if (block?.timeNs === timeNs) return undefined;
    const has = block === undefined ? 'does not have it' : `has it with another time`;
    return new EndpointError(url, 'untrue', `claims block ${height} at ${timeNs} ns and ${has}`);
  } catch (error) {
    return new EndpointError(url, 'untrue', `claims block ${height} and does not show it`, error);
  }
}
