// What validation costs users: `npm run bench -- validation [--seconds 2.5]`. The real API and a real ML Node, asked by users in
// another thread, while duties on the records of another Host are done three ways in turns: none (the baseline), behind users,
// and without regard to them. Then what duties get through without users, and beside owners that never answer; and for how
// long the longest records keep the thread that answers users.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { AgentMetrics, createLogger, systemClock } from '@pacer/agent';
import type { WantedDuty } from '@pacer/journal';
import { HttpMlNode, type MlNode } from '@pacer/ml';
import type { Header } from '@pacer/proto/inference/v1';
import { Executor } from '../chat/executor.js';
import { Engines } from '../engines.js';
import { CHAIN, MODEL, model, person, TestHost } from '../host.test.support.js';
import { chatRoute } from '../http/chat-route.js';
import { apiServer, listenAt } from '../http/server.js';
import { HostMetrics } from '../metrics.js';
import { HandOver } from '../records/hand-over.js';
import { HandOverMetrics } from '../records/hand-over-metrics.js';
import { runDuties } from '../validation/duty-pool.js';
import { obtainRecord } from '../validation/obtain-record.js';
import { sharesOf } from '../validation/owner-slots.js';
import { readAndVerify, type Verify } from '../validation/read-and-verify.js';
import { ThreadVerifier } from '../validation/thread-verifier.js';
import { OwnerStanding } from '../validation/owner-standing.js';
import type { ReExecutionParts } from '../validation/re-execution.js';
import { startEngine } from './engine-process.js';
import type { OwnerReady, OwnerStart } from './owner.js';
import type { Paced } from './paced-users.js';
import { type Quantiles, quantiles } from './quantiles.js';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '2.5' } } });
const ROUND_MS = Number(values.seconds) * 1_000;
/** Rounds in which the ways take turns: what else the machine does falls on all of them. */
const ROUNDS = 4;
const IDLE_ROUNDS = 2;
const WORKERS = 4;
/** An answer takes the ML Node 2 ms a token. */
const USER_TOKENS = 4;
const TOKENS = 12;
const RECORDS = 2_500;
const LONG_RECORDS = 12;
const SILENT = 5;
const BLOCK_MS = 500;
const LOADS = {
  moderate: { users: 4, pauseMs: 60 },
  saturated: { users: 4, pauseMs: 0 },
} as const;

const log = createLogger({ program: 'bench', level: 'error' });

/** A thread of this folder, and what it says next. */
function thread(file: string, workerData?: OwnerStart) {
  const worker = new Worker(join(import.meta.dirname, file), { workerData });
  const next = async (): Promise<unknown> => ((await once(worker, 'message')) as unknown[])[0];
  return { worker, next };
}

const engine = await startEngine(MODEL);
const second = await startEngine(MODEL);
console.log(`an owner makes ${RECORDS + LONG_RECORDS} records …`);
const ownerThread = thread('owner.js', { count: RECORDS, tokens: TOKENS, long: LONG_RECORDS });
const owner = (await ownerThread.next()) as OwnerReady;
const usersThread = thread('paced-users.js');

const engines = new Engines([engine.url]);
const validator = new TestHost(engines, 2);
const agent = new AgentMetrics('host');
const records = await HandOver.open({ journal: validator.journal, log, metrics: new HandOverMetrics(agent) });
const executor = new Executor({
  ...{ chainId: CHAIN, host: validator.address, signer: validator.key, engines, records },
  ...{ facts: () => validator.facts, now: () => Date.now(), nonce: () => randomBytes(8).readBigUInt64BE() },
});
const api = apiServer(log);
chatRoute(api, executor, new HostMetrics(agent));
const url = await listenAt(api, '127.0.0.1:0');

const verifier = new ThreadVerifier();
const silent = createServer(() => undefined);
await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
const silentUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
const silentHeaders = Array.from({ length: SILENT }, (_, i): Header => {
  return { ...owner.short, id: BigInt(10 + i), host: person(40 + i).text };
});

/** What a validator knows of the chain. */
const knowledge = {
  ...{ chainId: CHAIN, model: () => model, blockMs: () => BLOCK_MS, now: () => Date.now() },
  header: (_epoch: bigint, id: bigint) =>
    [owner.short, owner.long, ...silentHeaders].find((header) => header.id === id),
  apiUrl: (host: string) => Promise.resolve(host === owner.short.host ? owner.url : silentUrl),
};

