/** What is needed of a WebSocket; the platform's has it. */
export interface WebSocketLike {
  addEventListener(type: 'open' | 'error' | 'close' | 'message', listener: (event: WebSocketEvent) => void): void;
  send(text: string): void;
  close(): void;
  /** Ends it without waiting for the other side, where the implementation can. */
  terminate?(): void;
}

/** What a WebSocket tells of: `data` of a message, `code` of a close. */
export interface WebSocketEvent {
  readonly data?: unknown;
  readonly code?: number;
}

/** How one connection is kept. */
export interface ConnectionOptions {
  /** `ws://…/websocket` or `wss://…/websocket` */
  url: string;
  webSocket: (url: string) => WebSocketLike;
  /** a header came */
  onHeader: () => void;
  /** the node has taken the subscription */
  onSubscribed: () => void;
  /** highest height read elsewhere */
  height: () => bigint;
  /** milliseconds between two signs of life that are asked for */
  heartbeatMs: number;
  /** milliseconds within which the node has to answer anything */
  answerMs: number;
  /** most characters of a message */
  maxLength: number;
  signal: AbortSignal;
}

/** Id of the first call; a node gives it to every event that follows too. */
const SUBSCRIPTION = 1;
const QUERY = "tm.event='NewBlockHeader'";
/** So many heights read elsewhere without a header: one could be on its way, and one be read before its header came. */
const MISSED_HEIGHTS = 3n;

/**
 * Listens to the headers of one node, from connecting to the end of the connection, whatever ends it. The node has to answer a
 * call again and again, because a connection that broke without a sound looks like a chain that makes no block; and headers have
 * to come while heights rise, because a node drops a subscription that it finds too slow.
 * @returns why it ended, for people
 */
export function listenToNode(options: ConnectionOptions): Promise<string> {
  const { url, webSocket, height, heartbeatMs, answerMs, maxLength, signal } = options;
  return new Promise((resolve) => {
    let socket: WebSocketLike | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lastId = 0;
    /** id of the call that is not answered yet */
    let awaited: number | undefined;
    let heightThen = height();

    const end = (why: string): void => {
      if (socket === undefined) return;
      const ending = socket;
      socket = undefined;
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      if (ending.terminate) ending.terminate();
      else ending.close();
      resolve(why);
    };
    const giveUp = () => {
      end('it was given up');
    };
    const call = (method: string, params: object): void => {
      awaited = ++lastId;
      clearTimeout(timer);
      timer = setTimeout(() => {
        end(`${method} had no answer within ${answerMs} ms`);
      }, answerMs);
      socket?.send(JSON.stringify({ jsonrpc: '2.0', id: awaited, method, params }));
    };
    const beat = (): void => {
      const rose = height() - heightThen;
      if (rose >= MISSED_HEIGHTS) end(`no header came while the chain went ${rose} blocks on`);
      else call('health', {});
    };
    const answered = (): void => {
      awaited = undefined;
      clearTimeout(timer);
      timer = setTimeout(beat, heartbeatMs);
    };
    const hear = (data: unknown): void => {
      if (typeof data !== 'string') {
        end('it sent bytes where JSON was due');
        return;
      }
      if (data.length > maxLength) {
        end(`it sent a message of ${data.length} characters`);
        return;
      }
      const message = parsed(data);
      if (typeof message?.error?.message === 'string') {
        end(`it refused: ${message.error.message.slice(0, 200)}`);
        return;
      }
      const { id, result } = message ?? {};
      if (result === undefined || typeof id !== 'number') {
        end(`it sent ${JSON.stringify(data.slice(0, 60))}`);
      } else if (id === awaited) {
        answered();
        if (id !== SUBSCRIPTION) return;
        heightThen = height();
        options.onSubscribed();
      } else if (id === SUBSCRIPTION) {
        heightThen = height();
        options.onHeader();
      } else {
        end(`it answered call ${id}, which nobody made`);
      }
    };

    try {
      socket = webSocket(url);
    } catch (error) {
      resolve(`it cannot be opened: ${String(error)}`);
      return;
    }
    timer = setTimeout(() => {
      end(`it did not connect within ${answerMs} ms`);
    }, answerMs);
    // What comes after the end is nobody's: a connection that is closed tells of that too.
    const on = (type: 'open' | 'error' | 'close' | 'message', listener: (event: WebSocketEvent) => void) => {
      socket?.addEventListener(type, (event) => {
        if (socket !== undefined) listener(event);
      });
    };
    on('open', () => {
      call('subscribe', { query: QUERY });
    });
    on('message', ({ data }) => {
      hear(data);
    });
    on('error', () => {
      end('the connection failed');
    });
    on('close', ({ code }) => {
      end(`the node closed the connection (${code})`);
    });
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
  });
}

function parsed(text: string): { id?: unknown; result?: unknown; error?: { message?: unknown } | null } | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}
