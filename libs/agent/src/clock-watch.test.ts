import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ClockWatch, DISTURBED_MS } from './clock-watch.js';
import { VirtualClock } from './virtual-clock.test.support.js';

/** One pass and one pause. */
interface Turn {
  passMs: number;
  askedMs: number;
  lateMs: number;
  jumpMs: number;
}

function turn(clock: VirtualClock, watch: ClockWatch, { passMs, askedMs, lateMs, jumpMs }: Turn) {
  clock.monotonicMs += passMs;
  watch.pausing();
  clock.monotonicMs += askedMs + lateMs;
  clock.offsetMs += jumpMs;
  return watch.paused(askedMs);
}

const quiet: Turn = { passMs: 100, askedMs: 2_500, lateMs: 3, jumpMs: 0 };

describe('watching the clocks', () => {
  it.each<[string, Partial<Turn>, string[]]>([
    ['nothing happens', {}, []],
    ['a pass takes long, as it may', { passMs: 120_000 }, []],
    [
      'the process is stopped',
      { lateMs: 8_000 },
      ['a pause took 8.0 s longer than asked: the process was stopped or starved'],
    ],
    [
      'the machine sleeps',
      { jumpMs: 3_600_000 },
      ['the wall clock went 3600.0 s ahead: it was set, or the machine slept'],
    ],
    ['the clock is set back', { jumpMs: -600_000 }, ['the wall clock was set back by 600.0 s']],
    ['the clock is corrected a little', { jumpMs: -4_900, lateMs: 4_900 }, []],
  ])('when %s', (_name, change, texts) => {
    const clock = new VirtualClock();
    const watch = new ClockWatch(clock);
    expect(turn(clock, watch, quiet)).toEqual([]);
    expect(turn(clock, watch, { ...quiet, ...change }).map(({ text }) => text)).toEqual(texts);
    expect(turn(clock, watch, quiet)).toEqual([]);
  });

  it('tells every turn by itself, and exactly those with a difference above the bound', () => {
    const turns = fc.array(
      fc.record({
        passMs: fc.nat(200_000),
        askedMs: fc.nat(10_000),
        lateMs: fc.nat(20_000),
        jumpMs: fc.integer({ min: -1_000_000, max: 1_000_000 }),
      }),
    );
    fc.assert(
      fc.property(turns, (all) => {
        const clock = new VirtualClock();
        const watch = new ClockWatch(clock);
        for (const one of all) {
          const kinds = turn(clock, watch, one).map(({ kind }) => kind);
          expect(kinds.includes('stalled')).toBe(one.lateMs > DISTURBED_MS);
          expect(kinds.includes('clock-ahead')).toBe(one.jumpMs > DISTURBED_MS);
          expect(kinds.includes('clock-back')).toBe(one.jumpMs < -DISTURBED_MS);
        }
      }),
    );
  });
});
