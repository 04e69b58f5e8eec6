import type { Clock } from '../clock.js';
import type { Logger } from '../log.js';
import { ALERTS, identityOf, type Condition, type Notice } from './alert.js';

/** What an alert book stands on. */
export interface AlertBookParts {
  clock: Clock;
  log: Logger;
  /** after so many milliseconds an alert that is still there is told again */
  refireMs: number;
  /** Takes what is to be told. Never waits. */
  notify?: (notices: readonly Notice[]) => void;
  /** what fires now, after every change */
  onChange?: (firing: readonly Notice[]) => void;
}

interface Entry {
  notice: Notice;
  source: string;
  cause: string | undefined;
  /** monotonic milliseconds: seen first, seen last, told last; told is undefined while it has not lasted long enough */
  sinceMs: number;
  seenMs: number;
  toldMs: number | undefined;
}

/**
 * Which alerts fire. What reports is level-triggered: each source says all that is wrong now, and what it no longer says is
 * resolved by that. Nothing can be forgotten by a lost message: while a condition lasts it is told again and again.
 */
export class AlertBook {
  readonly #parts: AlertBookParts;
  readonly #entries = new Map<string, Entry>();
  #pending: Notice[] = [];

  constructor(parts: AlertBookParts) {
    this.#parts = parts;
  }

  /** Alerts that fire. */
  get firing(): Notice[] {
    return [...this.#entries.values()].filter(({ toldMs }) => toldMs !== undefined).map(({ notice }) => notice);
  }

  /** @param conditions all that is wrong now, as far as this source knows */
  report(source: string, conditions: readonly Condition[]): void {
    const now = this.#parts.clock.monotonic();
    const said = new Set(conditions.map((condition) => this.#note(source, condition, now)));
    for (const [identity, entry] of this.#entries) {
      if (entry.source === source && !said.has(identity)) this.#resolveIfOver(identity, entry, now, said);
    }
    this.#changed();
  }

  /** Something has happened: it stays an alert for as long as its kind says. */
  raise(condition: Condition): void {
    this.#note('events', condition, this.#parts.clock.monotonic());
    this.#changed();
  }

  /** Tells what is due: what is new, what is over, and what still fires. Call it once a pass. */
  tick(): void {
    const now = this.#parts.clock.monotonic();
    for (const [identity, entry] of this.#entries) {
      if (entry.source === 'events') this.#resolveIfOver(identity, entry, now, new Set());
      else if (entry.toldMs === undefined) this.#fireIfLasting(entry, now);
    }
    const again = [...this.#entries.values()].filter(
      ({ toldMs }) => toldMs !== undefined && now - toldMs >= this.#parts.refireMs,
    );
    for (const entry of again) this.#tell(entry, now);
    this.#changed();
    if (this.#pending.length === 0) return;
    this.#parts.notify?.(this.#pending);
    this.#pending = [];
  }

  #note(source: string, condition: Condition, now: number): string {
    const { alertname, severity: usual } = ALERTS[condition.alert];
    const { alert, key, said, todo, severity = usual, cause } = condition;
    const identity = identityOf({ alert, key, severity });
    const known = this.#entries.get(identity);
    if (!known) {
      const startedMs = this.#parts.clock.now();
      const notice: Notice = {
        status: 'firing',
        alert,
        alertname,
        key,
        said,
        todo,
        severity,
        startedMs,
        endedMs: undefined,
      };
      const entry: Entry = { notice, source, cause, sinceMs: now, seenMs: now, toldMs: undefined };
      this.#entries.set(identity, entry);
      this.#fireIfLasting(entry, now);
      return identity;
    }
    const isNews = known.cause !== cause;
    Object.assign(known, { seenMs: now, cause, source, notice: { ...known.notice, said, todo } });
    if (known.toldMs === undefined) this.#fireIfLasting(known, now);
    else if (isNews) {
      this.#log(known);
      this.#tell(known, now);
    }
    return identity;
  }

  #fireIfLasting(entry: Entry, now: number): void {
    if (now - entry.sinceMs < ALERTS[entry.notice.alert].afterSeconds * 1000) return;
    this.#log(entry);
    this.#tell(entry, now);
  }

  /** What never fired is forgotten at once; what did is over when it has been gone for long enough. */
  #resolveIfOver(identity: string, entry: Entry, now: number, said: ReadonlySet<string>): void {
    const { notice, seenMs, toldMs } = entry;
    if (toldMs !== undefined && now - seenMs < ALERTS[notice.alert].keepSeconds * 1000) return;
    this.#entries.delete(identity);
    if (toldMs === undefined) return;
    this.#pending.push({ ...notice, status: 'resolved', endedMs: this.#parts.clock.now() });
    // Of one thing that became more urgent nobody wants to read that it is over.
    const goesOn = [...said].some((other) => {
      const of = this.#entries.get(other)?.notice;
      return of?.alert === notice.alert && of.key === notice.key;
    });
    if (!goesOn) this.#parts.log.info({ alert: notice.alert, key: notice.key }, `over: ${notice.said}`);
  }

  #tell(entry: Entry, now: number): void {
    entry.toldMs = now;
    this.#pending.push(entry.notice);
  }

  #log({ notice: { alert, key, severity, said, todo } }: Entry): void {
    const level = severity === 'critical' ? 'error' : 'warn';
    this.#parts.log[level]({ alert, key, severity }, `${said}${todo === '' ? '' : `; ${todo}`}`);
  }

  #changed(): void {
    this.#parts.onChange?.(this.firing);
  }
}
