import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { dealSlot } from '@pacer/seed-contributor';
import { purposeOf, readMessage } from '../chain/messages.js';
import { parties } from '../chain/parties.js';
import { PRODUCTION, SHORT, type Rules } from '../chain/rules.js';
import { worldsFolder } from '../folder.js';
import { delivery } from '../host/courier.js';
import { heal } from './faults.js';
import { World } from './world.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HALT_HOURS = Number(process.env.PACER_HALT_HOURS ?? '2');
/** The epoch of a day, with no records that somebody has to re-execute: what is long here is the time, not the work. */
const day: Rules = { ...PRODUCTION, ratePpm: 1 };

let worlds: ReturnType<typeof worldsFolder>;
let world: World | undefined;
let made = 0;

beforeAll(() => {
  worlds = worldsFolder();
});
afterEach(() => {
  world?.end();
  world = undefined;
});
afterAll(() => {
  worlds.remove();
});

function make(rules: Rules, processes: readonly string[], { nodes = 3, due = [1, 1] } = {}): World {
  world = new World({
    ...{
      seed: 42,
      rules,
      nodes,
      processes,
      deliveries: due.map((height, number) => delivery(number, height)),
      logLevel: 'info',
    },
    dir: join(worlds.dir, `world-${made++}`),
  });
  return world;
}

/** Has a world go on to a height. */
async function reach(of: World, height: number): Promise<void> {
  await of.clock.runUntil(Infinity, () => of.chain.blocks.length >= height);
}

/** Starts the agents at a height, and halts the chain as soon as something of theirs waits in the mempools. */
async function haltWhenSent(of: World, height: number, haltMs: number): Promise<void> {
  if (of.chain.blocks.length === 0) of.begin();
  await reach(of, height);
  of.startAgents();
  let isSent = false;
  of.onArrival = () => (isSent = true);
  await of.clock.runUntil(Infinity, () => isSent);
  of.haltedUntil = of.clock.now + haltMs;
  const { length } = of.chain.blocks;
  await of.clock.runUntil(of.haltedUntil - 1);
  expect(of.chain.blocks).toHaveLength(length);
}

/** Purposes of what is in the blocks with code 0. */
function done({ chain }: World): string[] {
  return chain.blocks.flatMap(({ txs }) =>
    txs.flatMap(({ tx, code }) => (code === 0 ? tx.messages.map(purposeOf) : [])),
  );
}

/** Height at which the simulated Host deals in the first epoch of a day. */
function dealPlace(): number {
  const { chainId, dealOpen, dealClose } = day;
  const host = parties(4)[0]!.host;
  return Number(
    dealSlot({ chainId, epoch: 0n, host, dealOpen: BigInt(1 + dealOpen), dealClose: BigInt(1 + dealClose) }),
  );
}

/** How long after a moment bytes of each kind first came to a node, milliseconds. */
function arrivals(of: World): Map<string, number> {
  const first = new Map<string, number>();
  const since = of.clock.now;
  of.onArrival = ({ messages: [message] }) => {
    const kind = message && readMessage(message)?.kind;
    if (kind && !first.has(kind)) first.set(kind, of.clock.now - since);
  };
  return first;
}

