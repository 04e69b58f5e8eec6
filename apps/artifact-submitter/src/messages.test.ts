import { expect, test } from '@jest/globals';
import type { Result } from '@pacer/journal';
import { MsgSubmitResults } from '@pacer/proto/validation/v1';
import { mostResults, submitResults } from './messages.js';

const result = (batchId: bigint, index: number): Result => ({
  ...{ epoch: 1n, batchId, index, owner: 'o', verdict: index % 2 === 0 ? 'match' : 'mismatch', detail: '' },
  ...{ createdMs: 0, state: 'in_flight', op: 'x', reason: undefined, urgent: false, groupMax: undefined },
});
const gasOf = (results: readonly Result[], stored = 0) =>
  submitResults({ host: 'h', signer: 's' }, 1n, results, stored).gas;

test('the gas of results grows with them, their batches, and what the chain has on these already', () => {
  const together = gasOf([result(1n, 0), result(1n, 1)]);
  expect(gasOf([result(1n, 0)])).toBeLessThan(together);
  expect(gasOf([result(1n, 0), result(2n, 1)])).toBeGreaterThan(together);
  expect(gasOf([result(1n, 0), result(1n, 1)], 100)).toBeGreaterThan(together);
});

test('a message with as many results as gas allows finds its place in a block, one more may not', () => {
  const most = Array.from({ length: mostResults() }, (_, index) => result(BigInt(index), index));
  expect(gasOf(most)).toBeLessThanOrEqual(90_000_000n);
  expect(gasOf([...most, result(9_999n, 0)])).toBeGreaterThan(90_000_000n);
});

test('results are carried in their order, the fee is paid by the operator', () => {
  const { messages, granter } = submitResults({ host: 'h', signer: 's' }, 1n, [result(4n, 1), result(5n, 2)], 0);
  expect(granter).toBe('h');
  const { results, epoch, signer } = MsgSubmitResults.decode(messages[0]!.value);
  expect([epoch, signer]).toEqual([1n, 's']);
  expect(results).toEqual([
    { batch: 4n, index: 1, verdict: 2 },
    { batch: 5n, index: 2, verdict: 1 },
  ]);
});