const dutyOf = ({ id, host }: Header, index: number, priority: number): WantedDuty => {
  return { epoch: 3n, batchId: id, index, owner: host, reason: 'drawn', priority };
};
validator.journal.transaction(() => {
  for (let i = 0; i < RECORDS; i++) validator.journal.duties.want(dutyOf(owner.short, i, 0));
});

/** Duties done while something else happens. @returns how many */
async function validating(node: MlNode, during: () => Promise<unknown>, parts: Partial<ReExecutionParts> = {}) {
  const stop = new AbortController();
  let done = 0;
  const work: ReExecutionParts = {
    ...{ ...knowledge, journal: validator.journal, duties: records.writer.duties, engines: node, log },
    ...{ standing: new OwnerStanding(), verify: verifier.verify },
    metrics: { judged: () => (done += 1), postponed: () => undefined, validating: () => undefined },
    ...parts,
  };
  work.standing.answered(owner.short.host);
  const ended = runDuties({
    ...{ signal: stop.signal, clock: systemClock, log, everyMs: () => 50, work },
    ...{ shares: { ...sharesOf(WORKERS), perOwner: WORKERS }, canWork: () => true },
  });
  await during();
  const count = done;
  stop.abort();
  await ended;
  if (validator.journal.duties.count(3n).done >= RECORDS) throw new Error('there are too few records for this machine');
  return count;
}

const body = JSON.stringify({
  model: MODEL,
  messages: [{ role: 'user', content: 'How far is it?' }],
  max_tokens: USER_TOKENS,
});
const usersAsk = async (load: { users: number; pauseMs: number }): Promise<number[]> => {
  usersThread.worker.postMessage({ url, body, forMs: ROUND_MS, ...load } satisfies Paced);
  return (await usersThread.next()) as number[];
};
const pause = (ms: number): Promise<void> => systemClock.sleep(ms);

interface Way {
  readonly times: number[];
  duties: number;
}
const WAYS: Record<string, MlNode | undefined> = {
  none: undefined,
  priority: engines,
  'no priority': new HttpMlNode(engine.url),
};

async function underLoad(load: { users: number; pauseMs: number }) {
  const ways = Object.fromEntries(Object.keys(WAYS).map((name): [string, Way] => [name, { times: [], duties: 0 }]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, node] of Object.entries(WAYS)) {
      const way = (ways[name] ??= { times: [], duties: 0 });
      const ask = async (): Promise<void> => void way.times.push(...(await usersAsk(load)));
      if (node) way.duties += await validating(node, ask);
      else await ask();
    }
  }
  const { p50, p99 } = quantiles(ways.none?.times ?? []);
  const seconds = (ROUNDS * ROUND_MS) / 1_000;
  return Object.fromEntries(
    Object.entries(ways).map(([name, { times, duties }]) => {
      const ms: Quantiles = quantiles(times);
      const ratios = { p50: ms.p50 / p50, p99: ms.p99 / p99 };
      return [name, { answers: times.length, ms, ratios, dutiesPerSecond: duties / seconds }];
    }),
  );
}

/** What gets done while nobody asks, by the way of doing it, in duties per second. */
async function withoutUsers() {
  for (const header of silentHeaders) for (let i = 0; i < 200; i++) validator.journal.duties.want(dutyOf(header, i, 9));
  const standing = new OwnerStanding();
  // What they cost who does not know them is over: each was tried once.
  for (const { host } of silentHeaders) standing.failed(host, 10_000, Date.now() - BLOCK_MS, BLOCK_MS);
  const alone = new OwnerStanding();
  for (const { host } of silentHeaders) alone.pause(host, Number.MAX_SAFE_INTEGER);
  const ways: Record<string, { node: MlNode; parts: Partial<ReExecutionParts> }> = {
    alone: { node: engines, parts: { standing: alone } },
    unqueued: { node: new HttpMlNode(engine.url), parts: { standing: alone } },
    two: { node: new Engines([engine.url, second.url]), parts: { standing: alone } },
    crowded: { node: engines, parts: { standing, fetchMs: 500 } },
  };
  const counts = new Map<string, number>();
  for (let round = 0; round < IDLE_ROUNDS; round++)
    for (const [name, { node, parts }] of Object.entries(ways))
      counts.set(name, (counts.get(name) ?? 0) + (await validating(node, () => pause(ROUND_MS), parts)));
  const rate = (name: string): number => ((counts.get(name) ?? 0) * 1_000) / (IDLE_ROUNDS * ROUND_MS);
  const of = (name: string, base: string) => ({ perSecond: rate(name), ratio: rate(name) / rate(base) });
  return {
    alone: of('alone', 'unqueued'),
    unqueued: of('unqueued', 'unqueued'),
    two: of('two', 'alone'),
    crowded: of('crowded', 'alone'),
  };
}

