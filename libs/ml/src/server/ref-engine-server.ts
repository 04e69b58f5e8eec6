import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { z } from 'zod';
import { MlError, type MlErrorCode } from '../errors.js';
import type { EmbeddedMlNode } from '../node/embedded-ml-node.js';
import {
  errorToWire,
  generateRequest,
  generationToWire,
  MAX_BODY_BYTES,
  scoreRequest,
  scoresToWire,
} from '../node/wire.js';

type Handler = (engine: EmbeddedMlNode, body: unknown, signal: AbortSignal) => Promise<object>;

const ROUTES: Record<string, { method: 'GET' | 'POST'; handle: Handler }> = {
  '/healthz': { method: 'GET', handle: (engine) => Promise.resolve({ ok: true, in_flight: engine.inFlight }) },
  '/v1/models': { method: 'GET', handle: (engine) => Promise.resolve({ models: engine.models }) },
  '/v1/generate': {
    method: 'POST',
    handle: async (engine, body, signal) =>
      generationToWire(await engine.generate(parse(generateRequest, body), { signal })),
  },
  '/v1/score': {
    method: 'POST',
    handle: async (engine, body, signal) => scoresToWire(await engine.score(parse(scoreRequest, body), { signal })),
  },
};

const STATUS: Partial<Record<MlErrorCode, number>> = { unknown_model: 404, busy: 429, internal: 500, aborted: 499 };

/** The reference engine behind HTTP, as `pacer-ref-engine` serves it. The caller listens and closes. */
export function createRefEngineServer(engine: EmbeddedMlNode): Server {
  return createServer({ requestTimeout: 30_000 }, (request, response) => {
    // A caller that went away needs no answer: stop computing for it.
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort(new Error('the connection closed'));
    });
    answer(engine, request, gone.signal).then(
      (body) => {
        send(response, 200, body);
      },
      (error: unknown) => {
        const failure = toMlError(error);
        send(response, STATUS[failure.code] ?? 400, errorToWire(failure));
      },
    );
  });
}

async function answer(engine: EmbeddedMlNode, request: IncomingMessage, signal: AbortSignal): Promise<object> {
  const path = request.url?.split('?', 1)[0] ?? '';
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  if (!route) throw new MlError('bad_request', `there is no ${path}; use ${Object.keys(ROUTES).join(', ')}`);
  if (request.method !== route.method) throw new MlError('bad_request', `${path} takes ${route.method} only`);
  return route.handle(engine, route.method === 'POST' ? await readJson(request) : undefined, signal);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new MlError('bad_request', `the body is longer than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new MlError('bad_request', 'the body is no JSON; send one JSON object', { cause });
  }
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const { data, error } = schema.safeParse(body);
  if (error === undefined) return data;
  const issues = error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new MlError('bad_request', `${issues.join('; ')}; see the README of @pacer/ml`, { cause: error });
}

function toMlError(error: unknown): MlError {
  if (error instanceof MlError) return error;
  return new MlError('internal', 'the engine failed; restart it and report this', { cause: error });
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}
