import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { type Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Flapping } from './flapping.js';
import { falsehood, txHashOf, type Json, type RpcCall } from './rpc-falsehood.js';
import { faultName, type RpcFault } from './rpc-fault.js';

interface Target {
  readonly host: string;
  readonly port: number;
}

interface Hold {
  readonly matches: (body: string) => boolean;
  readonly caught: (body: string) => void;
}

interface NodeAnswer {
  readonly status: number;
  readonly body: string;
}

const page = '<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>';
/** Transactions that `shows-absent-tx` can show; the oldest are forgotten. */
const rememberedTxs = 1_000;
/** Answers that nobody needs any more are not waited for. */
const nodeTimeoutMs = 20_000;

/**
 * An HTTP proxy on loopback before a node's RPC, whose faults can be switched while it runs. It reads each request whole, so
 * that it can break off exactly after the node has it; TcpProxy knows nothing of requests, and breaks connections.
 */
export class RpcProxy {
  /** How many requests each fault really struck, by its name. */
  readonly struck = new Map<string, number>();
  readonly #target: Target;
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #sockets = new Set<Socket>();
  readonly #tunnels = new Set<{ client: Duplex; server: Socket }>();
  readonly #seen = new Map<string, string>();
  #fault: RpcFault = 'pass';
  #flapping: { readonly times: Flapping; readonly since: number } | undefined;
  #holds: Hold[] = [];

