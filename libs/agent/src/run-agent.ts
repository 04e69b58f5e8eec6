import { createLogger, type Logger, type LogLevel } from './log.js';
import { Health } from './health.js';
import { serveHealth } from './http.js';
import { runLoop, type Action } from './loop.js';
import { thisMachine, type Machine } from './machine.js';
import type { AgentMetrics } from './metrics.js';
import { shutdownSignal } from './shutdown.js';

/** Without a pass for so long the process counts as stuck. */
const STUCK_MS = 120_000;
/** Bounds of the pause between passes; within them it is half a block. */
const PAUSE_MS = { least: 200, most: 2_500 };

/** A program that plans and acts, with everything opened that it holds. */
export interface Agent<A extends Action> {
  readonly metrics: AgentMetrics;
  /** what it does and for whom, for the first line of the log */
  readonly purpose: string;
  /** address that signs */
  readonly signer: string;
  /** milliseconds between blocks, as the last plan saw them */
  readonly blockMs: number;
  /** Carries on what is under way, looks at the chain and the journals, and says what is to be done. */
  plan(signal: AbortSignal): Promise<readonly A[]>;
  act(action: A, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** How an agent is run. */
export interface AgentRun<A extends Action> {
  program: string;
  /** the settings that every program has */
  own: { log_level: LogLevel; log_file?: string | undefined; listen: string };
  /** Opens what the agent holds. @throws AgentError: what cannot be opened, and what to do about it */
  open: (log: Logger, machine: Machine) => Agent<A>;
}

/** Runs an agent until SIGTERM or SIGINT; the step under way is finished, and one that was not is carried on by the next run. */
export async function runAgent<A extends Action>({ program, own, open }: AgentRun<A>): Promise<void> {
  const { log_level: level, log_file: file, listen } = own;
  const log = createLogger({ program, level, ...(file !== undefined && { file }) });
  const machine = thisMachine;
  const agent = open(log, machine);
  const { signal, release } = shutdownSignal(log);
  const health = new Health(machine.clock, STUCK_MS);
  let server: Awaited<ReturnType<typeof serveHealth>> | undefined;
  try {
    server = await serveHealth(listen, health, agent.metrics.registry);
    log.info({ signer: agent.signer, url: server.url }, `${agent.purpose}; /healthz at ${server.url}`);
    await runLoop<A>({
      ...{ signal, clock: machine.clock, log, health, metrics: agent.metrics },
      everyMs: () => pauseMs(agent.blockMs),
      plan: (stop) => agent.plan(stop),
      act: (action, stop) => agent.act(action, stop),
    });
    log.info('stopped; what is unfinished is carried on by the next start');
  } finally {
    release();
    await server?.close();
    agent.close();
  }
}

function pauseMs(blockMs: number): number {
  return Math.min(Math.max(blockMs / 2, PAUSE_MS.least), PAUSE_MS.most);
}
