import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@pacer/agent';
import type { Journal } from '@pacer/journal';
import { EmbeddedMlNode, type MlNode } from '@pacer/ml';
import type { Header } from '@pacer/proto/inference/v1';
import { recordRoutes } from '../http/record-routes.js';
import { apiServer } from '../http/server.js';
import { CHAIN, MODEL, model, TestHost } from '../host.test.support.js';
import { OwnerStanding } from './owner-standing.js';
import { readAndVerify, type Verify } from './read-and-verify.js';
import { doDuty, LEASE_MS, type ReExecutionParts } from './re-execution.js';

export const NOW = 1_795_435_200_000;
export const BLOCK_MS = 500;
/** For an owner's whole answer: more than a slow machine takes. */
const FETCH_MS = 60_000;
/** Where it is tested that an owner takes longer. */
export const SHORT_MS = 200;
/** Expanding weights takes longer than a test. */
export const honest = new EmbeddedMlNode([MODEL]);

/** The thread that verifies has tests of its own. */
export const inThisThread: Verify = (bytes, commitment) => Promise.resolve(readAndVerify(bytes, commitment));

/** A validator: another Host with its own journal and engine, that has a duty on record 0 of the owner's batch 4. */
export class Validator {
  readonly host = new TestHost(honest, 2);
  readonly lines: string[] = [];
  readonly judged: string[] = [];
  readonly postponed: string[] = [];

  get journal(): Journal {
    return this.host.journal;
  }

  async run(header: Header, apiUrl: string | undefined, parts: Partial<ReExecutionParts> = {}, signal?: AbortSignal) {
    const item = { epoch: 3n, batchId: header.id, index: 0 };
    this.journal.duties.want({ ...item, owner: header.host, reason: 'drawn', priority: 0 });
    const duty = this.journal.duties.take(parts.now?.() ?? Number.MAX_SAFE_INTEGER - LEASE_MS, LEASE_MS);
    if (!duty) throw new Error('no duty');
    const work: ReExecutionParts = {
      ...{ chainId: CHAIN, journal: this.journal, engines: honest, apiUrl: async () => apiUrl },
      ...{ duties: this.host.book, standing: new OwnerStanding(), verify: inThisThread },
      ...{ header: () => header, model: () => model, blockMs: () => BLOCK_MS, now: () => NOW, fetchMs: FETCH_MS },
      log: createLogger({
        program: 'host',
        level: 'debug',
        destination: { write: (line) => void this.lines.push(line) },
      }),
      metrics: {
        judged: (verdict) => this.judged.push(verdict),
        postponed: (code) => this.postponed.push(code),
        validating: () => undefined,
      },
      ...parts,
    };
    await doDuty(work, duty, signal);
    return { duty: this.journal.duties.get(item), result: this.journal.results.get(item) };
  }
}

const servers: Server[] = [];
const hosts: TestHost[] = [];

export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An owner's real API over a journal with one committed batch. */
export async function ownerOf(
  engine: MlNode = honest,
  topic = 'question',
  { byte = 1, batchId = 4n, count = 3 } = {},
): Promise<{ url: string; header: Header; owner: TestHost }> {
  const owner = new TestHost(engine, byte);
  for (let i = 0; i < count; i++) await owner.ask(`${topic} ${i}`, { temperature: i % 2 });
  const header = owner.commit(batchId);
  return { url: await apiOf(owner), header, owner };
}

export function validatorHere(): Validator {
  const validator = new Validator();
  hosts.push(validator.host);
  return validator;
}

/** Serves the records of a Host that a test has made. */
export async function apiOf(host: TestHost): Promise<string> {
  hosts.push(host);
  const api = apiServer(createLogger({ program: 'host', destination: { write: () => undefined } }));
  recordRoutes(api, host.journal);
  await api.listen({ host: '127.0.0.1', port: 0 });
  servers.push(api.server);
  return `http://127.0.0.1:${(api.server.address() as AddressInfo).port}`;
}

/** Ends what a test began. */
export async function closeAll(): Promise<void> {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  for (const host of hosts.splice(0)) host.close();
}
