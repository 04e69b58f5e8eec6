import { createServer, type Server } from 'node:net';
import { once } from 'node:events';

/**
 * Asks the system for `count` TCP ports on loopback that nobody listens on. They are all held until the last is known, so that they
 * differ; somebody else can still take one before it is used, and then the program that wanted it says so.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  try {
    for (let i = 0; i < count; i++) {
      const server = createServer();
      servers.push(server);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    return servers.map((server) => (server.address() as { port: number }).port);
  } finally {
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  }
}
