import {
  AgentMetrics,
  createLogger,
  Health,
  hotKeySigner,
  openKeys,
  openPool,
  PoolChain,
  readPassword,
  runLoop,
  serveHealth,
  shutdownSignal,
  systemClock,
  TxEngine,
  TxJournal,
} from '@pacer/agent';
import { Journal } from '@pacer/journal';
import { act, batchEffect, type Workshop } from './act.js';
import type { SubmitterConfig } from './config.js';
import type { SubmitterAction } from './facts.js';
import { SubmitterMetrics } from './metrics.js';
import { OwnHeaders } from './own-headers.js';
import { plan } from './plan.js';
import { readFacts } from './read-facts.js';
import { PROGRAM } from './settings.js';

/** Without a pass for so long the process counts as stuck. */
const STUCK_MS = 60_000;
/** Bounds of the pause between passes; within them it is half a block. */
const PAUSE_MS = { least: 200, most: 2_000 };

/** Runs until SIGTERM or SIGINT; the step under way is finished, and a step that was not is carried on by the next run. */
export async function run(config: SubmitterConfig): Promise<void> {
  const { log_level: level, log_file: file, listen } = config.own;
  const log = createLogger({ program: PROGRAM, level, ...(file !== undefined && { file }) });
  const attempts = TxJournal.open({ stateDir: config.stateDir, program: PROGRAM });
  const closing: (() => void | Promise<void>)[] = [() => attempts.close()];
  const { signal, release } = shutdownSignal(log);
  closing.push(release);
  try {
    const journal = Journal.open(config.workJournal);
    closing.push(() => journal.close());
    const { hotKey } = openKeys({ file: config.keyFile, password: readPassword(config.passwordFile) });
    const pool = openPool(config);
    closing.push(() => pool.close());
    const metrics = new AgentMetrics(PROGRAM);
    const health = new Health(systemClock, STUCK_MS);
    const server = await serveHealth(listen, health, metrics.registry);
    closing.push(() => server.close());

    const { host, chainId } = config;
    const headers = new OwnHeaders(host);
    const clock = systemClock;
    const engine = new TxEngine({
      ...{ chainId, store: attempts, chain: new PoolChain(pool), signer: hotKeySigner(hotKey), clock, log, metrics },
      effects: (_key, messages) => batchEffect({ pool, headers }, messages),
    });
    const parties = { host, signer: hotKey.address };
    const work: Workshop = { parties, journal, engine, attempts, pool, headers, log, now: () => clock.now() };
    const own = new SubmitterMetrics(metrics);
    let blockMs = PAUSE_MS.most;
    log.info({ host, hotKey: hotKey.address, url: server.url }, `submits for ${host}; /healthz at ${server.url}`);
    await runLoop<SubmitterAction>({
      ...{ signal, clock, log, metrics, health },
      everyMs: () => Math.min(Math.max(blockMs / 2, PAUSE_MS.least), PAUSE_MS.most),
      plan: async (stop) => {
        await engine.settle(stop);
        const snapshot = await pool.latest();
        blockMs = Number(snapshot.status.params.targetBlockMs);
        const facts = await readFacts({ host, journal, attempts, headers }, snapshot, clock.now());
        own.planned(facts, journal);
        return plan(facts);
      },
      act: async (action, stop) => {
        own.began(action.kind);
        await act(work, action, stop);
      },
    });
    log.info('stopped; what is unfinished is carried on by the next start');
  } finally {
    for (const close of closing.reverse()) await close();
  }
}
