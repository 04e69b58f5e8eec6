import { programSettings, setting } from '@pacer/agent';
import { z } from 'zod';

/** Name of the program: in its log lines and metrics. */
export const PROGRAM = 'host';

const url = z.url({ protocol: /^https?$/, error: 'is not a URL that begins with http:// or https://' });

/** `[host]` of pacer.toml. `listen` is where the API is served, health and metrics included. */
export const hostSettings = programSettings(
  'host',
  { ml_nodes: setting(z.array(url).min(1, 'names no ML Node'), '["http://127.0.0.1:8080"]') },
  '127.0.0.1:9101',
);
