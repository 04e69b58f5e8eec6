import { type ChildProcess, spawn } from 'node:child_process';
import { SprintError } from '../error.js';
import { giveWay } from '../nice.js';

/** Elsewhere only the program itself can be killed. */
const HAS_GROUPS = process.platform !== 'win32';

/**
 * Starts a program of others with a lower priority than this one's, and as the head of a process group: what a script around
 * a prover started is killed with it, and Ctrl-C in a terminal does not reach it before its agent has taken the last report.
 * @throws SprintError `prover_start`; other reasons come as its event `error`, and then it may have no streams
 */
export function startProgram(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ChildProcess {
  try {
    const stdio = ['pipe', 'pipe', 'pipe'] as const;
    const child = spawn(command, args, { env, stdio: [...stdio], windowsHide: true, detached: HAS_GROUPS });
    // Its threads and what it starts take after it.
    if (child.pid !== undefined) giveWay(child.pid);
    return child;
  } catch (cause) {
    throw cannotStart(command, cause);
  }
}

export function cannotStart(command: string, cause: unknown): SprintError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SprintError('prover_start', `${command} can't be started (${why}): check the path and the arguments`, {
    cause,
  });
}

/** Kills a program and what it started, if there is anything left. */
export function killProgram({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(HAS_GROUPS ? -pid : pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}
