import { createLogger, Health, runLoop, serveHealth, shutdownSignal, systemClock } from '@pacer/agent';
import { Contributor } from './contributor.js';
import type { ContributorAction } from './facts.js';
import { plan } from './plan.js';
import { PROGRAM, type ContributorConfig } from './settings.js';

/** Without a pass for so long the process counts as stuck. */
const STUCK_MS = 120_000;
/** Bounds of the pause between passes; within them it is half a block. */
const PAUSE_MS = { least: 200, most: 2_500 };

/** Deals and opens until SIGTERM or SIGINT; the step under way is finished, and a step that was not is carried on by the next run. */
export async function run(config: ContributorConfig): Promise<void> {
  const { log_level: level, log_file: file, listen } = config.own;
  const log = createLogger({ program: PROGRAM, level, ...(file !== undefined && { file }) });
  const contributor = new Contributor(config, log);
  const { signal, release } = shutdownSignal(log);
  const clock = systemClock;
  const health = new Health(clock, STUCK_MS);
  let server: Awaited<ReturnType<typeof serveHealth>> | undefined;
  try {
    server = await serveHealth(listen, health, contributor.metrics.registry);
    const { host } = config;
    log.info(
      { host, signer: contributor.signer, url: server.url },
      `deals and opens for ${host}; /healthz at ${server.url}`,
    );
    let blockMs = PAUSE_MS.least;
    await runLoop<ContributorAction>({
      ...{ signal, clock, log, health, metrics: contributor.metrics },
      everyMs: () => Math.min(Math.max(blockMs / 2, PAUSE_MS.least), PAUSE_MS.most),
      plan: async (stop) => {
        const facts = await contributor.look(stop);
        blockMs = Number(facts.blockMs);
        return plan(facts);
      },
      act: (action, stop) => contributor.act(action, stop),
    });
    log.info('stopped; what is unfinished is carried on by the next start');
  } finally {
    release();
    await server?.close();
    contributor.close();
  }
}
