import { describe, expect, it } from '@jest/globals';
import type { Clock } from './clock.js';
import { Hints } from './hints.js';
import { createLogger } from './log.js';
import { AgentMetrics } from './metrics.js';
import { runPasses, type Agent, type Passes } from './run-agent.js';
import { VirtualClock } from './virtual-clock.test.support.js';

type Line = { level: string; msg: string };

/** An agent that does nothing but look, and notes when. */
function looking(clock: Clock, passes: number, eachPass: (pass: number) => void = () => undefined) {
  const stop = new AbortController();
  const lines: Line[] = [];
  const at: number[] = [];
  const pool = { endpoints: [], minHeight: 1n };
  const agent: Agent<never> = {
    ...{
      metrics: new AgentMetrics('test', { processMetrics: false }),
      purpose: 'looks',
      signer: 'pacer1',
      blockMs: 4_000,
    },
    pool,
    plan: () => {
      at.push(clock.monotonic());
      eachPass(at.length);
      if (at.length >= passes) stop.abort();
      return Promise.resolve([]);
    },
    act: () => Promise.resolve(),
    close: () => undefined,
  };
  const log = createLogger({
    program: 'test',
    destination: { write: (line) => void lines.push(JSON.parse(line) as Line) },
  });
  const run = (parts: Partial<Passes<never>> = {}) => runPasses(agent, { signal: stop.signal, clock, log, ...parts });
  return { run, at, lines, pool, stop };
}

describe('the passes of an agent', () => {
  it('come half a block apart without hints', async () => {
    const agent = looking(new VirtualClock(), 4);
    await agent.run();
    expect(agent.at).toEqual([0, 2_000, 4_000, 6_000]);
  });

  it('come half a block apart with hints that never come', async () => {
    const agent = looking(new VirtualClock(), 4);
    await agent.run({ hints: new Hints() });
    expect(agent.at).toEqual([0, 2_000, 4_000, 6_000]);
  });

  it('come at most once in a tenth of a second, however many hints there are', async () => {
    const hints = new Hints();
    const agent = looking(new VirtualClock(), 4, () => {
      for (let times = 0; times < 50; times++) hints.give();
    });
    await agent.run({ hints });
    expect(agent.at).toEqual([0, 100, 200, 300]);
  });

  it('go on at once and say so, once, when the machine slept', async () => {
    const clock = new VirtualClock();
    const kinds: string[] = [];
    clock.take = (askedMs) => {
      if (clock.slept.length === 4) clock.offsetMs += 3_600_000;
      return askedMs;
    };
    const agent = looking(clock, 5);
    await agent.run({ onDisturbance: (kind) => kinds.push(kind) });
    expect(agent.at).toEqual([0, 2_000, 4_000, 5_000, 7_000]);
    expect(kinds).toEqual(['clock-ahead']);
    expect(agent.lines).toHaveLength(1);
    expect(agent.lines[0]).toMatchObject({
      level: 'warn',
      msg: 'the wall clock went 3600.0 s ahead: it was set, or the machine slept; nothing is decided by it, deadlines are block time',
    });
  });

  it('say that the chain is halted, and that it goes on, once each', async () => {
    const clock = new VirtualClock();
    const beats: string[] = [];
    const agent = looking(clock, 60, (pass) => {
      if (pass === 50) agent.pool.minHeight = 2n;
    });
    await agent.run({ onBeat: ({ kind }) => beats.push(kind) });
    expect(beats).toEqual(['halted', 'resumed']);
    expect(agent.lines.map(({ level, msg }) => `${level}: ${msg}`)).toEqual([
      'warn: the chain has made no block for 60 s, since height 1: it is halted, as for an upgrade, or no endpoint follows it; ' +
        'nothing is lost while block time stands still',
      'info: the chain goes on at height 2 after 98 s without a block',
    ]);
  });

  it('do not take a plan that failed for a look at the chain', async () => {
    const clock = new VirtualClock();
    const beats: string[] = [];
    const agent = looking(clock, 100, (pass) => {
      if (pass > 2 && pass < 90) throw new Error('no endpoint answers');
      if (pass === 90) agent.pool.minHeight = 50n;
    });
    await agent.run({ onBeat: ({ kind }) => beats.push(kind) });
    expect(beats).toEqual([]);
  });
});
