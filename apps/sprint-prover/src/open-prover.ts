import type { Logger } from '@pacer/agent';
import { openExternalProver, openWasmProver, type Prover } from '@pacer/sprint';
import type { ProverConfig } from './settings.js';
import { SILENCE_MS } from './watched-reports.js';

/** What finds hits. Whatever it is, its hits are computed again before they are committed: a core or a card can be wrong. */
export interface ProverChoice {
  open: () => Promise<Prover>;
}

/** The prover that the settings name. @param log gets what a program of others writes to its standard error */
export function proverOf(
  { prover, threads, ready_seconds: seconds }: Pick<ProverConfig['own'], 'prover' | 'threads' | 'ready_seconds'>,
  log?: Logger,
): ProverChoice {
  if (prover === 'wasm') return { open: () => openWasmProver(threads === undefined ? {} : { threads }) };
  const [program = '', ...args] = prover.command;
  const onLog = (line: string): void => log?.info({ prover: program }, `the prover says: ${line}`);
  const options = { onLog, readyTimeoutMs: 1000 * seconds, silenceTimeoutMs: SILENCE_MS };
  return { open: () => openExternalProver(program, args, { ...options, env: ownless(process.env) }) };
}

/** The environment without this Host's settings: a program of others needs none of them, and some are secret. */
function ownless(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('PACER_')));
}
