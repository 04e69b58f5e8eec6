import fc from 'fast-check';
import { deadlineSpan, txDeadline } from './deadline.js';
import { codeOf } from './testing/refusal.js';

const SECOND = 10n ** 9n;
const production = { targetBlockMs: 5000n, epochLength: 17_280n };
const local = { targetBlockMs: 500n, epochLength: 90n };
const intent = { chainId: 'pacer-test-1', operationKey: 'claim/7', attempt: 1n };

test('the span is 240 s in production and 5 s locally', () => {
  expect(deadlineSpan(production)).toBe(240n);
  expect(deadlineSpan(local)).toBe(5n);
  expect(deadlineSpan({ targetBlockMs: 1000n, epochLength: 800n })).toBe(100n);
  expect(deadlineSpan({ targetBlockMs: 0n, epochLength: 0n })).toBe(5n);
});

test('a deadline is between one and two spans ahead, and below ten minutes', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 62n }), fc.constantFrom(production, local), (blockTimeNs, params) => {
      const ahead = txDeadline({ ...intent, ...params, blockTimeNs }) - blockTimeNs;
      const span = deadlineSpan(params) * SECOND;
      expect(ahead > span && ahead < 2n * span + SECOND && ahead < 600n * SECOND).toBe(true);
    }),
  );
});

test('all block times of one span give the same bytes', () => {
  const at = (seconds: bigint) => txDeadline({ ...intent, ...production, blockTimeNs: seconds * SECOND });
  expect(at(240n)).toBe(at(479n));
  expect(at(480n)).toBe(at(479n) + 240n * SECOND);
});

test('the nanoseconds tell chain, operation and attempt apart', () => {
  const deadlines = [
    intent,
    { ...intent, chainId: 'pacer-test-2' },
    { ...intent, operationKey: 'claim/8' },
    { ...intent, attempt: 2n },
  ].map((fields) => txDeadline({ ...fields, ...production, blockTimeNs: 0n }));
  expect(new Set(deadlines).size).toBe(4);
});

test.each([
  ['blockTimeNs', { blockTimeNs: -1n }],
  ['attempt', { attempt: -1n }],
  ['targetBlockMs', { targetBlockMs: -1n }],
  ['epochLength', { epochLength: 2n ** 64n }],
])('a malformed %s is refused', (_field, change) => {
  expect(codeOf(() => txDeadline({ ...intent, ...production, blockTimeNs: 0n, ...change }))).toBe('out-of-range');
});
