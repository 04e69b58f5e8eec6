import type { Condition } from '@pacer/agent';
import type { Facts } from './facts.js';
import { laneOf } from './lane.js';

/** Intervals between batches, and milliseconds at least, after which what waits is late. */
const LATE = { intervals: 4, ms: 60_000 } as const;

/** How long something may wait before its operator is told, in milliseconds. */
export function lateMs({ intervalMs }: Pick<Facts, 'intervalMs'>): number {
  return Math.max(LATE.intervals * intervalMs, LATE.ms);
}

/** What is wrong with what waits: too old, or set aside. */
export function backlogConditions(facts: Facts): Condition[] {
  const conditions: Condition[] = [];
  const late = lateMs(facts);
  const wait = (key: string, what: string, oldestMs: number | undefined): void => {
    const ageMs = oldestMs === undefined ? 0 : facts.nowMs - oldestMs;
    if (ageMs <= late) return;
    const said = `${what}, the oldest for ${ageText(ageMs)}; up to ${ageText(late)} are usual`;
    conditions.push({ alert: 'backlog', key, said, todo: 'see status for what they wait for' });
  };
  for (const { kind, model, count, oldestMs } of facts.waiting) {
    wait(`records/${laneOf({ kind, model })}`, `${count} ${kind} records of ${model} wait for a batch`, oldestMs);
  }
  const { queued, inFlight, oldestMs } = facts.backlog;
  wait('results', `${queued + inFlight} results are not known to be on the chain`, oldestMs);
  for (const [table, count] of Object.entries(facts.quarantined)) {
    if (count === 0) continue;
    const todo = 'status names each with its reason; put them back with requeue when its cause is mended';
    conditions.push({ alert: 'quarantined', key: table, said: `${count} ${table} are set aside`, todo });
  }
  return conditions;
}

/** A span of time for people. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
