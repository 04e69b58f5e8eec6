import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLevel, OwnTxStore } from '@pacer/agent';
import { Seeded } from '@pacer/testing';
import { SHORT } from '../chain/rules.js';
import type { AgentProcess } from '../host/agent-process.js';
import { delivery, type Delivery } from '../host/courier.js';
import type { Counts } from './audit.js';
import { heal, honestFaults, lies, type FaultKind } from './faults.js';
import { World } from './world.js';

/** How schedules are run. */
export interface ScheduleOptions {
  /** folder that worlds are kept in, each in one of its own */
  dir: string;
  /** whether nodes may lie; default true */
  liars?: boolean;
  logLevel?: LogLevel;
  show?: (line: string) => void;
  wrapStore?: (store: OwnTxStore, process: AgentProcess) => OwnTxStore;
}

/** What came of a schedule. */
export interface ScheduleResult extends Counts {
  seed: number;
  /** what must not happen and did */
  violations: string[];
  reachable: number;
  missed: number;
  kills: number;
  blocks: number;
  events: number;
  /** by kind, how often */
  faults: Record<string, number>;
  /** of everything that happened */
  trace: string;
}

/** Share of schedules with faults in two epochs instead of one. */
const LONG = 0.2;
/** Blocks after them in which everything that still can be done has to be done. */
const HEALING = 75;

/** Runs the world of a seed: the same seed, the same world. */
export async function runSchedule(seed: number, options: ScheduleOptions): Promise<ScheduleResult> {
  const random = new Seeded(seed * 4);
  const processes = processesOf(random);
  // Without a submitter there must be nothing that somebody has to re-execute.
  const rules = processes.includes('submitter') ? SHORT : { ...SHORT, ratePpm: 1 };
  const dir = join(options.dir, `world-${seed}`);
  const epochs = random.next() < LONG ? 2 : 1;
  const deliveries = deliveriesOf(random, epochs * rules.epochLength);
  const world = new World({
    ...{ seed, rules, dir, deliveries, nodes: 3 + random.below(2), processes },
    ...{ logLevel: options.logLevel ?? 'info', ...(options.show && { show: options.show }) },
    ...(options.wrapStore && { wrapStore: options.wrapStore }),
  });
  try {
    const faults: Record<string, number> = {};
    const kinds = options.liars === false ? honestFaults : [...honestFaults, ...lies];
    const faultsEndMs = epochs * rules.epochLength * rules.blockMs;
    plan(world, random, kinds, faultsEndMs, faults);
    serveRequests(world, random, faultsEndMs);
    world.begin();
    world.startAgents();
    await world.clock.runUntil(faultsEndMs);
    healAll(world);
    const healedAt = world.chain.blocks.length;
    await world.clock.runUntil(Infinity, () => isOver(world, epochs, healedAt));
    const left = pending(world, epochs);
    if (left.length > 0)
      world.audit.violate(`not done ${HEALING} blocks after the last fault: ${left.slice(0, 4).join(', ')}`);
    checkEnd(world);
    return resultOf(world, seed, faults);
  } finally {
    world.end();
    rmSync(dir, { recursive: true, force: true });
  }
}

function processesOf(random: Seeded): string[] {
  return random.pick([
    ['courier'],
    ['courier', 'claimer'],
    ['courier', 'contributor'],
    ['claimer', 'submitter'],
    ['claimer', 'contributor'],
    ['claimer', 'claimer-b'],
    ['contributor', 'contributor-b'],
    ['courier', 'claimer', 'submitter', 'contributor'],
  ]);
}

function deliveriesOf(random: Seeded, blocks: number): Delivery[] {
  const count = 4 + random.below(5);
  return Array.from({ length: count }, (_, number) => delivery(number, 1 + random.below(blocks)));
}

