import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from './virtual-clock.js';

describe('the clock of a world', () => {
  it('runs timers by their moment, those of one moment in the order in which they were set', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    for (const [name, ms] of [
      ['c', 30],
      ['a', 10],
      ['b', 20],
      ['b again', 20],
    ] as const) {
      clock.after(ms, () => ran.push(`${name} at ${clock.now}`));
    }
    await clock.runUntil(100);
    expect(ran).toEqual(['a at 10', 'b at 20', 'b again at 20', 'c at 30']);
    expect(clock.now).toBe(100);
  });

  it('stands still while promises have something to do', async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    clock.after(10, () => {
      void (async () => {
        for (let turn = 0; turn < 50; turn++) await Promise.resolve();
        seen.push(clock.now);
      })();
    });
    clock.after(11, () => seen.push(clock.now));
    await clock.runUntil(20);
    expect(seen).toEqual([10, 11]);
  });

  it('forgets what was cancelled, and stops when it is enough', async () => {
    const clock = new VirtualClock();
    const ran: number[] = [];
    const timers = [1, 2, 3, 4].map((ms) => clock.after(ms, () => ran.push(ms)));
    clock.cancel(timers[1]!);
    await clock.runUntil(100, () => ran.length === 2);
    expect(ran).toEqual([1, 3]);
    expect(clock.now).toBe(3);
  });

  it('keeps a heap of a thousand timers in order', async () => {
    const clock = new VirtualClock();
    const ran: number[] = [];
    for (let index = 0; index < 1000; index++) {
      const ms = (index * 7919) % 1009;
      clock.after(ms, () => ran.push(ms));
    }
    await clock.runUntil(2000);
    expect(ran).toEqual([...ran].sort((a, b) => a - b));
    expect(ran).toHaveLength(1000);
  });
});
