import { loadConfig } from '@pacer/agent';
import { submitterSettings } from './settings.js';

/** Settings of the submitter. */
export type SubmitterConfig = ReturnType<typeof readConfig>;

/** Reads `[submitter]` and the shared settings of pacer.toml. @throws AgentError `config-…` */
export function readConfig(path: string, env: Record<string, string | undefined> = process.env) {
  return loadConfig(path, submitterSettings, env);
}
