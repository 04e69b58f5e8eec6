import { setTimeout as sleep } from 'node:timers/promises';
import { Endpoint, pacerQuery, type PacerQuery } from '@pacer/client';
import { type Schedule } from '@pacer/proto/epoch/v1';
import { type LocalNet, Seeded, startLocalNet, waitFor } from '@pacer/testing';
import { accountOf, fund } from './account.js';
import { audit, type AuditResult } from './audit.js';
import { auditBatches } from './batch-audit.js';
import { ChainWatch, type ChainBlock } from './chain-watch.js';
import { type Blow, blowsFromOutside, blowsOnTheJournal, courierLane } from './courier-lane.js';
import { type DiskFault, failDisk, pause, type Weather } from './faults/faults.js';
import { haltChain } from './faults/halt.js';
import { type DiskLauncher } from './faults/launcher.js';
import { type Fleet, startFleet } from './fleet.js';
import { hostLane } from './host-lane.js';
import { Injections } from './injections.js';
import { KillCount } from './kill-count.js';
import { MemoryWatch } from './memory-watch.js';

export interface StormOptions {
  /** how long faults are injected */
  readonly minutes: number;
  readonly seed: number;
  /** couriers that are killed all the time */
  readonly couriers: number;
  /** kills of a courier between two other faults; 8 by default */
  readonly killsBetween?: number;
  /** whether the agents of the Hosts run too */
  readonly hosts: boolean;
  /** whether half of the validators are killed now and then */
  readonly halts: boolean;
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal;
  /** kept afterwards; a temporary one by default, removed unless something was lost or doubled */
  readonly dir?: string;
}

export interface StormResult extends AuditResult {
  readonly seed: number;
  readonly minutes: number;
  readonly kills: { readonly total: number; readonly byState: Readonly<Record<string, number>> };
  readonly memory: readonly {
    readonly agent: string;
    readonly samples: number;
    readonly mbPerHour: number | undefined;
  }[];
  /** What this machine could not do, and why. */
  readonly notInjected: readonly string[];
}

/** upacer that each courier starts with: enough for millions of deliveries. */
export const START_BALANCE = 1_000_000_000_000_000n;
/** About three quarters of a second a block: on two cores it leaves enough for the starts after a thousand kills. */
const COMMIT_MS = 500;
/** Deliveries that wait at a courier, so that there is always one to lose. */
const BACKLOG = 5;
/** Couriers may take so long after the end of all faults to bring everything to its end. */
const FINISH_MS = 300_000;
const SAY_EVERY_MS = 15_000;

/** Runs a local network and its agents through a storm of faults, heals everything, and counts on the chain. */
export async function storm(options: StormOptions): Promise<StormResult> {
  const { say } = options;
  const names = [
    'calm',
    'shown',
    'disk',
    'twins',
    ...Array.from({ length: options.couriers }, (_, i) => `courier-${i + 1}`),
  ];
  const accounts = names.map(accountOf);
  const net = await startLocalNet({
    ...(options.dir !== undefined && { dir: options.dir }),
    onStep: say,
    commitMs: COMMIT_MS,
    editGenesis: (genesis) => {
      fund(genesis, accounts, START_BALANCE);
    },
  });
  let fleet: Fleet | undefined;
  let isClean = false;
  try {
    fleet = await startFleet(net, options);
    const result = await run(net, fleet, options);
    isClean = result.lost + result.doubled === 0;
    return result;
  } finally {
    await fleet?.stop();
    await net.stop({ keepFolder: !isClean });
    if (!isClean) say(`the logs and journals of every program are in ${net.dir}`);
  }
}

async function run(net: LocalNet, fleet: Fleet, options: StormOptions): Promise<StormResult> {
  const { say, seed, minutes } = options;
  const random = new Seeded(seed);
  const injections = new Injections();
  const kills = new KillCount();
  const endpoint = new Endpoint(net.node(net.nodes.length - 1).rpc);
  const watch = new ChainWatch(endpoint);
  const schedules = new Map<bigint, Schedule>();
  const [over, end] = [new AbortController(), new AbortController()];
  const weather = (): Weather => ({
    random: new Seeded(random.below(2 ** 32)),
    injections,
    kills,
    signal: over.signal,
  });
  const memory = new MemoryWatch(
    [fleet.calm, ...fleet.hosts.filter(({ node }) => node === net.nodes.at(-1))],
    warmUpMs(minutes),
  );
  const following = watch.follow(end.signal, (block) => {
    noteBlock(block, fleet, injections);
    if (!over.signal.aborted) feed(block, fleet);
  });
  const working = fleet.works.map((work) => work.follow(pacerQuery(endpoint), over.signal, end.signal));
  const keeping = Promise.all([memory.follow(end.signal), keepSchedules(pacerQuery(endpoint), schedules, end.signal)]);

  say(
    `${fleet.couriers.length} couriers and ${fleet.hosts.length} agents of Hosts are up; the storm begins (seed ${seed})`,
  );
  const since = watch.height;
  const stop = () => over.abort();
  options.signal?.addEventListener('abort', stop);
  const timer = setTimeout(stop, minutes * 60_000);
  const telling = tell(say, watch, fleet, injections, kills, over.signal);
  try {
    await Promise.all([telling, ...lanes(net, fleet, watch, options, weather)]);
  } finally {
    clearTimeout(timer);
    over.abort();
    options.signal?.removeEventListener('abort', stop);
  }

  say(`the storm is over after ${kills.total} kills; everything heals, and the couriers finish`);
  await fleet.heal();
  const unfinished = await finish(fleet, watch, FINISH_MS);
  for (const name of unfinished) say(`${name} has not finished: what it left out counts as lost`);
  // The block after the last inclusion, so that the audit sees all of it.
  await waitFor(
    'the last blocks',
    async () => (await watch.catchUp().catch(() => []), watch.height > 1n ? true : undefined),
  );
  await sleep(1_500);
  end.abort();
  await Promise.all([following, keeping, ...working]);
  await watch.catchUp();
  const result = await audit({
    net,
    fleet,
    watch,
    injections,
    schedules,
    query: pacerQuery(endpoint),
    start: START_BALANCE,
    since,
  });
  return {
    ...{ ...result, seed, minutes, memory: memory.slopes(), notInjected: fleet.notInjected },
    kills: { total: kills.total, byState: Object.fromEntries(kills.byState) },
  };
}

