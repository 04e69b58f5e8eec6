import type { EndpointPool } from '@pacer/client';
import type { Monitor } from './alerts/monitor.js';
import { hintsOfBlocks } from './block-hints.js';
import { ChainPulse, type Beat } from './chain-pulse.js';
import { createLogger, type Logger, type LogLevel } from './log.js';
import { Health } from './health.js';
import { serveHealth } from './http.js';
import type { Hints } from './hints.js';
import { runLoop, type Action, type LoopParts } from './loop.js';
import { thisMachine, type Machine } from './machine.js';
import type { AgentMetrics } from './metrics.js';
import { pauseOn } from './pause.js';
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
  /** the endpoints that its plans are read from: where new blocks are listened for, and how high the chain is */
  readonly pool?: Pick<EndpointPool, 'endpoints' | 'minHeight'>;
  /** watches it for its operator; sees every pass, also those whose plan failed */
  readonly monitor?: Monitor;
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
  let hints: ReturnType<typeof hintsOfBlocks>;
  try {
    server = await serveHealth(listen, health, agent.metrics.registry);
    log.info({ signer: agent.signer, url: server.url }, `${agent.purpose}; /healthz at ${server.url}`);
    hints = hintsOfBlocks({ ...machine, pool: agent.pool, log });
    await runPasses(agent, { signal, clock: machine.clock, log, health, hints });
    log.info('stopped; what is unfinished is carried on by the next start');
  } finally {
    release();
    await hints?.close();
    await agent.monitor?.close();
    await server?.close();
    agent.close();
  }
}

/** What passes are made with. */
export interface Passes<A extends Action> extends Pick<
  LoopParts<A>,
  'signal' | 'clock' | 'log' | 'health' | 'onDisturbance'
> {
  /** cut the pauses short; without them everything works all the same */
  hints?: Hints | undefined;
  /** told when the chain halts and when it goes on; it is logged anyway */
  onBeat?: (beat: Beat) => void;
}

/** Plans and acts at the pace of the chain's blocks until the signal is aborted. */
export function runPasses<A extends Action>(agent: Agent<A>, { hints, onBeat, ...parts }: Passes<A>): Promise<void> {
  const { clock, log, onDisturbance } = parts;
  const { monitor } = agent;
  const pulse = new ChainPulse();
  return runLoop<A>({
    ...parts,
    metrics: monitor ?? agent.metrics,
    onDisturbance: (kind) => {
      monitor?.disturbed(kind);
      onDisturbance?.(kind);
    },
    everyMs: () => pauseMs(agent.blockMs),
    wait: pauseOn(clock, hints),
    plan: async (stop) => {
      const actions = await agent.plan(stop);
      // Only a plan that was made has looked at the chain.
      const beat = agent.pool && pulse.observe(agent.pool.minHeight, agent.blockMs, clock.monotonic());
      if (beat) {
        say(log, beat, clock.monotonic());
        monitor?.beat(beat);
        onBeat?.(beat);
      }
      return actions;
    },
    act: (action, stop) => agent.act(action, stop),
  });
}

function say(log: Logger, beat: Beat, nowMs: number): void {
  const { height } = beat;
  const seconds = (ms: number) => Math.round(ms / 1000);
  if (beat.kind === 'resumed') {
    log.info({ height }, `the chain goes on at height ${height} after ${seconds(beat.afterMs)} s without a block`);
    return;
  }
  const since = seconds(nowMs - beat.sinceMs);
  log.warn(
    { height },
    `the chain has made no block for ${since} s, since height ${height}: it is halted, as for an upgrade, or no endpoint follows ` +
      'it; nothing is lost while block time stands still',
  );
}

function pauseMs(blockMs: number): number {
  return Math.min(Math.max(blockMs / 2, PAUSE_MS.least), PAUSE_MS.most);
}
