import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';

/** Below the ports that systems give to outgoing connections (Linux from 32,768, others from 49,152), above the well-known ones. */
const RANGE = { first: 15_000, last: 32_700 };
const MOST_TRIES = 1_000;
/** Two of jest's workers set up networks at the same time: each has every fourth port for itself. */
const LANES = 4;
const lane = Number(process.env.JEST_WORKER_ID ?? 0) % LANES;
/** What was given here before may not be listened on yet. */
const given = new Set<number>();

/**
 * Finds `count` TCP ports on loopback that nobody listens on, at random in a range that no outgoing connection takes: a port that
 * the system itself gave could be a connection's of another program before it is used. They are all held until the last is known,
 * and none is given twice, so that they differ.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  const ports: number[] = [];
  try {
    for (let tries = 0; ports.length < count; tries++) {
      if (tries >= count + MOST_TRIES) throw new Error(`no free port between ${RANGE.first} and ${RANGE.last}`);
      const port = RANGE.first + LANES * randomInt(0, Math.floor((RANGE.last - RANGE.first) / LANES)) + lane;
      const server = given.has(port) ? undefined : await hold(port);
      if (!server) continue;
      given.add(port);
      servers.push(server);
      ports.push(port);
    }
    return ports;
  } finally {
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  }
}

/** Listens at a port; undefined when somebody else does. */
async function hold(port: number): Promise<Server | undefined> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}
