import { z } from 'zod';
import { Secret } from '../secret.js';
import { setting } from './setting.js';

/** `[alerts]` of pacer.toml, which all programs of a Host share. Nothing of it is required. */
export const alertSettings = z.strictObject({
  /** where alerts are POSTed, as Alertmanager's webhooks are; its path is a secret with most services */
  webhook: setting(
    z.url({ protocol: /^https?$/, error: 'is not a URL that begins with http:// or https://' }).optional(),
    '"https://alerts.example.org/hooks/pacer"',
  ),
  /** minutes after which an alert that still fires is sent again */
  refire_minutes: setting(z.number().min(1, 'is below 1').max(1440, 'is above a day').default(30), '30'),
  /** minutes between two signs of life for a dead man's switch; 0 for none */
  dead_man_minutes: setting(z.number().min(0, 'is below 0').max(1440, 'is above a day').default(0), '5'),
});

/** How a program tells people that something is wrong. */
export interface AlertConfig {
  /** undefined: nobody is told but the log and the metrics */
  webhook: Secret | undefined;
  refireMs: number;
  /** milliseconds between two signs of life; undefined for none */
  deadManMs: number | undefined;
}

const MINUTE_MS = 60_000;

/** Settings after reading. */
export function alertConfig({
  webhook,
  refire_minutes,
  dead_man_minutes,
}: z.output<typeof alertSettings>): AlertConfig {
  return {
    webhook: webhook === undefined ? undefined : new Secret(new TextEncoder().encode(webhook)),
    refireMs: refire_minutes * MINUTE_MS,
    deadManMs: dead_man_minutes > 0 ? dead_man_minutes * MINUTE_MS : undefined,
  };
}
