import { createHash } from 'node:crypto';
import { ALERTS, identityOf, type Notice } from './alert.js';

/** Where alerts come from: labels on each of them. */
export interface AlertOrigin {
  /** such as `reward-claimer` */
  program: string;
  /** bech32 address of the Host */
  host: string;
  chainId: string;
}

/** One alert as Alertmanager's webhooks have it. */
export interface WebhookAlert {
  status: 'firing' | 'resolved';
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** RFC 3339 */
  startsAt: string;
  /** RFC 3339; `0001-01-01T00:00:00Z` while it fires */
  endsAt: string;
  generatorURL: string;
  /** same for the same labels */
  fingerprint: string;
}

/** Where the manual says what an alert means and what to do. */
export const RUNBOOK = 'https://github.com/pacer-network/pacer/blob/main/docs/operate.md';

const NOT_ENDED = '0001-01-01T00:00:00Z';

/** An alert with its labels. */
export function webhookAlert(notice: Notice, { program, host, chainId }: AlertOrigin): WebhookAlert {
  const { alert, alertname, key, severity, said, todo, status, startedMs, endedMs } = notice;
  return {
    status,
    labels: { alertname, severity, key, program, host, chain_id: chainId },
    annotations: { summary: said, description: todo, runbook_url: `${RUNBOOK}#${alert}` },
    startsAt: new Date(startedMs).toISOString(),
    endsAt: endedMs === undefined ? NOT_ENDED : new Date(endedMs).toISOString(),
    generatorURL: '',
    fingerprint: fingerprint(`${program} ${host} ${chainId} ${identityOf(notice)}`),
  };
}

/** The heartbeat for a dead man's switch: it always fires, and somebody has to be told when it no longer comes. */
export function heartbeat({ program, host, chainId }: AlertOrigin, nowMs: number): WebhookAlert {
  return {
    status: 'firing',
    labels: { alertname: 'PacerAlive', severity: 'none', key: program, program, host, chain_id: chainId },
    annotations: {
      summary: `${program} of ${host} is alive`,
      description: 'nothing; when this no longer comes, the program hangs, or is gone',
      runbook_url: `${RUNBOOK}#dead-man`,
    },
    startsAt: new Date(nowMs).toISOString(),
    endsAt: NOT_ENDED,
    generatorURL: '',
    fingerprint: fingerprint(`alive ${program} ${host} ${chainId}`),
  };
}

/** What a doctor sends to see whether the webhook takes it: resolved, so that it wakes nobody. */
export function testAlert(origin: AlertOrigin, nowMs: number): WebhookAlert {
  const alive = heartbeat(origin, nowMs);
  return {
    ...alive,
    status: 'resolved',
    labels: { ...alive.labels, alertname: 'PacerTest' },
    annotations: { ...alive.annotations, summary: `a test by the doctor of ${origin.program}`, description: 'nothing' },
    endsAt: new Date(nowMs).toISOString(),
    fingerprint: fingerprint(`test ${origin.program} ${origin.host} ${origin.chainId}`),
  };
}

/** The body of a POST: version 4 of Alertmanager's webhook, so that what takes its alerts takes these. */
export function webhookBody(alerts: readonly WebhookAlert[], { program, host, chainId }: AlertOrigin): string {
  const labels = { program, host, chain_id: chainId };
  return JSON.stringify({
    version: '4',
    groupKey: `{}:{program="${program}", host="${host}"}`,
    truncatedAlerts: 0,
    status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    receiver: 'pacer',
    groupLabels: labels,
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: '',
    alerts,
  });
}

function fingerprint(of: string): string {
  return createHash('sha256').update(of).digest('hex').slice(0, 16);
}

/** Names that alerts can have in a label, the heartbeat's included. */
export const ALERT_LABELS: readonly string[] = [
  ...Object.values(ALERTS).map(({ alertname }) => alertname),
  'PacerAlive',
];
