import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** What the server does with one call. */
export type Behaviour =
  | { result: unknown }
  | { error: { code: number; message: string; data?: string } }
  | { html: number }
  | 'truncate'
  | 'hang'
  | 'hang-in-body'
  | 'close'
  | 'other-id'
  | 'no-result'
  | 'array'
  | 'redirect'
  | 'flood';

export interface FaultyNode {
  url: string;
  /** Calls so far, as method names. */
  calls: string[];
  behave: (method: string, params: Record<string, string>) => Behaviour;
  stop(): Promise<void>;
}

/** A real HTTP server on loopback that speaks CometBFT's JSON-RPC as badly as it is told, to inject faults. */
export async function startFaultyNode(behave: FaultyNode['behave']): Promise<FaultyNode> {
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { id, method, params } = JSON.parse(body) as { id: number; method: string; params: Record<string, string> };
      node.calls.push(method);
      answer(response, id, node.behave(method, params));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const node: FaultyNode = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    behave,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return node;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request) body += String(part);
  return body;
}

function answer(response: ServerResponse, id: number, behaviour: Behaviour): void {
  const good = (result: unknown) => JSON.stringify({ jsonrpc: '2.0', id, result });
  if (typeof behaviour === 'object') {
    if ('html' in behaviour) {
      response.writeHead(behaviour.html, { 'content-type': 'text/html' }).end('<html><h1>Bad Gateway</h1></html>');
    } else if ('error' in behaviour) {
      response.writeHead(500).end(JSON.stringify({ jsonrpc: '2.0', id, error: behaviour.error }));
    } else {
      response.end(good(behaviour.result));
    }
    return;
  }
  switch (behaviour) {
    case 'truncate':
      response.end(good({ node_info: { network: 'x' } }).slice(0, 40));
      return;
    case 'hang':
      return;
    case 'hang-in-body':
      response.write(good({}).slice(0, 10));
      return;
    case 'close':
      response.destroy();
      return;
    case 'other-id':
      response.end(JSON.stringify({ jsonrpc: '2.0', id: id + 1, result: {} }));
      return;
    case 'no-result':
      response.end(JSON.stringify({ jsonrpc: '2.0', id }));
      return;
    case 'array':
      response.end('[]');
      return;
    case 'redirect':
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
      return;
    case 'flood':
      response.end(good({ filler: 'x'.repeat(100_000) }));
      return;
  }
}

/** An answer to `block` as a node writes it, for the time that `statusAnswer` has unless told. */
export function blockAnswer({ height, time }: { height: string | undefined; time?: string }): Behaviour {
  return {
    result: {
      block_id: { hash: 'AA' },
      block: { header: { height, time: time ?? '2026-11-23T16:00:00.000000001Z' }, data: { txs: [] } },
    },
  };
}

/** An answer to `status` as a node writes it. */
export function statusAnswer(status: {
  network?: string;
  height: number;
  time?: string;
  earliest?: number;
  /** id of the node */
  id?: string;
}): Behaviour {
  return {
    result: {
      node_info: { network: status.network ?? 'pacer-test-1', id: status.id ?? 'a1' },
      sync_info: {
        latest_block_height: String(status.height),
        latest_block_time: status.time ?? '2026-11-23T16:00:00.000000001Z',
        earliest_block_height: String(status.earliest ?? 1),
        catching_up: false,
      },
    },
  };
}
