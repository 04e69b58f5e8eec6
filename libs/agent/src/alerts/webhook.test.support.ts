import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebhookAlert } from './webhook-payload.js';

/** What a receiver does with a POST: an HTTP status, or no answer at all. */
export type Receives = number | 'nothing';

/** A receiver of webhooks on loopback that can misbehave. */
export class Receiver {
  receives: Receives = 200;
  readonly posts: { path: string; headers: IncomingHttpHeaders; status: string; alerts: WebhookAlert[] }[] = [];
  /** POSTs that were not answered with 2xx */
  refused = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => void (body += chunk.toString()));
      request.on('end', () => {
        if (this.receives === 200) {
          const parsed = JSON.parse(body) as { status: string; alerts: WebhookAlert[] };
          this.posts.push({ path: request.url ?? '', headers: request.headers, ...parsed });
        } else this.refused++;
        if (this.receives !== 'nothing') response.writeHead(this.receives).end('');
      });
    });
  }

  static async start(port = 0): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.#server.listen(port, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The latest state of each alert that it was told of, by name. */
  get knows(): Record<string, string> {
    const alerts = this.posts.flatMap((post) => post.alerts);
    return Object.fromEntries(alerts.map(({ labels, status }) => [labels.alertname ?? '', status]));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** Waits until something is so; on a machine that is busy that may take its time. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 5) {
    if (waited > 30_000) throw new Error(`never came: ${isSo.toString()}`);
    await sleep(5);
  }
}
