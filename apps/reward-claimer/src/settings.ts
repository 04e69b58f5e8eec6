import { loadConfig, programSettings } from '@pacer/agent';

/** Name of the program: of its journal in state_dir, of its log lines and metrics. */
export const PROGRAM = 'reward-claimer';

/** `[claimer]` of pacer.toml: nothing of its own is required. When to claim follows from the chain's parameters alone. */
export const claimerSettings = programSettings('claimer', {}, '127.0.0.1:9103');

/** Settings of the claimer. */
export type ClaimerConfig = ReturnType<typeof readConfig>;

/** Reads `[claimer]` and the shared settings of pacer.toml. @throws AgentError `config-…` */
export function readConfig(path: string, env: Record<string, string | undefined> = process.env) {
  return loadConfig(path, claimerSettings, env);
}

/** Operation key of the claims of an epoch. */
export function claimKey(epoch: bigint): string {
  return `claim/${epoch}`;
}
