import type { FastifyInstance } from 'fastify';
import type { EngineState } from '../engines.js';
import type { HostFacts } from '../host-view.js';

export interface IdentityParts {
  readonly chainId: string;
  readonly host: string;
  readonly facts: () => HostFacts | undefined;
  readonly engines: () => readonly EngineState[];
  /** Chat requests that are run now. */
  readonly inFlight: () => number;
}

/** `GET /v1/identity`: whose API this is and how busy it is. */
export function identityRoute(
  server: FastifyInstance,
  { chainId, host, facts, engines, inFlight }: IdentityParts,
): void {
  server.get('/v1/identity', (_request, reply) => {
    const known = facts();
    const states = engines();
    return reply.send({
      address: host,
      chain_id: chainId,
      epoch: known?.epoch.toString() ?? null,
      height: known?.height.toString() ?? null,
      roles: known?.isMember ? ['validator', 'executor'] : [],
      models: known?.models ?? [],
      load: {
        in_flight: inFlight(),
        ml_nodes: states.length,
        ml_nodes_up: states.filter(({ up }) => up === true).length,
      },
    });
  });
}
