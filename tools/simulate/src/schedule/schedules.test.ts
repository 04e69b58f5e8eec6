import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { worldsFolder } from '../folder.js';
import { runSchedule, type ScheduleResult } from './run-schedule.js';

const SCHEDULES = Number(process.env.PACER_SCHEDULES ?? '300');
let worlds: ReturnType<typeof worldsFolder>;

beforeAll(() => {
  worlds = worldsFolder();
});
afterAll(() => {
  worlds.remove();
});

describe('the real agents, whatever happens to them, their disks, nodes and chain', () => {
  it(
    `lose nothing and double nothing in ${SCHEDULES} schedules`,
    async () => {
      const failed: { seed: number; violations: string[] }[] = [];
      const sum = { reachable: 0, kills: 0, included: 0, faults: new Set<string>() };
      for (let seed = 1; seed <= SCHEDULES; seed++) {
        const result = await runSchedule(seed, { dir: worlds.dir });
        const { violations } = result;
        if (violations.length > 0) failed.push({ seed, violations: violations.slice(0, 3) });
        sum.reachable += result.reachable;
        sum.kills += result.kills;
        sum.included += result.included;
        for (const name of Object.keys(result.faults)) sum.faults.add(name);
      }
      expect(failed).toEqual([]);
      // Schedules in which nothing happens prove nothing.
      expect(sum.reachable).toBeGreaterThan(SCHEDULES);
      expect(sum.kills).toBeGreaterThan(SCHEDULES);
      expect(sum.included).toBeGreaterThan(3 * SCHEDULES);
      expect(sum.faults.size).toBeGreaterThan(20);
    },
    SCHEDULES * 5_000,
  );

  it('do the same in the same schedule, to the last byte', async () => {
    const runs: ScheduleResult[] = [];
    for (const seed of [7, 8, 7, 8]) runs.push(await runSchedule(seed, { dir: worlds.dir }));
    expect(runs[2]).toEqual(runs[0]);
    expect(runs[3]).toEqual(runs[1]);
    expect(runs[1]!.trace).not.toBe(runs[0]!.trace);
    expect(runs[0]!.events).toBeGreaterThan(1_000);
  });
});
