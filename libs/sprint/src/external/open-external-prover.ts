import { SprintError } from '../error.js';
import type { Prover } from '../prover.js';
import { ExternalProver } from './external-prover.js';
import { ProverProcess } from './prover-process.js';

export interface ExternalProverOptions {
  /** How long the program may take until it says that it is ready; 30,000 ms if absent. */
  readonly readyTimeoutMs?: number;
  /** How long it may take to end a work when told to stop; 10,000 ms if absent. */
  readonly stopTimeoutMs?: number;
  /** How long it may say nothing while it works; 60,000 ms if absent. */
  readonly silenceTimeoutMs?: number;
  /** The environment of the program; this one's if absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gets what the program writes to its standard error, line by line; a hundred lines a second, and how many were left out. */
  readonly onLog?: (line: string) => void;
}

/**
 * Starts a program that speaks the line protocol (PROTOCOL.md) and waits until it is ready. It runs with a lower
 * priority, as the head of a process group of its own: with it all that it started is killed by `close`, and when it breaks
 * the protocol; then every call fails, and another one has to be opened.
 * @throws SprintError `prover_start`, `prover_protocol`
 */
export async function openExternalProver(
  command: string,
  args: readonly string[] = [],
  options: ExternalProverOptions = {},
): Promise<Prover> {
  const { readyTimeoutMs = 30_000, stopTimeoutMs = 10_000, silenceTimeoutMs = 60_000 } = options;
  const { env = process.env, onLog } = options;
  const program = new ProverProcess(command, args, env, onLog);
  try {
    const first = await program.next(readyTimeoutMs);
    if (first === undefined) {
      throw new SprintError('prover_start', `${command} was not ready within ${readyTimeoutMs} ms: look at its output`);
    }
    if (first.type !== 'ready') throw program.broken(`its first line is "${first.type}", not "ready"`);
    const prover = new ExternalProver(program, first, { stopTimeoutMs, silenceTimeoutMs });
    if (program.error) throw program.error;
    return prover;
  } catch (error) {
    await program.kill();
    if (!(error instanceof SprintError) || error.code !== 'prover_died') throw error;
    throw new SprintError('prover_start', error.message, { cause: error.cause });
  }
}
