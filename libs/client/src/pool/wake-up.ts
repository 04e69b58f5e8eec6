import { listenToNode, type WebSocketLike } from './wake-up-connection.js';

/** What became of listening, for logs. */
export type WakeUpChange =
  /** hints come from this endpoint */
  | { kind: 'listening'; url: string }
  /** they don't any more, or did not begin to; the next endpoint is tried after so many milliseconds */
  | { kind: 'lost'; url: string; why: string; retryMs: number }
  /** there are none, and will be none */
  | { kind: 'unavailable'; why: string };

export interface WakeUpOptions {
  /** RPC URLs of nodes, `http://` or `https://`; the first is tried first, the others in turn when one fails. */
  urls: readonly string[];
  /** A block was made, it seems. Nothing is known but that: look at the chain. */
  onHint: () => void;
  /** Highest height read over HTTP: while it rises, headers have to come. */
  height: () => bigint;
  /** Ends listening: no timer and, where the WebSocket can be terminated, no socket is left. */
  signal: AbortSignal;
  onChange?: (change: WakeUpChange) => void;
  /** Opens a WebSocket. Default the platform's, where there is one (Node 22, browsers). */
  webSocket?: (url: string) => WebSocketLike;
  /** Milliseconds between two signs of life that a node is asked for. Default 10 000. */
  heartbeatMs?: number;
  /** Milliseconds within which a node has to connect, and to answer. Default 5 000. */
  answerMs?: number;
  /** Most characters of a message; a longer one ends the connection. Default 1 Mi. */
  maxLength?: number;
  /** Bounds of the pause before the next endpoint, which doubles until a header comes. Default 250 and 30 000 milliseconds. */
  retryMs?: { least: number; most: number };
  /** At least 0, less than 1. Default `Math.random`. */
  random?: () => number;
}

const DEFAULTS = { heartbeatMs: 10_000, answerMs: 5_000, maxLength: 1024 * 1024 };
const RETRY_MS = { least: 250, most: 30_000 };

/**
 * Listens for new blocks, so that who polls can look at once. A hint carries no truth: it may come late, twice, for nothing, or
 * never, and everything must work without it. Subscribes anew with every connection, because a node forgets.
 *
 * A platform's WebSocket buffers a whole message before it shows it, and waits for the other side when it is closed; Node's takes
 * 128 MiB and waits for ever. Who listens to nodes that are not trusted gives a `webSocket` that can be bounded and terminated.
 * @returns when the signal is aborted, or at once where there is no WebSocket; never rejects
 */
export async function listenForBlocks(options: WakeUpOptions): Promise<void> {
  const { urls, signal, onChange, onHint, height, random = Math.random, retryMs = RETRY_MS } = options;
  const webSocket = options.webSocket ?? platformWebSocket();
  if (webSocket === undefined || urls.length === 0) {
    const why = urls.length === 0 ? 'there is no endpoint' : 'this platform has no WebSocket';
    onChange?.({ kind: 'unavailable', why });
    return;
  }
  let failures = 0;
  for (let turn = 0; !signal.aborted; turn++) {
    const url = urls[turn % urls.length] ?? '';
    const why = await listenToNode({
      ...{ ...DEFAULTS, ...given(options) },
      ...{ url: webSocketUrl(url), webSocket, height, signal },
      onSubscribed: () => onChange?.({ kind: 'listening', url }),
      onHeader: () => {
        failures = 0;
        onHint();
      },
    });
    if (ended(signal)) return;
    const ceiling = Math.min(retryMs.most, retryMs.least * 2 ** Math.min(failures, 30));
    const pauseMs = (ceiling * (1 + random())) / 2;
    failures += 1;
    onChange?.({ kind: 'lost', url, why, retryMs: pauseMs });
    await pause(pauseMs, signal);
  }
}

/** `http://host:26657` → `ws://host:26657/websocket`; a path before it and a query stay. */
export function webSocketUrl(rpc: string): string {
  const [, scheme, rest = '', query = ''] = /^http(s?):\/\/([^?#]*)(\?[^#]*)?/i.exec(rpc) ?? [];
  return scheme === undefined ? rpc : `ws${scheme.toLowerCase()}://${rest.replace(/\/+$/, '')}/websocket${query}`;
}

/** A function, for the compiler takes what it saw of a signal before waiting as still so. */
function ended({ aborted }: AbortSignal): boolean {
  return aborted;
}

function given({ heartbeatMs, answerMs, maxLength }: WakeUpOptions) {
  return {
    ...(heartbeatMs !== undefined && { heartbeatMs }),
    ...(answerMs !== undefined && { answerMs }),
    ...(maxLength !== undefined && { maxLength }),
  };
}

function platformWebSocket(): ((url: string) => WebSocketLike) | undefined {
  const { WebSocket: Platform } = globalThis as { WebSocket?: new (url: string) => WebSocketLike };
  return Platform && ((url) => new Platform(url));
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
