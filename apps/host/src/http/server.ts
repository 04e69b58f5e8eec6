import { AgentError, isClassified, logError, type Logger } from '@pacer/agent';
import fastify, { type FastifyInstance } from 'fastify';
import { ApiError } from '../chat/api-error.js';
import { MAX_CHAT_BYTES } from '../chat/chat-request.js';

/** Time for a client to send its request, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Seconds after which a request may be repeated that failed for want of something that returns, such as disk space. */
const RETRY_S = 5;

/** The API's server without routes: bodies come as the bytes that were sent, errors leave in OpenAI's shape. */
export function apiServer(log: Logger): FastifyInstance {
  const server = fastify({
    ...{ logger: false, bodyLimit: MAX_CHAT_BYTES, requestTimeout: REQUEST_TIMEOUT_MS },
    forceCloseConnections: 'idle',
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  server.setNotFoundHandler(({ method, url }, reply) =>
    reply.code(404).send(new ApiError(`there is no ${method} ${url}`, { status: 404, code: 'not_found' }).toJSON()),
  );
  server.setErrorHandler((error, _request, reply) => {
    const refusal = asApiError(error);
    if (refusal.status >= 500 && !(error instanceof ApiError)) logError(log, error, 'a request could not be answered');
    if (refusal.retryAfter !== undefined) reply.header('retry-after', refusal.retryAfter);
    return reply.code(refusal.status).send(refusal.toJSON());
  });
  return server;
}

/** Any error as the one that a client sees. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const status = statusOf(error);
  if (error instanceof Error && status !== undefined && status < 500) {
    const message = status === 413 ? `the body is longer than ${MAX_CHAT_BYTES} bytes` : error.message;
    return new ApiError(message, { status, code: status === 413 ? 'body_too_large' : 'bad_request', cause: error });
  }
  if (isClassified(error) && error.retryable) {
    const message = 'this Host cannot record answers now; ask again or ask another Host';
    return new ApiError(message, { status: 503, code: 'unavailable', retryAfter: RETRY_S, cause: error });
  }
  return new ApiError('this Host failed to answer', { status: 500, code: 'internal', cause: error });
}

function statusOf(error: unknown): number | undefined {
  const isHttp = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
  return isHttp ? (error.statusCode as number) : undefined;
}

/**
 * Listens at `address:port`.
 * @returns where
 * @throws AgentError `config-invalid` when the address cannot be used
 */
export async function listenAt(server: FastifyInstance, listen: string): Promise<string> {
  const colon = listen.lastIndexOf(':');
  const host = listen.slice(0, colon).replace(/^\[|\]$/g, '');
  try {
    return await server.listen({ host, port: Number(listen.slice(colon + 1)) });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const fix = `cannot listen on ${listen} (${why}): set another, for example listen = "127.0.0.1:9101" in [host]`;
    throw new AgentError('config-invalid', fix, { cause: error });
  }
}
