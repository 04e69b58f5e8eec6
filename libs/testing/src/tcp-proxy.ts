import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What the proxy does to connections:
 * - `pass`: forwards both ways.
 * - `cut`: resets every connection, open and new.
 * - `hang`: accepts, and never answers.
 * - `{ delayMs }`: forwards answers after a delay.
 * - `{ truncateAfter }`: forwards that many bytes of an answer, then closes.
 */
export type ProxyMode = 'pass' | 'cut' | 'hang' | { readonly delayMs: number } | { readonly truncateAfter: number };

const rememberedBytes = 256 * 1024;

interface Hold {
  readonly matches: (sent: Buffer) => boolean;
  readonly caught: (sent: Buffer) => void;
}

/** A TCP proxy on loopback between a client and one target, whose faults can be switched while it runs. */
export class TcpProxy {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #mode: ProxyMode = 'pass';
  #holds: Hold[] = [];

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.#server = createServer((client) => {
      this.#accept(client, target);
    });
  }

  static async start(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Switches the fault; everything but `pass` also ends the connections that are open, as a network does. */
  setMode(mode: ProxyMode): void {
    this.#mode = mode;
    if (mode !== 'pass') for (const socket of this.#open) reset(socket);
  }

  /**
   * Lets requests through until one matches: that one is never completed towards the target, and its client waits.
   * @param matches looks at the last 256 kB that a connection has sent
   * @returns those bytes, as soon as a connection matches
   */
  hold(matches: (sent: Buffer) => boolean): Promise<Buffer> {
    return new Promise((caught) => this.#holds.push({ matches, caught }));
  }

  /** Holds nothing any more; what is held stays held. */
  release(): void {
    this.#holds = [];
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }

  #accept(client: Socket, target: { readonly host: string; readonly port: number }): void {
    this.#track(client);
    const mode = this.#mode;
    if (mode === 'cut') {
      reset(client);
      return;
    }
    if (mode === 'hang') return void client.resume();
    const server = this.#track(connect(target.port, target.host));
    void this.#send(client, server);
    void forward(server, client, mode);
    client.on('close', () => server.destroy());
  }

  async #send(client: Socket, server: Socket): Promise<void> {
    let sent = Buffer.alloc(0);
    try {
      for await (const chunk of client as AsyncIterable<Buffer>) {
        if (this.#holds.length > 0) {
          sent = Buffer.concat([sent, chunk]).subarray(-rememberedBytes);
          const hold = this.#holds.find(({ matches }) => matches(sent));
          if (hold) {
            hold.caught(sent);
            continue;
          }
        }
        if (!server.write(chunk)) await once(server, 'drain');
      }
    } catch {
      // A client that breaks off breaks off towards the target too.
    }
    server.end();
  }

  #track(socket: Socket): Socket {
    this.#open.add(socket);
    socket.on('close', () => this.#open.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  }
}

/** A connection that is already going down can't be reset any more. */
function reset(socket: Socket): void {
  if (socket.readyState === 'open') socket.resetAndDestroy();
  else socket.destroy();
}

async function forward(from: Socket, to: Socket, mode: Exclude<ProxyMode, 'cut' | 'hang'>): Promise<void> {
  const delayMs = typeof mode === 'object' && 'delayMs' in mode ? mode.delayMs : 0;
  let left = typeof mode === 'object' && 'truncateAfter' in mode ? mode.truncateAfter : Infinity;
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      if (delayMs > 0) await sleep(delayMs);
      const part = chunk.subarray(0, Math.min(chunk.length, left));
      left -= part.length;
      if (!to.write(part)) await once(to, 'drain');
      if (left <= 0) break;
    }
  } catch {
    // A connection that breaks in the middle breaks for the client too.
  }
  to.end();
}
