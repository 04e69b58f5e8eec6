import {
  AgentMetrics,
  createLogger,
  Health,
  openKeys,
  openPool,
  readPassword,
  runLoop,
  serveHealth,
  shutdownSignal,
  systemClock,
  TxJournal,
} from '@pacer/agent';
import { Journal } from '@pacer/journal';
import type { SubmitterConfig } from './config.js';
import type { SubmitterAction } from './facts.js';
import { SubmitterMetrics } from './metrics.js';
import { PROGRAM } from './settings.js';
import { Submitter } from './submitter.js';

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

    const own = new SubmitterMetrics(metrics);
    const submitter = new Submitter({
      ...{
        host: config.host,
        chainId: config.chainId,
        journal,
        store: attempts,
        pool,
        hotKey,
        clock: systemClock,
        log,
      },
      ...{ metrics, own },
    });
    log.info({ host: config.host, hotKey: hotKey.address, url: server.url }, `submits; /healthz at ${server.url}`);
    await runLoop<SubmitterAction>({
      ...{ signal, clock: systemClock, log, metrics, health },
      everyMs: () => Math.min(Math.max(submitter.blockMs / 2, PAUSE_MS.least), PAUSE_MS.most),
      plan: (stop) => submitter.plan(stop),
      act: (action, stop) => submitter.act(action, stop),
    });
    log.info('stopped; what is unfinished is carried on by the next start');
  } finally {
    for (const close of closing.reverse()) await close();
  }
}