  private constructor(target: Target) {
    this.#target = target;
    this.#server = createServer((request, response) => {
      // What breaks here is a connection that went away, as connections do.
      this.#serve(request, response).catch(() => response.destroy());
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    });
    this.#server.on('upgrade', (request, socket, head) => {
      this.#tunnel(request, socket, head);
    });
  }

  /** @param target the node's RPC */
  static async start(target: Target): Promise<RpcProxy> {
    const proxy = new RpcProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get fault(): RpcFault {
    return this.#fault;
  }

  /** Switches the fault for all requests from now on. What hangs already goes on hanging. */
  setFault(fault: RpcFault): void {
    this.#fault = fault;
    this.#flapping =
      typeof fault === 'object' && 'flap' in fault
        ? { times: new Flapping(fault.flap), since: performance.now() }
        : undefined;
    if (fault === 'pass') return;
    for (const { client, server } of this.#tunnels) {
      if (fault === 'silent' || fault === 'hang') server.unpipe(client).resume();
      else client.destroy();
    }
    if (fault === 'down') for (const socket of this.#sockets) this.#reset(socket);
  }

  /**
   * Lets requests through until one matches: it never reaches the node, and its client waits.
   * @param matches looks at the body of a request
   * @returns the body, as soon as one matches
   */
  hold(matches: (body: string) => boolean): Promise<string> {
    return new Promise((caught) => this.#holds.push({ matches, caught }));
  }

  /** Holds nothing any more; what is held stays held until its client gives up. */
  release(): void {
    this.#holds = [];
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    for (const { client, server } of this.#tunnels) {
      client.destroy();
      server.destroy();
    }
    const closed = new Promise((done) => this.#server.close(done));
    // Connections that were upgraded, and hang, are not among those that the server would close.
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const hold = this.#holds.find(({ matches }) => matches(body));
    if (hold) {
      hold.caught(body);
      return;
    }
    const call = callOf(body);
    this.#remember(call);
    const fault = this.#fault;
    if (this.#isDown()) {
      this.#strike(fault);
      this.#reset(request.socket);
      return;
    }
    if (fault === 'silent') {
      this.#strike(fault);
      return;
    }
    if (fault === 'html-200' || fault === 'html-502') {
      this.#strike(fault);
      response.writeHead(fault === 'html-200' ? 200 : 502, { 'content-type': 'text/html' }).end(page);
      return;
    }
    const lie = call && (await falsehood(fault, call, (method, params) => this.#ask(method, params), this.#seen));
    if (lie !== undefined) {
      this.#strike(fault);
      response.writeHead(200, { 'content-type': 'application/json' }).end(lie);
      return;
    }
    await this.#answer(fault, call, response, await this.#forward(request, body));
  }

  async #answer(
    fault: RpcFault,
    call: RpcCall | undefined,
    response: ServerResponse,
    { status, body }: NodeAnswer,
  ): Promise<void> {
    const isReset = fault === 'reset-after-send' || (fault === 'reset-broadcasts' && isBroadcast(call));
    if (isReset) {
      this.#strike(fault);
      if (response.socket) this.#reset(response.socket);
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json' });
    const half = Math.floor(body.length / 2);
    if (fault === 'hang') {
      this.#strike(fault);
      response.write(body.slice(0, half));
    } else if (fault === 'truncate') {
      this.#strike(fault);
      response.end(body.slice(0, half));
    } else {
      if (typeof fault === 'object' && 'delayMs' in fault) {
        this.#strike(fault);
        await sleep(fault.delayMs);
      }
      response.end(body);
    }
  }

  #isDown(): boolean {
    if (this.#flapping) return !this.#flapping.times.isUp(performance.now() - this.#flapping.since);
    return this.#fault === 'down';
  }

  #strike(fault: RpcFault): void {
    const name = faultName(fault);
    this.struck.set(name, (this.struck.get(name) ?? 0) + 1);
  }

  #reset(socket: Socket): void {
    if (socket.readyState === 'open') socket.resetAndDestroy();
    else socket.destroy();
  }

  #remember(call: RpcCall | undefined): void {
    if (!call || !isBroadcast(call) || typeof call.params.tx !== 'string') return;
    this.#seen.set(txHashOf(call.params.tx), call.params.tx);
    if (this.#seen.size <= rememberedTxs) return;
    for (const oldest of this.#seen.keys()) {
      this.#seen.delete(oldest);
      return;
    }
  }

  async #ask(method: string, params: object): Promise<Json> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const answer = JSON.parse((await this.#send('POST', '/', body)).body) as { result?: Json; error?: Json };
    if (answer.result) return answer.result;
    throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
  }

  #forward({ method = 'GET', url = '/' }: IncomingMessage, body: string): Promise<NodeAnswer> {
    return this.#send(method, url, body);
  }

  async #send(method: string, path: string, body: string): Promise<NodeAnswer> {
    const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    const signal = AbortSignal.timeout(nodeTimeoutMs);
    const request = httpRequest({ ...this.#target, agent: this.#agent, method, path, headers, signal });
    request.end(body);
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 500, body: await textOf(answer) };
  }

  /** A WebSocket: bytes both ways until the fault changes. */
  #tunnel(request: IncomingMessage, client: Duplex, head: Buffer): void {
    client.on('error', () => client.destroy());
    if (this.#fault === 'silent' || this.#fault === 'hang') return;
    if (this.#fault !== 'pass' && typeof this.#fault !== 'object') return void client.destroy();
    const server = connect(this.#target.port, this.#target.host);
    const tunnel = { client, server };
    this.#tunnels.add(tunnel);
    const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/1.1`];
    for (let i = 0; i < request.rawHeaders.length; i += 2)
      lines.push(`${request.rawHeaders[i] ?? ''}: ${request.rawHeaders[i + 1] ?? ''}`);
    server.write(`${lines.join('\r\n')}\r\n\r\n`);
    server.write(head);
    server.pipe(client);
    client.pipe(server);
    const end = () => {
      this.#tunnels.delete(tunnel);
      client.destroy();
      server.destroy();
    };
    server.on('error', end).on('close', end);
    client.on('close', end);
  }
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** The call in a body; undefined for a batch, a GET, or what is no JSON-RPC: those no lie is told about. */
function callOf(body: string): RpcCall | undefined {
  try {
    const call = JSON.parse(body) as Partial<RpcCall>;
    if (typeof call.method !== 'string' || call.id === undefined) return undefined;
    return { id: call.id, method: call.method, params: call.params ?? {} };
  } catch {
    return undefined;
  }
}

function isBroadcast(call: RpcCall | undefined): boolean {
  return call?.method.startsWith('broadcast_tx_') ?? false;
}