/** Draws faults, more or less dense, over the time given. */
function plan(
  world: World,
  random: Seeded,
  kinds: readonly FaultKind[],
  untilMs: number,
  counted: Record<string, number>,
): void {
  const bag = kinds.flatMap((kind) => Array<FaultKind>(kind.weight).fill(kind));
  const count = 4 + random.below(14);
  for (let index = 0; index < count; index++) {
    const kind = random.pick(bag);
    const at = random.between(0, untilMs);
    // What is long is rare: most faults last a few blocks.
    const durationMs = random.next() < 0.2 ? random.between(20_000, 120_000) : random.between(500, 20_000);
    const own = new Seeded(random.below(2 ** 31));
    world.clock.after(at, () => {
      counted[kind.name] = (counted[kind.name] ?? 0) + 1;
      world.trace.note('fault', kind.name);
      kind.inject(world, own, Math.min(durationMs, untilMs - at));
    });
  }
}

function serveRequests(world: World, random: Seeded, untilMs: number): void {
  if (!world.processes.some(({ name }) => name === 'submitter')) return;
  const count = 3 + random.below(6);
  for (let index = 0; index < count; index++) {
    const records = 1 + random.below(5);
    world.clock.after(random.between(0, untilMs), () => world.work.serve(records));
  }
}

function healAll(world: World): void {
  world.isHealed = true;
  world.trace.note('fault', 'all is well again');
  for (const node of world.nodes) heal(node);
  world.wall.offMs = 0;
  world.slowness = 1;
  world.losesPool = false;
  world.haltedUntil = 0;
  const grantee = world.party.keys.hotKey.address;
  if (!world.chain.isAllowed(world.party.host, grantee, world.chain.head.height))
    world.chain.allow(world.party.host, grantee, true);
  for (const process of world.processes) Object.assign(process.disk, { full: false, failingSyncs: 0 });
}

function isOver(world: World, epochs: number, healedAt: number): boolean {
  const { length } = world.chain.blocks;
  if (length >= healedAt + HEALING) return true;
  // Windows that are about to open belong to it: the claims of the epochs with faults.
  return length > healedAt && world.chain.epoch.epoch >= epochs && pending(world, epochs).length === 0;
}

/** What is still to be done. */
function pending(world: World, epochs: number): string[] {
  const left = [...world.windows.pending().filter((key) => Number(key.split('/')[1]) < epochs)];
  if (world.has('submitter')) left.push(...world.work.pending(epochs));
  if (world.has('courier')) {
    for (const { number, to } of world.deliveries)
      if (world.audit.successes(`send/${to}`) === 0) left.push(`send/${number}`);
  }
  // What is under way for later epochs goes on for ever.
  const isOfThem = (name: string) => Number(/\/(?:claim|deal|open|results|batch)\/(\d+)/.exec(name)?.[1] ?? 0) < epochs;
  return [...left, ...world.processes.flatMap((process) => world.audit.underWayOf(process)).filter(isOfThem)];
}

/** What the chain shows at the end. */
function checkEnd(world: World): void {
  const { audit, chain, party, work, windows } = world;
  for (const key of windows.missed) audit.violate(`missed, and was reachable: ${key}`);
  const own = [...chain.headers.values()].flat().filter(({ host }) => host === party.host);
  const committed = own.reduce((sum, { count }) => sum + count, 0);
  if (world.has('submitter') && committed !== work.records) {
    audit.violate(`${work.records} records were kept, batches on chain have ${committed}`);
  }
  for (const { to, amount, number } of world.deliveries) {
    const got = chain.ledger.balance(to);
    if (world.has('courier') && got !== amount) audit.violate(`send/${number} paid ${got} instead of ${amount}`);
  }
}

function resultOf(world: World, seed: number, faults: Record<string, number>): ScheduleResult {
  const { audit, windows, processes, chain, trace } = world;
  return {
    ...{ seed, violations: [...new Set(audit.violations)], ...audit.counts },
    ...{ reachable: windows.reachable, missed: windows.missed.length, faults, blocks: chain.blocks.length },
    ...{ kills: processes.reduce((sum, { deaths }) => sum + deaths, 0), events: trace.events, trace: trace.digest() },
  };
}
