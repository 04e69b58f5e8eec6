import fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { AgentError } from './error.js';
import type { Health } from './health.js';

/**
 * Serves /healthz, /readyz and /metrics until it is closed.
 * @param listen `address:port`; port 0 takes a free one
 * @returns the server and where it listens
 * @throws AgentError `config-invalid` when the address cannot be used
 */
export async function serveHealth(
  listen: string,
  health: Health,
  metrics: Registry,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = fastify({ logger: false });
  healthRoutes(server, health, metrics);
  const colon = listen.lastIndexOf(':');
  try {
    const url = await server.listen({ host: listen.slice(0, colon), port: Number(listen.slice(colon + 1)) });
    return { url, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw new AgentError(
      'config-invalid',
      `cannot listen on ${listen} (${error instanceof Error ? error.message : String(error)}): set another, for example ` +
        'listen = "127.0.0.1:0"',
      { cause: error },
    );
  }
}

/** The same three routes on a server that a program has already. */
export function healthRoutes(server: FastifyInstance, health: Health, metrics: Registry): void {
  server.get('/healthz', (_request, reply) => {
    const { ok, why } = health.alive();
    return reply.code(ok ? 200 : 503).send({ ok, why });
  });
  server.get('/readyz', (_request, reply) => {
    const { ok, why } = health.ready();
    return reply.code(ok ? 200 : 503).send({ ok, why });
  });
  server.get('/metrics', async (_request, reply) =>
    reply.header('content-type', metrics.contentType).send(await metrics.metrics()),
  );
}
