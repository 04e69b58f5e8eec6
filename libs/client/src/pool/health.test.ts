import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type HealthLimits, type Probe, rate } from './health.js';

const limits: HealthLimits = { chainId: 'a', maxLagBlocks: 5n, maxLagMs: 30_000, minHeight: 0n };
const probe = (url: string, height: bigint, { chainId = 'a', ms = 0n } = {}): Probe => ({
  url,
  status: { chainId, nodeId: url, height, timeNs: ms * 1_000_000n, earliestHeight: 1n, catchingUp: false },
});
const faults = (probes: Probe[], change: Partial<HealthLimits> = {}) =>
  rate(probes, { ...limits, ...change }).map(({ fault }) => fault?.fault);

describe('rate', () => {
  test('ejects what lags more than the limit in blocks or in time, and no less', () => {
    expect(faults([probe('x', 100n), probe('y', 95n), probe('z', 94n)])).toEqual([undefined, undefined, 'stale']);
    const late = [probe('x', 10n, { ms: 60_000n }), probe('y', 10n, { ms: 30_000n }), probe('z', 10n, { ms: 29_999n })];
    expect(faults(late)).toEqual([undefined, undefined, 'stale']);
  });

  test('keeps everybody on a halted chain', () => {
    expect(faults([probe('x', 10n), probe('y', 10n)])).toEqual([undefined, undefined]);
  });

  test('never compares with another chain', () => {
    const probes = [probe('x', 10n), probe('y', 1_000_000n, { chainId: 'b', ms: 10_000_000n })];
    expect(faults(probes)).toEqual([undefined, 'wrong-chain']);
  });

  test('ejects what is below a height that was read', () => {
    expect(faults([probe('x', 10n), probe('y', 9n)], { minHeight: 10n })).toEqual([undefined, 'stale']);
  });

  test('ejects what did not answer, with its reason', () => {
    const [health] = rate([{ url: 'x', error: new Error('gone') }], limits);
    expect(health?.fault).toMatchObject({ fault: 'unreachable', cause: { message: 'gone' } });
  });

  test('property: the highest endpoint of the chain stays, unless below what was read', () => {
    const one = fc.record({ height: fc.bigInt({ min: 0n, max: 50n }), ours: fc.boolean() });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1 }), (all) => {
        const probes = all.map(({ height, ours }, i) => probe(String(i), height, { chainId: ours ? 'a' : 'b' }));
        const ours = rate(probes, limits).filter(({ status }) => status?.chainId === 'a');
        const highest = ours.reduce((most, { status }) => (status!.height > most ? status!.height : most), 0n);
        for (const { status, fault } of ours) {
          expect(fault === undefined).toBe(highest - status!.height <= limits.maxLagBlocks);
        }
      }),
    );
  });
});