/** A fifth of the storm, three minutes at most. */
function warmUpMs(minutes: number): number {
  return Math.min(180_000, minutes * 12_000);
}

/** Everything that blows at the same time. */
function lanes(
  net: LocalNet,
  fleet: Fleet,
  watch: ChainWatch,
  { halts, minutes, killsBetween = 8 }: StormOptions,
  weather: () => Weather,
): Promise<void>[] {
  const outside = blowsFromOutside(3);
  const all: Promise<void>[] = fleet.plain.map((courier) => courierLane(courier, outside, killsBetween, weather()));
  all.push(courierLane(fleet.shown, blowsOnTheJournal, 3, weather()));
  if (fleet.disk) all.push(courierLane(fleet.disk.courier, diskBlows(fleet.disk.launcher), 3, weather()));
  for (const node of net.nodes.slice(0, -1)) {
    const agents = fleet.hosts.filter((agent) => agent.node === node);
    if (agents.length > 0) all.push(hostLane(agents, weather()));
  }
  if (halts) all.push(haltLane(net, fleet, watch, minutes, weather()));
  return all;
}

function diskBlows(launcher: DiskLauncher): Blow[] {
  return (['failing fsync', 'disk full'] as const).map(
    (fault: DiskFault): Blow =>
      (courier, weather) =>
        failDisk(
          courier,
          {
            fault,
            controlDir: launcher.controlDir,
            ms: weather.random.between(2_000, 6_000),
            struck: () => launcher.struck,
          },
          weather,
        ),
  );
}

/** A halt of about ten seconds in the middle of every four minutes, and one at least. */
async function haltLane(
  net: LocalNet,
  fleet: Fleet,
  watch: ChainWatch,
  minutes: number,
  weather: Weather,
): Promise<void> {
  const names = { victims: fleet.couriers.map(({ name }) => name), calm: [fleet.calm.name] };
  const times = Math.max(1, Math.floor(minutes / 4));
  const between = (minutes * 60_000) / times;
  const isOver = () => weather.signal.aborted;
  for (let i = 0; i < times && !isOver(); i++) {
    await pause(between / 2, weather);
    if (isOver()) return;
    await haltChain(net, watch, names, weather.random.between(6_000, 12_000), weather);
    await pause(between / 2, weather);
  }
}

function noteBlock(block: ChainBlock, fleet: Fleet, injections: Injections): void {
  for (const courier of fleet.couriers) if (courier.noteBlock(block)) injections.progressed(courier.name, block.seenMs);
}

/** Keeps work at every courier. The twins get one delivery at the beginning of a span of deadlines, so that both sign in it. */
function feed({ timeNs }: ChainBlock, fleet: Fleet): void {
  for (const courier of [fleet.calm, fleet.shown, ...fleet.plain, ...(fleet.disk ? [fleet.disk.courier] : [])])
    if (courier.open < BACKLOG) courier.list(BACKLOG - courier.open);
  fleet.twins?.feed(timeNs);
}

/** Keeps the boundaries of every epoch before the chain forgets them. */
async function keepSchedules(query: PacerQuery, schedules: Map<bigint, Schedule>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const { epoch } = await query.epoch.status();
      for (let n = epoch > 2n ? epoch - 2n : 0n; n <= epoch; n++)
        if ((schedules.get(n)?.nextStart ?? 0n) === 0n) schedules.set(n, (await query.epoch.schedule(n)).schedule);
    } catch {
      // The node is asked again.
    }
    await sleep(2_000, undefined, { signal }).catch(() => undefined);
  }
}

/** Lets every courier end by itself, and every record get into a block. @returns names of those that have not */
async function finish(fleet: Fleet, watch: ChainWatch, timeoutMs: number): Promise<string[]> {
  for (const courier of fleet.couriers) courier.closeList();
  const left = () => [
    ...fleet.couriers.filter(({ program }) => !program.isFinished).map(({ name }) => name),
    ...fleet.works
      .filter(({ node, made }) => auditBatches(node.address, watch.txs).records < made)
      .map(({ node }) => `submitter of ${node.name}`),
  ];
  const all = () => (left().length === 0 ? true : undefined);
  await waitFor('everything in blocks', all, { timeoutMs, everyMs: 1_000 }).catch(() => undefined);
  return left();
}

async function tell(
  say: StormOptions['say'],
  watch: ChainWatch,
  fleet: Fleet,
  injections: Injections,
  kills: KillCount,
  signal: AbortSignal,
): Promise<void> {
  const began = performance.now();
  while (!signal.aborted) {
    await sleep(SAY_EVERY_MS, undefined, { signal }).catch(() => undefined);
    const seconds = Math.round((performance.now() - began) / 1_000);
    const seen = fleet.couriers.reduce((sum, { seenMs }) => sum + seenMs.size, 0);
    say(
      `${seconds} s: height ${watch.height}, ${kills.total} kills, ${injections.all.length} faults, ${seen} deliveries in blocks`,
    );
  }
}
