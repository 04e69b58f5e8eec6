import { randomBytes } from 'node:crypto';
import {
  AgentMetrics,
  createLogger,
  fileSigner,
  healthRoutes,
  Monitor,
  openKeys,
  openPool,
  readPassword,
  runLoop,
  shutdownSignal,
  systemClock,
  watchedSigner,
} from '@pacer/agent';
import { accountAddress } from '@pacer/crypto';
import { Journal } from '@pacer/journal';
import { Executor } from './chat/executor.js';
import type { HostConfig } from './config.js';
import { type EngineState, Engines } from './engines.js';
import { Follower } from './follow.js';
import { HostHealth } from './host-health.js';
import { HostView } from './host-view.js';
import { chatRoute } from './http/chat-route.js';
import { identityRoute } from './http/identity-route.js';
import { recordRoutes } from './http/record-routes.js';
import { apiServer, listenAt } from './http/server.js';
import { HostMetrics } from './metrics.js';
import { HandOver } from './records/hand-over.js';
import { HandOverMetrics } from './records/hand-over-metrics.js';
import { PROGRAM } from './settings.js';
import { runDuties } from './validation/duty-pool.js';
import { EpochDuties } from './validation/epoch-duties.js';
import { sharesOf } from './validation/owner-slots.js';
import { OwnerStanding } from './validation/owner-standing.js';
import { ThreadVerifier } from './validation/thread-verifier.js';
import type { ReExecutionParts } from './validation/re-execution.js';

/** Without a look at the chain for so long the process counts as stuck. */
const STUCK_MS = 60_000;
/** Bounds of the pause between looks; within them it is a block. */
const PAUSE_MS = { least: 200, most: 5_000 };
/** Before the chain said how long a block takes. */
const FIRST_PAUSE_MS = 1_000;

/** Runs until SIGTERM or SIGINT: answers requests, opens records to validators, does this Host's duties. */
export async function run(config: HostConfig): Promise<void> {
  const { log_level: level, log_file: file, listen, ml_nodes: mlNodes, validation_workers: workers } = config.own;
  const log = createLogger({ program: PROGRAM, level, ...(file !== undefined && { file }) });
  const { signal, release } = shutdownSignal(log);
  const closing: (() => void | Promise<void>)[] = [release];
  try {
    const journal = Journal.open(config.workJournal);
    closing.push(() => {
      journal.close();
    });
    const { host, chainId } = config;
    const keys = fileSigner(openKeys({ file: config.keyFile, password: readPassword(config.passwordFile) }));
    const { hotKey } = keys;
    const pool = openPool(config);
    closing.push(() => {
      pool.close();
    });
    const metrics = new AgentMetrics(PROGRAM);
    const signer = watchedSigner(keys, log, metrics.registry);
    const own = new HostMetrics(metrics);
    const clock = systemClock;
    const monitor = new Monitor({ program: PROGRAM, config, clock, log, metrics, pool });
    closing.push(() => monitor.close());
    const engines = new Engines(mlNodes, {
      onChange: (state) => logEngine(log, state),
      onWaited: (seconds, urgent) => own.waited(seconds, urgent),
    });
    const view = new HostView(host);
    const recording = new HandOverMetrics(metrics);
    const records = await HandOver.open({ journal, log, metrics: recording });
    closing.push(() => records.close());
    const duties = new EpochDuties({ chainId, host, journal, book: records.writer.duties });
    const health = new HostHealth(clock, STUCK_MS, engines);
    const executor = new Executor({
      ...{ chainId, host, engines, records, facts: () => view.facts, now: () => clock.now() },
      nonce: () => randomBytes(8).readBigUInt64BE(),
      signer: { address: accountAddress(hotKey.publicKey), sign: (request) => signer.signRequest(request) },
    });
    const inFlight = () => executor.inFlight;

    const server = apiServer(log);
    closing.push(() => server.close());
    healthRoutes(server, health, metrics.registry);
    chatRoute(server, executor, own);
    recordRoutes(server, journal, (id) => records.written(id));
    identityRoute(server, { chainId, host, inFlight, facts: () => view.facts, engines: () => engines.states });
    const url = await listenAt(server, listen);
    log.info({ host, requester: hotKey.address, url }, `answers for ${host} at ${url}`);

    const follower = new Follower({
      ...{ host, pool, view, engines, duties, journal, metrics: own, recording, log, inFlight },
    });
    const blockMs = () => view.facts?.blockMs ?? FIRST_PAUSE_MS;
    const pauseMs = () => Math.min(Math.max(blockMs(), PAUSE_MS.least), PAUSE_MS.most);
    // The last pass is that of the loop that follows the chain: a worker that goes on must not hide that it hangs.
    const counted = { passed: () => undefined, failed: (action: string, code: string) => monitor.failed(action, code) };
    const loop = { signal, clock, log, metrics: counted, everyMs: pauseMs };
    const verifier = new ThreadVerifier();
    closing.push(() => verifier.close());
    const work: ReExecutionParts = {
      ...{ chainId, journal, engines, blockMs, log, metrics: own, now: () => clock.now() },
      apiUrl: (owner) => follower.apiUrl(owner),
      duties: records.writer.duties,
      standing: new OwnerStanding(),
      verify: verifier.verify,
      header: (epoch, batchId) => duties.header(epoch, batchId),
      model: (number) => view.facts?.modelsByNumber.get(number),
    };
    const loops = Promise.all([
      runLoop({
        ...{ ...loop, health, metrics: monitor },
        onDisturbance: (kind) => monitor.disturbed(kind),
        plan: async (stop) => {
          if (records.fault !== undefined) monitor.failed('record', records.fault);
          await follower.look(stop);
          return [];
        },
        act: () => Promise.resolve(),
      }),
      runDuties({
        ...{ ...loop, work, shares: sharesOf(workers) },
        canWork: () => follower.hasLooked && engines.anyUp,
      }),
    ]);
    await Promise.race([loops, records.writer.died]);
    log.info('stopped; duties under way are begun anew by the next start');
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

function logEngine(log: ReturnType<typeof createLogger>, { url, up, models, fault }: EngineState): void {
  if (up) log.info({ url, models }, `ML Node ${url} answers`);
  else
    log.warn(
      { url, fault },
      `ML Node ${url} is away: ${fault ?? ''}; requests are refused and duties wait until it is back`,
    );
}
