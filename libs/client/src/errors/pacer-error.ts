import { type Classified, classify } from './classify.js';

/** What a program may do about an error: `done` nothing is left to do, `retry` the same again later, `fix` something first, `hopeless` never. */
export interface PacerErrorOptions {
  /** What programs decide on; stable. */
  code: string;
  /** What happened, for people. */
  message: string;
  /** What to do next, for people. */
  what: string;
  /** Whether the same call can succeed later without anybody doing anything. */
  retryable: boolean;
  cause?: unknown;
}

/** The base of every error that these packages throw on purpose. */
export class PacerError extends Error {
  override readonly name: string = 'PacerError';
  readonly code: string;
  readonly what: string;
  readonly retryable: boolean;

  constructor(options: PacerErrorOptions) {
    super(`${options.message}: ${options.what}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.what = options.what;
    this.retryable = options.retryable;
  }
}

/**
 * Why an endpoint gave no usable answer.
 *
 * - `unreachable`: no connection, or it broke
 * - `timeout`: no complete answer before the deadline
 * - `aborted`: the caller's signal
 * - `http`: a status other than 2xx without a JSON-RPC body
 * - `not-json`: HTML, truncated, or other bytes
 * - `too-large`: more bytes than allowed
 * - `malformed`: JSON, but not the answer to this call
 * - `wrong-chain`: the endpoint follows another chain
 * - `stale`: it is behind what was read before
 * - `untrue`: what it says contradicts itself, or what other endpoints say
 * - `closed`: the pool was closed
 */
export type EndpointFault =
  | 'unreachable'
  | 'timeout'
  | 'aborted'
  | 'http'
  | 'not-json'
  | 'too-large'
  | 'malformed'
  | 'wrong-chain'
  | 'stale'
  | 'untrue'
  | 'closed';

const nextForEndpoint: Record<EndpointFault, string> = {
  unreachable: 'another endpoint is tried; check its address and that the node runs',
  timeout: 'another endpoint is tried; whether a broadcast arrived is not known: look at the chain',
  aborted: 'nothing; the caller gave up',
  http: 'another endpoint is tried; check that the URL is that of a CometBFT RPC',
  'not-json': 'another endpoint is tried; check that the URL is that of a CometBFT RPC and no proxy answers for it',
  'too-large': 'ask for less',
  malformed: 'another endpoint is tried; check that the node runs pacerd',
  'wrong-chain': 'remove the endpoint from rpc, or correct chain_id',
  stale: 'another endpoint is tried; this one returns when it has caught up',
  untrue: 'another endpoint is tried; find out why this one says so, or remove it from rpc',
  closed: 'open another pool',
};

/** An endpoint gave no usable answer. Says nothing about the chain. */
export class EndpointError extends PacerError {
  override readonly name = 'EndpointError';
  readonly url: string;
  readonly fault: EndpointFault;

  constructor(url: string, fault: EndpointFault, message: string, cause?: unknown) {
    const retryable = fault !== 'aborted' && fault !== 'closed' && fault !== 'wrong-chain';
    super({
      code: `endpoint/${fault}`,
      message: `${url}: ${message}`,
      what: nextForEndpoint[fault],
      retryable,
      ...(cause === undefined ? {} : { cause }),
    });
    this.url = url;
    this.fault = fault;
  }
}

/** No endpoint of a pool can be used. `cause` is an AggregateError with the reason of each. */
export class NoEndpointError extends PacerError {
  override readonly name = 'NoEndpointError';

  constructor(message: string, reasons: readonly unknown[]) {
    super({
      code: 'endpoint/none',
      message,
      what: 'check the rpc list and that the nodes run and agree; it is tried again',
      retryable: true,
      cause: new AggregateError(reasons, message),
    });
  }
}

/** The node answered with a JSON-RPC error, e.g. −32603 "tx already exists in cache". The text is for people. */
export class RpcError extends PacerError {
  override readonly name = 'RpcError';
  readonly url: string;
  readonly rpcCode: number;

  constructor(url: string, method: string, error: { code: number; message: string; data?: unknown }) {
    const found = classify('jsonrpc', error.code);
    const detail = typeof error.data === 'string' ? `${error.message} (${error.data})` : error.message;
    super({
      code: `jsonrpc/${error.code}`,
      message: `${url}: ${method} answered ${error.code} ${detail}`,
      what: found.what,
      retryable: found.class === 'retry',
    });
    this.url = url;
    this.rpcCode = error.code;
  }
}

/** A query was answered with a code other than 0. Codes of modules reach queries as codes of the SDK. */
export class QueryError extends PacerError {
  override readonly name = 'QueryError';
  readonly path: string;
  readonly codespace: string;
  readonly abciCode: number;
  readonly log: string;
  /** Height asked for; undefined for the latest. */
  readonly height: bigint | undefined;

  constructor(path: string, answer: { codespace: string; code: number; log: string }, height?: bigint) {
    const found = classify(answer.codespace, answer.code);
    super({
      code: `${answer.codespace}/${answer.code}`,
      message: `${path} at ${height ?? 'the latest height'} answered ${found.name}: ${answer.log}`,
      what: found.what,
      retryable: found.class === 'retry',
    });
    this.path = path;
    this.codespace = answer.codespace;
    this.abciCode = answer.code;
    this.log = answer.log;
    this.height = height;
  }

  /** Whether the chain has nothing under this key (sdk 22). */
  get notFound(): boolean {
    return this.codespace === 'sdk' && this.abciCode === 22;
  }
}

/** A transaction was refused by a node's check, or included with a code other than 0. */
export class TxFailed extends PacerError {
  override readonly name = 'TxFailed';
  readonly hash: string;
  readonly codespace: string;
  readonly abciCode: number;
  readonly log: string;
  /** Height of the block that holds it; undefined if a node's check refused it. */
  readonly height: bigint | undefined;
  readonly classified: Classified;

  constructor(tx: { hash: string; codespace: string; code: number; log: string; height?: bigint }) {
    const classified = classify(tx.codespace, tx.code);
    const where = tx.height === undefined ? 'was refused' : `failed in block ${tx.height}`;
    super({
      code: `${tx.codespace}/${tx.code}`,
      message: `transaction ${tx.hash} ${where} with ${classified.name}: ${tx.log}`,
      what: classified.what,
      retryable: classified.class === 'retry',
    });
    this.hash = tx.hash;
    this.codespace = tx.codespace;
    this.abciCode = tx.code;
    this.log = tx.log;
    this.height = tx.height;
    this.classified = classified;
  }
}

/** Input that no transaction can be built from, or a signer whose signature does not fit its key. */
export class TxBuildError extends PacerError {
  override readonly name = 'TxBuildError';

  constructor(code: 'invalid' | 'signature', message: string, what: string, cause?: unknown) {
    super({ code: `tx/${code}`, message, what, retryable: false, ...(cause === undefined ? {} : { cause }) });
  }
}
