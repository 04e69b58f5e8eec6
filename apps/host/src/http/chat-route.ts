import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Executor } from '../chat/executor.js';
import { readRequestHeaders } from '../chat/request-headers.js';
import type { HostMetrics } from '../metrics.js';
import { asApiError } from './server.js';

/** `POST /v1/chat/completions`. */
export function chatRoute(server: FastifyInstance, executor: Executor, metrics: HostMetrics): void {
  server.post('/v1/chat/completions', async (request, reply) => {
    const began = performance.now();
    try {
      const body = request.body instanceof Uint8Array ? Uint8Array.from(request.body) : new Uint8Array();
      const signal = goneSignal(reply);
      const { response } = await executor.answer(body, readRequestHeaders(request.headers), signal);
      metrics.requested(200, 'ok', (performance.now() - began) / 1000);
      // The very bytes whose hash is committed.
      return await reply.header('content-type', 'application/json').send(Buffer.from(response));
    } catch (error) {
      const { status, code } = asApiError(error);
      metrics.requested(status, code);
      throw error;
    }
  });
}

/** Aborted when the client goes away before it has its answer. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
