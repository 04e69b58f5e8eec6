import { programSettings, setting } from '@pacer/agent';
import { z } from 'zod';

/** Name of the program: in its log lines and metrics. */
export const PROGRAM = 'host';

const url = z.url({ protocol: /^https?$/, error: 'is not a URL that begins with http:// or https://' });

/**
 * `[host]` of pacer.toml. `listen` is where the API is served, health and metrics included; `validation_workers` is how many
 * records of other Hosts are looked at at the same time.
 */
export const hostSettings = programSettings(
  'host',
  {
    ml_nodes: setting(z.array(url).min(1, 'names no ML Node'), '["http://127.0.0.1:8080"]'),
    validation_workers: setting(z.int().min(1, 'is below 1').max(64, 'is above 64').default(4), '4'),
  },
  '127.0.0.1:9101',
);
