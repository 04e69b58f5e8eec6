import { txDeadline } from './deadline.js';
import { readCases } from './testing/vectors.js';

interface DeadlineCase {
  chain: string;
  operation_key: string;
  attempt: string;
  block_time_ns: string;
  target_block_ms: number;
  epoch_length: number;
  deadline_ns: string;
}

const cases = readCases<DeadlineCase>('deadline.json');

test.each(cases)('$name', (vector) => {
  const deadline = txDeadline({
    chainId: vector.chain,
    operationKey: vector.operation_key,
    attempt: BigInt(vector.attempt),
    blockTimeNs: BigInt(vector.block_time_ns),
    targetBlockMs: BigInt(vector.target_block_ms),
    epochLength: BigInt(vector.epoch_length),
  });
  expect(String(deadline)).toBe(vector.deadline_ns);
});
