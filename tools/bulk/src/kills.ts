import { setTimeout as sleep } from 'node:timers/promises';
import { Seeded } from '@pacer/testing';
import { type BulkHost } from './bulk-host.js';

export type Victim = 'writer' | 'submitter';

/** A kill to come: of which program of which Host, once what share of its work is durable, and how long after that. */
export interface PlannedKill {
  readonly place: number;
  readonly victim: Victim;
  /** in (0, 1) */
  readonly share: number;
  readonly delayMs: number;
}

/** Milliseconds after the share is reached: a submitter's pass takes about a second, a writer's chunk some hundredths of one. */
const LONGEST_DELAY_MS = { writer: 40, submitter: 1_500 };
/** Later shares would come when there is little left to lose. */
const LATEST_SHARE = 0.95;

/** So many kills, evenly over Hosts and their two programs, at shares that the seed chooses; each Host's in the order of its shares. */
export function planKills(count: number, hosts: number, seed: number): PlannedKill[] {
  const random = new Seeded(seed);
  const all = Array.from({ length: count }, (_, i): PlannedKill => {
    const victim = Math.floor(i / hosts) % 2 === 0 ? 'submitter' : 'writer';
    const delayMs = Math.floor(random.between(0, LONGEST_DELAY_MS[victim]));
    return { place: i % hosts, victim, share: random.between(0.02, LATEST_SHARE), delayMs };
  });
  return all.sort((a, b) => a.share - b.share);
}

/** What was killed, and what was durable and not known to be on the chain at that moment. */
export interface Kill extends PlannedKill {
  /** records and results of the Host that were handed over and not in a block yet; 0 for a kill that struck nobody at work */
  readonly open: number;
}

export interface KillLane {
  readonly host: BulkHost;
  /** in the order of their shares */
  readonly planned: readonly PlannedKill[];
  /** share of the Host's work that is durable; 1 when nothing comes any more */
  readonly share: () => number;
  readonly open: () => number;
  readonly killed: (kill: Kill) => void;
  readonly signal: AbortSignal;
}

/** Kills the programs of one Host, one after the other, and starts each again at once. */
export async function killLane({ host, planned, share, open, killed, signal }: KillLane): Promise<void> {
  for (const plannedKill of planned) {
    while (share() < plannedKill.share && !signal.aborted) await pause(20, signal);
    await pause(plannedKill.delayMs, signal);
    if (signal.aborted) return;
    const kill = { ...plannedKill, open: open() };
    await (plannedKill.victim === 'writer' ? host.killWriter() : host.killSubmitter());
    killed(kill);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
