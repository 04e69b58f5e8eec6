import type { Logger } from '@pacer/agent';
import { openExternalProver, openWasmProver, type Prover } from '@pacer/sprint';
import type { ProverConfig } from './settings.js';

/** What finds hits, and whether its hits are taken as they are. */
export interface ProverChoice {
  open: () => Promise<Prover>;
  /** The prover that comes with this program and the check of its hits are one implementation: checking would find nothing. */
  trusted: boolean;
}

/** The prover that the settings name. @param log gets what a program of others writes to its standard error */
export function proverOf(
  { prover, threads }: Pick<ProverConfig['own'], 'prover' | 'threads'>,
  log?: Logger,
): ProverChoice {
  if (prover === 'wasm') {
    return { trusted: true, open: () => openWasmProver(threads === undefined ? {} : { threads }) };
  }
  const [program = '', ...args] = prover.command;
  const onLog = (line: string): void => log?.info({ prover: program }, `the prover says: ${line}`);
  return { trusted: false, open: () => openExternalProver(program, args, { env: ownless(process.env), onLog }) };
}

/** The environment without this Host's settings: a program of others needs none of them, and some are secret. */
function ownless(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('PACER_')));
}