/** For how long the thread of the API does nothing else, at most, when such a record comes, in milliseconds. */
async function longestStretch(verify: Verify): Promise<Quantiles> {
  const held = monitorEventLoopDelay({ resolution: 1 });
  const took: number[] = [];
  for (let i = 0; i < LONG_RECORDS; i++) {
    const duty = { ...dutyOf(owner.long, i, 0), state: 'running', failures: 0, nextTryMs: 0 } as const;
    await pause(20);
    held.reset();
    held.enable();
    await obtainRecord({ ...knowledge, verify, standing: new OwnerStanding() }, duty);
    await pause(20);
    held.disable();
    took.push(held.max / 1e6);
  }
  return quantiles(took);
}

try {
  // Warm: what is measured is not the compiler.
  await validating(engines, () => usersAsk(LOADS.moderate));
  const loads: Record<string, Awaited<ReturnType<typeof underLoad>>> = {};
  for (const [name, load] of Object.entries(LOADS)) {
    loads[name] = await underLoad(load);
    console.log(`\n${name}: ${load.users} users, ${load.pauseMs} ms between answer and request`);
    for (const [way, { ms, ratios, dutiesPerSecond }] of Object.entries(loads[name])) {
      const times = `p50 ${ms.p50.toFixed(1)} ms × ${ratios.p50.toFixed(2)}, p99 ${ms.p99.toFixed(1)} ms × ${ratios.p99.toFixed(2)}`;
      console.log(`  validation ${way.padEnd(12)} ${times}, ${dutiesPerSecond.toFixed(1)} duties/s`);
    }
  }

  const idle = await withoutUsers();
  const said = ({ perSecond, ratio }: { perSecond: number; ratio: number }): string =>
    `${perSecond.toFixed(1)} duties/s × ${ratio.toFixed(2)}`;
  console.log(`\nno users`);
  console.log(`  without the queue        ${said(idle.unqueued)}`);
  console.log(`  with it                  ${said(idle.alone)}`);
  console.log(`  on two ML Nodes          ${said(idle.two)} of that`);
  console.log(`  beside ${SILENT} silent owners   ${said(idle.crowded)} of that`);

  const inThisThread: Verify = (bytes, commitment) => Promise.resolve(readAndVerify(bytes, commitment));
  const stretches = { thread: await longestStretch(verifier.verify), here: await longestStretch(inThisThread) };
  console.log(`\nlongest stretch of the API's thread for a record of the greatest length:`);
  for (const [where, { p50, most }] of Object.entries(stretches))
    console.log(
      `  verified ${where === 'here' ? 'there' : 'elsewhere'}: p50 ${p50.toFixed(1)} ms, most ${most.toFixed(1)} ms`,
    );
  if (process.env.BENCH_RESULT) {
    const result = {
      loads,
      idle,
      longestStretchMs: stretches,
      workers: WORKERS,
      tokens: { user: USER_TOKENS, record: TOKENS },
    };
    writeFileSync(process.env.BENCH_RESULT, `${JSON.stringify(result, null, 2)}\n`);
    console.log(`written to ${process.env.BENCH_RESULT}`);
  }
} finally {
  await api.close();
  silent.closeAllConnections();
  silent.close();
  await records.close();
  await verifier.close();
  validator.close();
  ownerThread.worker.postMessage('close');
  await usersThread.worker.terminate();
  await Promise.all([engine.stop(), second.stop()]);
}
