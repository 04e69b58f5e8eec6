import { loadConfig } from '@pacer/agent';
import { hostSettings } from './settings.js';

/** Settings of the API Node. */
export type HostConfig = ReturnType<typeof readConfig>;

/** Reads `[host]` and the shared settings of pacer.toml. @throws AgentError `config-…` */
export function readConfig(path: string, env: Record<string, string | undefined> = process.env) {
  return loadConfig(path, hostSettings, env);
}
