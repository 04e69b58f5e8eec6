// What recording costs a request: `npm run bench -- handover [--requests 2000] [--users 4]`. The real API with a real ML Node,
// asked by users in another thread, three ways in turns: without a journal (the baseline), handing over to JournalWriter, and
// with a direct fsync. Then the recording call alone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { AgentMetrics, createLogger } from '@pacer/agent';
import { accountAddress, signRequest, requestId } from '@pacer/crypto';
import { addressText, secp256k1Signer } from '@pacer/client';
import { Journal } from '@pacer/journal';
import { Model } from '@pacer/proto/inference/v1';
import { Executor, type RecordSink } from '../chat/executor.js';
import { Engines } from '../engines.js';
import type { HostFacts } from '../host-view.js';
import { chatRoute } from '../http/chat-route.js';
import { apiServer, listenAt } from '../http/server.js';
import { HostMetrics } from '../metrics.js';
import { HandOver } from '../records/hand-over.js';
import { HandOverMetrics } from '../records/hand-over-metrics.js';
import type { Load } from './clients.js';
import { startEngine } from './engine-process.js';
import { quantiles, type Quantiles } from './quantiles.js';

const MODEL = 'pacer/ref-1';
/** Rounds in which the ways take turns: what else the machine does falls on all of them. */
const ROUNDS = 4;
const { values } = parseArgs({
  options: { requests: { type: 'string', default: '2000' }, users: { type: 'string', default: '4' } },
});
const perRound = Math.ceil(Number(values.requests) / ROUNDS);

const secret = new Uint8Array(32).fill(7);
const address = accountAddress(secp256k1Signer(secret).publicKey);
const host = addressText(address);
const model = Model.fromPartial({ id: MODEL, number: 1, tokenizer: 'bytes', sampler: 'pacer/sample/v1', listed: true });
const facts: HostFacts = {
  ...{ height: 10n, epoch: 3n, blockMs: 5_000, apiUrl: 'http://127.0.0.1', isMember: true },
  ...{ models: [MODEL], assignedModels: [MODEL], modelsByNumber: new Map([[1, model]]) },
};

/** A way of recording, and what each call of it cost in microseconds. */
interface Way {
  readonly sink: RecordSink;
  readonly callsUs: number[];
  readonly times: number[];
}

function way(sink: RecordSink): Way {
  const callsUs: number[] = [];
  const timed: RecordSink = {
    get hasRoom() {
      return sink.hasRoom;
    },
    has: (id) => sink.has(id),
    handOver: (record) => {
      const began = performance.now();
      sink.handOver(record);
      callsUs.push((performance.now() - began) * 1_000);
    },
  };
  return { sink: timed, callsUs, times: [] };
}

async function serve(engines: Engines, sink: RecordSink): Promise<{ url: string; close: () => Promise<void> }> {
  let nonce = 0n;
  const executor = new Executor({
    ...{ chainId: 'pacer-bench-1', host, engines, records: sink, facts: () => facts, now: () => Date.now() },
    nonce: () => nonce++,
    signer: { address, sign: (request) => signRequest(requestId(request), secret) },
  });
  const server = apiServer(createLogger({ program: 'bench', level: 'warn' }));
  chatRoute(server, executor, new HostMetrics(new AgentMetrics('host')));
  return { url: await listenAt(server, '127.0.0.1:0'), close: () => server.close() };
}

function load(url: string, requests: number): Promise<Float64Array> {
  const messages = [{ role: 'user', content: 'How far is it from here to the sea? '.repeat(10) }];
  const body = JSON.stringify({ model: MODEL, messages, max_tokens: 2 });
  const workerData: Load = { url, body, requests, users: Number(values.users) };
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(import.meta.dirname, 'clients.js'), { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

const dir = mkdtempSync(join(tmpdir(), 'pacer-bench-'));
const engine = await startEngine(MODEL);
const lags: number[] = [];
const log = createLogger({ program: 'bench', level: 'warn' });
const handed = Journal.open(join(dir, 'handed.sqlite'));
const direct = Journal.open(join(dir, 'direct.sqlite'));
const metrics = new HandOverMetrics(new AgentMetrics('host'));
const durable = metrics.durable.bind(metrics);
metrics.durable = (records, lagMs, commitMs) => {
  if (lagMs !== undefined) lags.push(lagMs);
  durable(records, lagMs, commitMs);
};
const handOver = await HandOver.open({ journal: handed, log, metrics });
try {
  const ways = {
    without: way({ hasRoom: true, has: () => false, handOver: () => undefined }),
    journal: way(handOver),
    fsync: way({
      hasRoom: true,
      has: (id) => direct.records.has(id),
      handOver: (record) => void direct.records.add(record),
    }),
  };
  const engines = new Engines([engine.url]);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, { sink, times, callsUs }] of Object.entries(ways)) {
      const { url, close } = await serve(engines, sink);
      // The first round warms up.
      if (round === 0) await load(url, Math.min(200, perRound));
      else times.push(...(await load(url, perRound)));
      if (round === 0) callsUs.length = 0;
      await close();
      if (process.stderr.isTTY) process.stderr.write(`\rround ${round} of ${ROUNDS}, ${name}   \r`);
    }
    if (round === 0) lags.length = 0;
  }
  await handOver.writer.settled();
  report(
    Object.fromEntries(Object.entries(ways).map(([name, { times }]) => [name, quantiles(times)])),
    Object.fromEntries(Object.entries(ways).map(([name, { callsUs }]) => [name, quantiles(callsUs)])),
    quantiles(lags),
    handed.records.count().recorded,
  );
} finally {
  await handOver.close();
  handed.close();
  direct.close();
  await engine.stop();
  rmSync(dir, { recursive: true, force: true });
}

function report(
  requests: Record<string, Quantiles>,
  calls: Record<string, Quantiles>,
  lag: Quantiles,
  recorded: number,
): void {
  const base = requests.without;
  const line = (name: string, { p50, p99, most }: Quantiles, unit: string, than?: Quantiles): void => {
    const ratio = than ? `, × ${(p50 / than.p50).toFixed(2)} and × ${(p99 / than.p99).toFixed(2)} of it without` : '';
    console.log(`${name}: p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(2)}, most ${most.toFixed(2)} ${unit}${ratio}`);
  };
  const names = { without: 'without a journal', journal: 'handed over to the journal', fsync: 'with a direct fsync' };
  for (const [name, words] of Object.entries(names)) {
    const its = requests[name];
    if (its) line(`request ${words}`, its, 'ms', name === 'without' ? undefined : base);
  }
  for (const [name, words] of Object.entries(names)) {
    const its = calls[name];
    if (its) line(`recording alone, ${words}`, its, 'µs');
  }
  line('from hand-over to fsync, longest of each group', lag, 'ms');
  console.log(
    `${recorded} records handed over are on disk, ${perRound * ROUNDS} requests each way by ${values.users} users`,
  );
  if (process.env.BENCH_RESULT) {
    writeFileSync(process.env.BENCH_RESULT, `${JSON.stringify({ requests, calls, lag, recorded }, null, 2)}\n`);
    console.log(`written to ${process.env.BENCH_RESULT}`);
  }
}
