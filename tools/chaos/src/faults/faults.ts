import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AttemptState } from '@pacer/agent';
import { faultName, type RpcFault, type Seeded } from '@pacer/testing';
import { type Injection, type Injections } from '../injections.js';
import { isOpenSince } from '../journal-view.js';
import { type KillCount } from '../kill-count.js';
import { type Victim } from '../victim.js';
import { Backup } from './backup.js';
import { killIn } from './kill.js';
import { tearLastCommit, tearTail } from './wal.js';

/**
 * What a machine needs at least to come back after it lost written pages, or was restored from a backup: until then the deadlines of
 * what was on its way are over. Local networks: two times five seconds of block time, and a block or two.
 */
const BACK_FROM_BACKUP_MS = 13_000;

/** So long is an agent watched after a fault. */
const RESUME_MS = 30_000;

/** What faults are done with. */
export interface Weather {
  readonly random: Seeded;
  readonly injections: Injections;
  readonly kills: KillCount;
  readonly signal: AbortSignal;
}

/** Waits, and ends early when the storm does. */
export async function pause(ms: number, { signal }: Weather): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/**
 * Leaves an agent alone until the chain has shown that it goes on, or for half a minute.
 * @param injection that has ended
 */
export async function watchResume(injection: Injection, weather: Weather): Promise<void> {
  injection.isWatched = true;
  const end = performance.now() + RESUME_MS;
  while (injection.resumedMs === undefined && performance.now() < end && !weather.signal.aborted)
    await pause(50, weather);
}

/** Waits until an agent that was started has come as far as its journal: most kills shall find it at work. */
export async function awaitWork({ program, journal }: Victim, weather: Weather): Promise<void> {
  const end = performance.now() + RESUME_MS;
  while (!isOpenSince(journal, program.startedMs) && performance.now() < end && !weather.signal.aborted)
    await pause(50, weather);
}

/** SIGKILL at a random moment, and a start. */
export async function kill(victim: Victim, { injections, kills }: Weather): Promise<Injection> {
  const injection = injections.begin(victim.name, 'SIGKILL at random');
  await victim.program.kill();
  kills.note(victim);
  await victim.program.start();
  injections.end(injection, 1);
  return injection;
}

/** SIGKILL while an attempt is in a state, and a start. */
export async function killAt(
  victim: Victim,
  state: AttemptState,
  { injections, kills, signal }: Weather,
  timeoutMs = 8_000,
): Promise<Injection> {
  const injection = injections.begin(victim.name, `SIGKILL in ${state}`);
  const isReached = await killIn(victim, state, timeoutMs, signal);
  kills.note(victim, isReached ? state : undefined);
  await victim.program.start();
  injections.end(injection, isReached ? 1 : 0);
  return injection;
}

/** SIGSTOP for some seconds, and SIGCONT. */
export async function freeze(victim: Victim, ms: number, weather: Weather): Promise<Injection> {
  const injection = weather.injections.begin(victim.name, 'SIGSTOP 5–20 s');
  const { process } = victim.program;
  const isStruck = process.running;
  process.signal('SIGSTOP');
  await pause(ms, weather);
  process.signal('SIGCONT');
  weather.injections.end(injection, isStruck ? 1 : 0);
  return injection;
}

/** A fault on so many endpoints for a while, sometimes with a kill in the middle. */
export async function disturb(
  victim: Victim,
  { fault, endpoints, ms, withKill }: { fault: RpcFault; endpoints: number; ms: number; withKill: boolean },
  weather: Weather,
): Promise<Injection> {
  const { injections, kills, random } = weather;
  const name = faultName(fault);
  const before = victim.rpc.struck(name);
  const isAllDown = fault === 'down' && endpoints === victim.rpc.proxies.length;
  const injection = injections.begin(victim.name, isAllDown ? 'rpc all down' : `rpc ${name}`, endpoints);
  victim.rpc.setFault(fault, endpoints, random);
  await pause(ms / 2, weather);
  if (withKill) {
    await victim.program.kill();
    kills.note(victim);
    await victim.program.start();
  }
  await pause(ms / 2, weather);
  victim.rpc.heal();
  injections.end(injection, victim.rpc.struck(name) - before);
  return injection;
}

/** SIGKILL, garbage behind the last commit of the journal's log, and a start. */
export async function tornTail(victim: Victim, { injections, kills, random }: Weather): Promise<Injection> {
  const injection = injections.begin(victim.name, 'torn page after the last commit');
  await victim.program.kill();
  kills.note(victim);
  const isTorn = tearTail(walOf(victim), random);
  await victim.program.start();
  injections.end(injection, isTorn ? 1 : 0);
  return injection;
}

/** SIGKILL, the last committed frame of the journal's log torn, and a start when a machine could be back. */
export async function tornCommit(victim: Victim, weather: Weather): Promise<Injection> {
  const { injections, kills, random } = weather;
  const injection = injections.begin(victim.name, 'torn page inside the last commit');
  await victim.program.kill();
  kills.note(victim);
  const isTorn = tearLastCommit(walOf(victim), random);
  await sleep(BACK_FROM_BACKUP_MS);
  await victim.program.start();
  injections.end(injection, isTorn ? 1 : 0);
  return injection;
}

/** SIGKILL, an old copy of the state folder in its place, and a start when an operator could be done. */
export async function oldBackup(victim: Victim, weather: Weather): Promise<Injection | undefined> {
  const { injections, kills } = weather;
  const backup = new Backup(victim.journal.stateDir);
  if (!backup.exists) {
    await victim.program.kill();
    kills.note(victim);
    backup.make();
    await victim.program.start();
    return undefined;
  }
  const injection = injections.begin(victim.name, 'old backup restored');
  await victim.program.kill();
  kills.note(victim);
  backup.restore();
  await sleep(BACK_FROM_BACKUP_MS);
  await victim.program.start();
  injections.end(injection, 1);
  return injection;
}

/** Failures of a disk that a launcher injects while a control file is there. */
export type DiskFault = 'failing fsync' | 'disk full';

/** The control file of a disk fault, in the folder that the launcher was given. */
export function controlFile(dir: string, fault: DiskFault): string {
  return join(dir, fault === 'disk full' ? 'enospc' : 'eio');
}

/** The journal's disk fails for a while, and the program is started again if it ends by that. */
export async function failDisk(
  victim: Victim,
  { fault, controlDir, ms, struck }: { fault: DiskFault; controlDir: string; ms: number; struck: () => number },
  weather: Weather,
): Promise<Injection> {
  const before = struck();
  const injection = weather.injections.begin(victim.name, fault);
  const file = controlFile(controlDir, fault);
  writeFileSync(file, '');
  await pause(ms, weather);
  if (existsSync(file)) rmSync(file);
  weather.injections.end(injection, struck() - before);
  return injection;
}

function walOf({ journal }: Victim): string {
  return join(journal.stateDir, `${journal.program}.sqlite-wal`);
}