describe('an outage that is long', () => {
  it('of 45 minutes without any endpoint: a dealing that was due and deliveries are made within 10 s of its end', async () => {
    const place = dealPlace();
    const of = make(day, ['contributor', 'courier'], { due: [place + 100, place + 100] });
    of.begin();
    // The place of a Host is in the first half of the window, which ends at height 15,001: 45 minutes are 540 blocks of it.
    await reach(of, place - 10);
    of.startAgents();
    await reach(of, place - 4);
    for (const node of of.nodes) node.faults = { down: true };
    await of.clock.runUntil(of.clock.now + 45 * MINUTE);
    expect(done(of)).toEqual([]);
    for (const node of of.nodes) heal(node);
    const resumed = arrivals(of);
    await of.clock.runUntil(of.clock.now + MINUTE);
    expect(resumed.get('send')).toBeLessThanOrEqual(10_000);
    expect(resumed.get('deal')).toBeLessThanOrEqual(10_000);
    expect(
      done(of)
        .map((purpose) => purpose.split('/')[0])
        .sort(),
    ).toEqual(['deal', 'send', 'send']);
    expect(of.audit.violations).toEqual([]);
  }, 300_000);

  it('of 45 minutes in which an epoch is settled: the claim is made within 10 s of its end', async () => {
    const of = make(day, ['claimer', 'submitter']);
    of.begin();
    const { cutoff } = of.chain.epoch;
    await reach(of, cutoff - 60);
    of.startAgents();
    await reach(of, cutoff - 20);
    for (const node of of.nodes) node.faults = { hangs: true };
    await of.clock.runUntil(of.clock.now + 45 * MINUTE);
    for (const node of of.nodes) heal(node);
    const resumed = arrivals(of);
    await of.clock.runUntil(of.clock.now + MINUTE);
    expect(resumed.get('claim')).toBeLessThanOrEqual(10_000);
    expect(of.chain.epochs[0]?.claims.has(of.party.host)).toBe(true);
    expect(of.audit.counts).toMatchObject({ doubled: 0, extra: 0 });
    expect(of.audit.violations).toEqual([]);
  }, 300_000);

  // What is under way is asked for in each of 1,440 passes an hour: a day takes minutes of a slow processor.
  it(
    `of the chain itself, for ${HALT_HOURS} hours: what was sent before is included once, what is due then follows within 10 s`,
    async () => {
      const of = make(day, ['courier'], { nodes: 2, due: [1_000, 1_010] });
      await haltWhenSent(of, 995, HALT_HOURS * HOUR);
      await reach(of, 1_009);
      expect(done(of)).toEqual([`send/${of.deliveries[0]!.to}`]);
      await reach(of, 1_010);
      const resumed = arrivals(of);
      await of.clock.runUntil(of.clock.now + MINUTE);
      expect(resumed.get('send')).toBeLessThanOrEqual(10_000);
      expect(done(of)).toHaveLength(2);
      expect(of.audit.counts).toMatchObject({ doubled: 0, extra: 0 });
      expect(of.audit.violations).toEqual([]);
    },
    HALT_HOURS * 300_000,
  );

  it('of the chain itself, for an hour, with a claim in the mempools: it is included once, within 10 s of the first block', async () => {
    const of = make(day, ['claimer'], { nodes: 2 });
    of.begin();
    await haltWhenSent(of, of.chain.epoch.cutoff - 3, HOUR);
    await of.clock.runUntil(of.clock.now + 10_000);
    expect(done(of)).toEqual([`claim/${of.party.host}/0`]);
    await of.clock.runUntil(of.clock.now + MINUTE);
    expect(of.audit.counts).toMatchObject({ doubled: 0, extra: 0 });
    expect(of.audit.violations).toEqual([]);
  }, 300_000);
});

describe('a wall clock that somebody sets', () => {
  it('by ten minutes, forth and back, has nothing sent twice, in vain or later: the chain shows the same work', async () => {
    const work: { kinds: string[]; records: number }[] = [];
    for (const jumps of [false, true]) {
      const of = make(SHORT, ['claimer', 'submitter', 'contributor', 'courier']);
      of.work.serve(5);
      of.begin();
      of.startAgents();
      for (let epoch = 0; epoch < 8; epoch++) {
        of.clock.after(9_000 + epoch * 17_000, () => {
          if (jumps) of.wall.offMs = epoch % 2 === 0 ? 600_000 : -600_000;
        });
      }
      await reach(of, 70);
      expect(of.audit.violations).toEqual([]);
      expect(of.audit.counts).toMatchObject({ doubled: 0, extra: 0 });
      const own = [...of.chain.headers.values()].flat().filter(({ host }) => host === of.party.host);
      const single = done(of).filter((purpose) => /^(claim|deal|open|send)/.test(purpose));
      work.push({ kinds: single.sort(), records: own.reduce((sum, { count }) => sum + count, 0) });
      of.end();
      world = undefined;
    }
    expect(work[1]).toEqual(work[0]);
    expect(work[0]).toMatchObject({ records: 5 });
    // Two epochs' claims, dealings and openings, and the courier's sends: nothing of it may be missing in both.
    expect(work[0]!.kinds.length).toBeGreaterThanOrEqual(8);
  }, 300_000);
});
