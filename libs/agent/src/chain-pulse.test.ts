import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChainPulse, type Beat } from './chain-pulse.js';

const BLOCK_MS = 5_000;
const LIMIT_MS = 60_000;

/** Looks every two seconds at a chain whose height is a function of time. */
function watch(height: (ms: number) => bigint, untilMs: number, blockMs = BLOCK_MS, everyMs = 2_000) {
  const pulse = new ChainPulse();
  const beats: (Beat & { atMs: number })[] = [];
  for (let ms = 0; ms <= untilMs; ms += everyMs) {
    const beat = pulse.observe(height(ms), blockMs, ms);
    if (beat) beats.push({ ...beat, atMs: ms });
  }
  return { pulse, beats };
}

describe('the pulse of a chain', () => {
  it('tells a halt once, and the end of it once', () => {
    const { beats } = watch((ms) => (ms < 10_000 ? 7n : ms < 200_000 ? 8n : 9n + BigInt(ms)), 300_000);
    expect(beats).toEqual([
      { kind: 'halted', height: 8n, sinceMs: 10_000, atMs: 70_000 },
      { kind: 'resumed', height: 200_009n, afterMs: 190_000, atMs: 200_000 },
    ]);
  });

  it('has patience for ten blocks where blocks are slow', () => {
    expect(watch(() => 1n, 590_000, 60_000).beats).toEqual([]);
    expect(watch(() => 1n, 600_000, 60_000).beats).toMatchObject([{ kind: 'halted', atMs: 600_000 }]);
  });

  it('says since when it is halted, while it is', () => {
    const { pulse } = watch(() => 5n, 100_000);
    expect(pulse.haltedSinceMs).toBe(0);
    pulse.observe(6n, BLOCK_MS, 101_000);
    expect(pulse.haltedSinceMs).toBeUndefined();
  });

  it('does not cry halt at the first look after nobody looked for an hour, but at the next if it is so', () => {
    const pulse = new ChainPulse();
    pulse.observe(5n, BLOCK_MS, 0);
    expect(pulse.observe(5n, BLOCK_MS, 3_600_000)).toBeUndefined();
    expect(pulse.observe(6n, BLOCK_MS, 3_602_000)).toBeUndefined();
    expect(pulse.observe(6n, BLOCK_MS, 7_200_000)).toBeUndefined();
    expect(pulse.observe(6n, BLOCK_MS, 7_240_000)).toEqual({ kind: 'halted', height: 6n, sinceMs: 3_602_000 });
  });

  it('is not woken by a node that is behind', () => {
    const { pulse } = watch(() => 5n, 100_000);
    expect(pulse.observe(4n, BLOCK_MS, 102_000)).toBeUndefined();
    expect(pulse.haltedSinceMs).toBe(0);
  });

  // Looks at most half a limit apart, as the loop makes them: a halt is then told exactly when the limit is reached.
  const looks = fc.array(fc.record({ gapMs: fc.integer({ min: 1, max: LIMIT_MS / 2 }), rises: fc.boolean() }), {
    minLength: 1,
    maxLength: 200,
  });

  it('tells what a look at the whole history tells', () => {
    fc.assert(
      fc.property(looks, (all) => {
        const pulse = new ChainPulse();
        const told: Beat['kind'][] = [];
        const expected: Beat['kind'][] = [];
        let [now, height, roseAt, isHalted] = [0, 1n, 0, false];
        pulse.observe(height, BLOCK_MS, now);
        for (const { gapMs, rises } of all) {
          now += gapMs;
          if (rises) {
            height += 1n;
            if (isHalted) expected.push('resumed');
            [roseAt, isHalted] = [now, false];
          } else if (!isHalted && now - roseAt >= LIMIT_MS) {
            expected.push('halted');
            isHalted = true;
          }
          const beat = pulse.observe(height, BLOCK_MS, now);
          if (beat) told.push(beat.kind);
          if (beat?.kind === 'halted') expect(beat.sinceMs).toBe(roseAt);
          expect(pulse.haltedSinceMs).toBe(isHalted ? roseAt : undefined);
        }
        expect(told).toEqual(expected);
      }),
    );
  });

  it('takes turns: halted, resumed, halted, whatever it is shown', () => {
    const anything = fc.array(
      fc.record({ gapMs: fc.nat(10_000_000), height: fc.bigInt(0n, 20n), blockMs: fc.nat(20_000) }),
    );
    fc.assert(
      fc.property(anything, (all) => {
        const pulse = new ChainPulse();
        let now = 0;
        const told = all.flatMap(({ gapMs, height, blockMs }) => {
          now += gapMs;
          const beat = pulse.observe(height, blockMs, now);
          return beat ? [beat.kind] : [];
        });
        expect(told).toEqual(told.map((_, index) => (index % 2 === 0 ? 'halted' : 'resumed')));
      }),
    );
  });
});
