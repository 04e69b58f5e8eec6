/** How urgent an alert is: `critical` costs money soon or already has, `warning` will, `info` is good to know. */
export type Severity = 'info' | 'warning' | 'critical';

/** How an alert of one name behaves. */
export interface AlertKind {
  /** name in the field's style, as alert rules have it: the label `alertname` */
  readonly alertname: string;
  readonly severity: Severity;
  /** seconds for which a condition must have lasted before anybody is told */
  readonly afterSeconds: number;
  /** seconds for which a condition must have been gone before it counts as over; a condition that flaps is one alert */
  readonly keepSeconds: number;
}

const HOUR = 3600;

const kind = (alertname: string, severity: Severity, afterSeconds = 0, keepSeconds = 0): AlertKind => {
  return { alertname, severity, afterSeconds, keepSeconds };
};

/**
 * Everything that an agent alerts about, by the name that is also its anchor in docs/operate.md. Things that happen and are
 * over at once — a window that was missed, a clock that jumped — stay alerts for `keepSeconds`.
 */
export const ALERTS = {
  'missed-window': kind('PacerMissedWindow', 'critical', 0, 2 * HOUR),
  deadline: kind('PacerDeadlineNear', 'warning'),
  'needs-help': kind('PacerNeedsHelp', 'critical'),
  guilty: kind('PacerFoundGuilty', 'critical'),
  'fee-balance': kind('PacerFeeBalanceLow', 'critical'),
  allowance: kind('PacerAllowanceLow', 'critical'),
  'fee-unknown': kind('PacerFeesUnknown', 'warning', 1800),
  endpoints: kind('PacerTooFewEndpoints', 'critical', 60, 60),
  'endpoint-fault': kind('PacerEndpointFault', 'warning', 300, 120),
  'chain-halted': kind('PacerChainHalted', 'critical'),
  journal: kind('PacerJournalError', 'critical', 0, HOUR),
  backlog: kind('PacerBacklogOld', 'warning', 60, 60),
  quarantined: kind('PacerQuarantined', 'warning'),
  'foreign-transaction': kind('PacerForeignTransaction', 'critical', 0, 2 * HOUR),
  unclassified: kind('PacerUnclassifiedFailure', 'warning', 0, HOUR),
  'clock-jump': kind('PacerClockJump', 'warning', 0, HOUR),
} as const satisfies Record<string, AlertKind>;

/** Name of an alert: its anchor in docs/operate.md. */
export type AlertName = keyof typeof ALERTS;

/** All names. */
export const ALERT_NAMES = Object.keys(ALERTS) as AlertName[];

/** Something that is wrong. */
export interface Condition {
  alert: AlertName;
  /** what it is about, such as `claim/7` or `https://rpc.example.org`; together with the name it is the alert's identity */
  key: string;
  /** what is the case, one sentence */
  said: string;
  /** what to do about it */
  todo: string;
  /** instead of the usual one; another severity is another alert */
  severity?: Severity;
  /** what was said is told again at once when this changes, such as the reason why nothing goes on */
  cause?: string;
}

/** What is told about an alert, to a log or a webhook. */
export interface Notice extends Required<Omit<Condition, 'cause'>> {
  status: 'firing' | 'resolved';
  alertname: string;
  /** Unix milliseconds */
  startedMs: number;
  /** Unix milliseconds; undefined while it fires */
  endedMs: number | undefined;
}

/** Text that identifies an alert among all of one program. */
export function identityOf({ alert, key, severity }: Pick<Notice, 'alert' | 'key' | 'severity'>): string {
  return `${alert} ${severity} ${key}`;
}
