import { describe, expect, it } from '@jest/globals';
import { systemClock } from './clock.js';
import { Hints } from './hints.js';
import { pauseOn } from './pause.js';
import { VirtualClock } from './virtual-clock.test.support.js';

const running = new AbortController().signal;

describe('a pause', () => {
  it.each([[0], [50], [700], [2_500], [10_001]])(
    'of %d ms takes as long, with and without hints that never come',
    async (ms) => {
      for (const hints of [undefined, new Hints()]) {
        const clock = new VirtualClock();
        await pauseOn(clock, hints)(ms, running);
        expect(clock.monotonicMs).toBe(ms);
      }
    },
  );

  it('is cut short by a hint', async () => {
    const hints = new Hints();
    const pause = pauseOn(systemClock, hints)(600_000, running);
    setTimeout(() => {
      hints.give();
    }, 150);
    await pause;
  });

  it('lasts a tenth of a second at least, if a hint came before it, and the hint counts once', async () => {
    const hints = new Hints();
    hints.give();
    hints.give();
    const clock = new VirtualClock();
    await pauseOn(clock, hints)(2_500, running);
    expect(clock.monotonicMs).toBe(100);
    await pauseOn(clock, hints)(2_500, running);
    expect(clock.monotonicMs).toBe(2_600);
    hints.give();
    await pauseOn(clock, hints)(40, running);
    expect(clock.monotonicMs).toBe(2_640);
  });

  it('ends when the loop is stopped', async () => {
    const stop = new AbortController();
    const pause = pauseOn(systemClock, new Hints())(600_000, stop.signal);
    stop.abort();
    await pause;
    await pauseOn(systemClock)(600_000, stop.signal);
  });

  it('ends when the machine was asleep or the process stopped, and not for a clock that was set back', async () => {
    for (const [disturb, total] of [
      [(clock: VirtualClock) => void (clock.offsetMs += 3_600_000), 2_000],
      [(clock: VirtualClock) => void (clock.monotonicMs += 30_000), 32_000],
      [(clock: VirtualClock) => void (clock.offsetMs -= 3_600_000), 20_000],
    ] as const) {
      const clock = new VirtualClock();
      clock.take = (askedMs) => {
        if (clock.slept.length === 1) disturb(clock);
        return askedMs;
      };
      await pauseOn(clock)(20_000, running);
      expect(clock.monotonicMs).toBe(total);
    }
  });
});
