import { testAlert, webhookBody } from '../alerts/webhook-payload.js';
import { postWebhook } from '../alerts/webhook.js';
import type { Clock } from '../clock.js';
import type { SharedConfig } from '../config/shared.js';
import type { Check, Finding } from './check.js';

const TIMEOUT_MS = 10_000;

/** Whether the webhook takes an alert: it is sent one that is resolved, so that it wakes nobody. */
export function webhookCheck(
  { alerts, host, chainId }: Pick<SharedConfig, 'alerts' | 'host' | 'chainId'>,
  program: string,
  clock: Clock,
): Check {
  return {
    name: 'webhook',
    ask: async (signal): Promise<Finding> => {
      const { webhook } = alerts;
      if (!webhook) {
        const fix = 'set webhook in [alerts], or have Prometheus watch (deploy/prometheus/alerts.yml)';
        return { ok: true, warn: true, said: 'none is set: this program tells nobody when something is wrong', fix };
      }
      const origin = { program, host, chainId };
      try {
        await postWebhook(webhook, webhookBody([testAlert(origin, clock.now())], origin), TIMEOUT_MS, signal);
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        return { ok: false, said, fix: 'correct webhook in [alerts], or start what listens there' };
      }
      return { ok: true, said: 'it took a test alert, PacerTest, which is resolved' };
    },
  };
}
