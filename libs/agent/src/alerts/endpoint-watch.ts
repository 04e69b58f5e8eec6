import type { EndpointPool, NodeStatus } from '@pacer/client';
import type { Condition } from './alert.js';

/** Where an endpoint stands, by the last probe. */
export interface EndpointStanding {
  /** origin of its URL: credentials and paths, which can be tokens, are not for metrics and webhooks */
  endpoint: string;
  /** undefined while it has not answered */
  height: bigint | undefined;
  /** time of that block, Unix nanoseconds */
  timeNs: bigint | undefined;
  /** id of the node behind it; its own name if the node does not say */
  node: string;
  /** why it is not used, such as `stale`; undefined while it is */
  fault: string | undefined;
  /** the same for people */
  said: string;
}

/** What the endpoints of a pool look like. */
export function standingsOf(health: EndpointPool['health']): EndpointStanding[] {
  const seen = new Map<string, number>();
  return health.map(({ url, status, fault }) => {
    const { origin } = new URL(url);
    const count = (seen.get(origin) ?? 0) + 1;
    seen.set(origin, count);
    const endpoint = count === 1 ? origin : `${origin}#${count}`;
    return {
      ...{ endpoint, height: status?.height, timeNs: status?.timeNs, node: nodeOf(status) ?? endpoint },
      fault: fault?.fault,
      said: fault?.message.replace(`${url}: `, '').replaceAll(url, endpoint) ?? 'well',
    };
  });
}

/** A node that does not say who it is has no id. */
function nodeOf(status: NodeStatus | undefined): string | undefined {
  return status?.nodeId === '' ? undefined : status?.nodeId;
}

/** How many different nodes are behind the endpoints that are well. */
export function nodesOf(standings: readonly EndpointStanding[]): number {
  return new Set(
    standings.flatMap(({ fault, height, node }) => (fault === undefined && height !== undefined ? [node] : [])),
  ).size;
}

/** What is wrong with the endpoints: each that is not used, and fewer than the two nodes that a final conclusion takes. */
export function endpointConditions(standings: readonly EndpointStanding[]): Condition[] {
  if (standings.every(({ height, fault }) => height === undefined && fault === undefined)) return [];
  const conditions = standings.flatMap(({ endpoint, fault, said }): Condition[] =>
    fault === undefined
      ? []
      : [
          {
            ...{ alert: 'endpoint-fault', key: endpoint, said: `${endpoint} is not used: ${said}`, cause: fault },
            todo: 'look at that node, or name another in rpc',
          },
        ],
  );
  const nodes = nodesOf(standings);
  if (nodes >= 2) return conditions;
  const said = `${nodes} of the nodes behind ${standings.length} endpoints can be used: ${standings.map((one) => `${one.endpoint} ${one.said}`).join('; ')}`;
  const todo = 'name nodes of at least two others in rpc; until two answer, nothing is given up or tried anew';
  return [{ alert: 'endpoints', key: 'rpc', said, todo, cause: String(nodes) }, ...conditions];
}
