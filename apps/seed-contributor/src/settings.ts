import { loadConfig, programSettings, setting } from '@pacer/agent';
import { z } from 'zod';

/** Name of the program: of its journal in state_dir, of its log lines and metrics. */
export const PROGRAM = 'seed-contributor';

/** `[seed_contributor]` of pacer.toml: nothing of its own is required. When to deal and to open follows from the chain alone. */
export const contributorSettings = programSettings(
  'seed_contributor',
  {
    /** threads that compute; without it as many as the machine has cores, but one */
    workers: setting(z.int().min(1, 'is below 1').max(64, 'is above 64').optional(), '2'),
  },
  '127.0.0.1:9104',
);

/** Settings of the contributor. */
export type ContributorConfig = ReturnType<typeof readConfig>;

/** Reads `[seed_contributor]` and the shared settings of pacer.toml. @throws AgentError `config-…` */
export function readConfig(path: string, env: Record<string, string | undefined> = process.env) {
  return loadConfig(path, contributorSettings, env);
}

/** The two things that a Host does for the beacon of the next epoch. */
export type Part = 'deal' | 'open';

/** Both, in their order. */
export const PARTS: readonly Part[] = ['deal', 'open'];

/** Operation key of a part of an epoch. */
export function partKey(part: Part, epoch: bigint): string {
  return `${part}/${epoch}`;
}
