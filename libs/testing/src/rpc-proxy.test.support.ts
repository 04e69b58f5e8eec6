import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { txHashOf } from './rpc-falsehood.js';

/** Fields of an answer, as far as tests read them. */
export interface Answer {
  id?: number;
  result?: Answer & { txs?: object[]; sync_info?: object };
  error?: object;
  [name: string]: unknown;
}

/** A real HTTP server that answers as CometBFT's RPC does, with a chain of blocks that each hold one transaction. */
export class SmallNode {
  readonly received: string[] = [];
  readonly #server: Server;
  readonly #txs: string[];

  private constructor(txs: string[]) {
    this.#txs = txs;
    this.#server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const { id, method, params } = JSON.parse(body) as { id: number; method: string; params: Answer };
        this.received.push(method);
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ jsonrpc: '2.0', id, ...this.#answer(method, params) }));
      });
    });
  }

  /** @param txs base64, one for each block from height 1 */
  static async start(txs: string[]): Promise<SmallNode> {
    const node = new SmallNode(txs);
    node.#server.listen(0, '127.0.0.1');
    await once(node.#server, 'listening');
    return node;
  }

  get target(): { host: string; port: number } {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port };
  }

  async stop(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(method: string, { height, query, tx }: Answer): Answer {
    const asked = Number(height ?? 0);
    const at = asked === 0 ? this.#txs.length : asked;
    if (at > this.#txs.length) return { error: { code: -32603, message: 'Internal error', data: 'too high' } };
    switch (method) {
      case 'status':
        return { result: this.#status() };
      case 'block':
        return {
          result: { block: { header: { height: String(at), time: timeOf(at) }, data: { txs: [this.#txs[at - 1]] } } },
        };
      case 'block_results':
        return { result: { height: String(at), txs_results: [{ code: 0 }] } };
      case 'abci_query':
        return { result: { response: { code: 0, height: String(at), value: '' } } };
      case 'broadcast_tx_sync':
        return { result: { code: 0, hash: txHashOf(String(tx)) } };
      case 'tx_search': {
        const index = this.#txs.findIndex((one) => String(query).includes(txHashOf(one)));
        const txs = index < 0 ? [] : [{ height: String(index + 1), tx: this.#txs[index], tx_result: { code: 5 } }];
        return { result: { txs, total_count: String(txs.length) } };
      }
      default:
        return { error: { code: -32601, message: 'Method not found' } };
    }
  }

  #status(): Answer {
    const height = this.#txs.length;
    return {
      node_info: { network: 'small-1', id: 'ab' },
      sync_info: { latest_block_height: String(height), latest_block_time: timeOf(height), catching_up: false },
    };
  }
}

/** Time of a block: a second each, with nanoseconds that must survive. */
export function timeOf(height: number): string {
  return `2026-11-28T10:00:${String(height).padStart(2, '0')}.123456789Z`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request) body += String(part);
  return body;
}
