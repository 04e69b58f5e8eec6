import { loadConfig, programSettings, setting } from '@pacer/agent';
import { z } from 'zod';
import type { Choices } from './facts.js';

/** Name of the program: of its journals in state_dir, of its log lines and metrics. */
export const PROGRAM = 'sprint-prover';

const PROVER = 'is neither "wasm" nor { command = ["program", "argument"] }';

/** `[sprint_prover]` of pacer.toml: nothing of its own is required. When to prove and to commit follows from the chain alone. */
export const proverSettings = programSettings(
  'sprint_prover',
  {
    /** what finds hits: the prover that comes with it, or any program that speaks the line protocol of libs/sprint */
    prover: setting(
      z
        .union([z.literal('wasm'), z.strictObject({ command: z.array(z.string()).min(1, PROVER) })], { error: PROVER })
        .default('wasm'),
      '{ command = ["/opt/pacer/prover", "--device", "0"] }',
    ),
    /** threads of the prover that comes with it; without it as many as the machine has cores */
    threads: setting(z.int().min(1, 'is below 1').max(1024, 'is above 1024').optional(), '8'),
    /** seconds until a program of others has to say that it is ready */
    ready_seconds: setting(z.int().min(1, 'is below 1').max(3600, 'is above 3600').default(30), '120'),
    /** blocks before the end of the window at which the last message is sent; without it by the mean time of a block */
    reserve_blocks: setting(z.int().min(1, 'is below 1').max(10_000, 'is above 10000').optional(), '10'),
    /** nonces of each other Host and Sprint that are computed again; 0 for none */
    checks: setting(z.int().min(0, 'is below 0').max(4096, 'is above 4096').default(16), '16'),
    /** whether a nonce that misses the target is challenged; it is noted and told anyway */
    challenge: setting(z.boolean().default(true), 'true'),
  },
  '127.0.0.1:9105',
);

/** Settings of the prover. */
export type ProverConfig = ReturnType<typeof readConfig>;

/** Reads `[sprint_prover]` and the shared settings of pacer.toml. @throws AgentError `config-…` */
export function readConfig(path: string, env: Record<string, string | undefined> = process.env) {
  return loadConfig(path, proverSettings, env);
}

/** What of the settings decides what is done. */
export function choicesOf({ reserve_blocks: reserve, checks, challenge }: ProverConfig['own']): Choices {
  return { reserveBlocks: reserve === undefined ? undefined : BigInt(reserve), checks, challenge };
}
