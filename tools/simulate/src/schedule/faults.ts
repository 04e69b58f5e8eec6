import type { Seeded } from '@pacer/testing';
import type { AgentProcess } from '../host/agent-process.js';
import type { ModelNode } from '../node/model-node.js';
import { isLiar, type NodeFaults } from '../node/node-faults.js';
import type { World } from './world.js';

/** A fault that is drawn: what it is called, and what it does to a world for how long. */
export interface FaultKind {
  readonly name: string;
  /** how often it is drawn, against the others */
  readonly weight: number;
  readonly inject: (world: World, random: Seeded, durationMs: number) => void;
}

function ofNode(name: string, weight: number, faultsOf: (random: Seeded, node: ModelNode) => NodeFaults): FaultKind {
  return {
    name,
    weight,
    inject: (world, random, durationMs) => {
      const node = random.pick(world.nodes);
      const faults = faultsOf(random, node);
      if (isLiar(faults) && !mayLie(world)) return;
      // One thing is wrong with a node at a time; the later one goes on.
      node.faults = faults;
      world.clock.after(durationMs, () => {
        if (node.faults === faults) heal(node);
      });
    },
  };
}

/** At most one node lies, and two others are honest. */
function mayLie({ nodes }: World): boolean {
  return nodes.length >= 3 && !nodes.some(({ faults }) => isLiar(faults));
}

export function heal(node: ModelNode): void {
  const wasDown = node.faults.down;
  node.faults = {};
  if (wasDown) node.restart();
  else node.rejoin();
}

function flapping(world: World, random: Seeded, durationMs: number): void {
  const node = random.pick(world.nodes);
  const end = world.clock.now + durationMs;
  const turn = (): void => {
    if (world.clock.now >= end || world.isHealed) {
      if (node.faults.down) heal(node);
      return;
    }
    if (node.faults.down) heal(node);
    else node.faults = { down: true };
    world.clock.after(random.between(300, 6_000), turn);
  };
  turn();
}

function ofAgent(
  name: string,
  weight: number,
  inject: (process: AgentProcess, random: Seeded, world: World, ms: number) => void,
): FaultKind {
  return {
    name,
    weight,
    inject: (world, random, durationMs) => {
      const process = random.pick(world.processes);
      world.disturb(process);
      inject(process, random, world, durationMs);
    },
  };
}

/** Longer than any attempt that a backup may not know of can still be included: two spans of deadlines. */
const RESTORE_MS = { least: 45_000, most: 60_000 };

/** Every kind of fault that nobody has to tell lies for. */
export const honestFaults: readonly FaultKind[] = [
  ofNode('node down', 4, () => ({ down: true })),
  ofNode('node hangs', 3, () => ({ hangs: true })),
  ofNode('answers delayed', 2, (random) => ({ delayMs: random.between(200, 5_000) })),
  ofNode('requests arrive late', 2, (random) => ({ lateMs: random.between(1_000, 15_000) })),
  ofNode('reset after the request', 3, () => ({ resets: true })),
  ofNode('answers truncated', 2, () => ({ truncates: true })),
  ofNode('HTML', 2, () => ({ html: true })),
  ofNode('another chain', 1, () => ({ foreign: true })),
  ofNode('stale by some blocks', 3, (random) => ({ lag: 1 + random.below(12) })),
  ofNode('cut off from the others', 3, (_, node) => ({ stuckAt: node.tip })),
  ofNode('pruned', 2, (random, node) => ({ base: Math.max(1, node.tip - random.below(8)) })),
  ofNode('no index', 2, () => ({ indexless: true })),
  ofNode('skewed time in status', 2, (random) => ({ skewMs: random.between(-600_000, 600_000) })),
  { name: 'flapping', weight: 2, inject: flapping },
  {
    name: 'all nodes down',
    weight: 1,
    inject: (world, _, durationMs) => {
      for (const node of world.nodes) node.faults = { down: true };
      world.clock.after(durationMs, () => world.nodes.forEach((node) => node.faults.down && heal(node)));
    },
  },
  ofAgent('killed at a call into the world', 8, (process, random) => {
    process.restartMs = random.between(100, 20_000);
    process.life?.dieAfter(random.below(40));
  }),
  ofAgent('killed at any moment', 3, (process, random) => {
    process.restartMs = random.between(100, 20_000);
    process.life?.kill('at any moment');
  }),
  ofAgent('stopped', 2, (process, random) => process.life?.stop(random.between(1_000, 60_000))),
  ofAgent('disk full', 2, (process, _, world, ms) => {
    process.disk.full = true;
    world.clock.after(ms, () => {
      process.disk.full = false;
      world.disturb(process);
    });
  }),
  ofAgent('fsync fails', 3, (process, random) => {
    process.disk.failingSyncs = 1 + random.below(3);
  }),
  ofAgent('an old state folder put back', 1, (process, random, world, ms) => {
    // What a courier sends is not told from the chain's state alone, so that its folder must not be put back.
    if (process.name === 'courier') return;
    process.backUp();
    world.clock.after(ms, () => {
      process.restartMs = random.between(RESTORE_MS.least, RESTORE_MS.most);
      process.restoreAtNextStart();
      process.life?.kill('for an old state folder');
    });
  }),
  {
    name: 'the wall clock jumps',
    weight: 2,
    inject: ({ wall }, random) => {
      wall.offMs = random.between(-600_000, 600_000);
    },
  },
  {
    name: 'the chain halts',
    weight: 1,
    inject: (world, _, durationMs) => {
      world.haltedUntil = world.clock.now + durationMs;
    },
  },
  {
    name: 'slow blocks',
    weight: 1,
    inject: (world, random, durationMs) => {
      world.slowness = random.between(1.2, 3);
      world.clock.after(durationMs, () => (world.slowness = 1));
    },
  },
  {
    name: 'mempools lose what waits',
    weight: 2,
    inject: (world, _, durationMs) => {
      world.losesPool = true;
      world.clock.after(durationMs, () => (world.losesPool = false));
    },
  },
  {
    name: 'no fee allowance',
    weight: 1,
    inject: ({ chain, party, clock }, _, durationMs) => {
      const grantee = party.keys.hotKey.address;
      chain.allow(party.host, grantee, false);
      clock.after(durationMs, () => {
        chain.allow(party.host, grantee, true);
      });
    },
  },
];

/** Kinds of a node that says what is not so. */
export const lies: readonly FaultKind[] = [
  ofNode('lies that nothing is included', 2, () => ({ hides: true })),
  ofNode('lies that everything is included', 2, () => ({ invents: true })),
  ofNode('lies about height and time', 2, (random) => ({ ahead: 6 + random.below(200) })),
];
