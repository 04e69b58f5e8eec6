import { expect, it } from '@jest/globals';
import { blockLines, epochLines, gasLines, perAnswer, readRecords } from './records-table.mjs';

const cost = { gas: 200e6, 'cpu-ms': 2000, 'tx-bytes': 400_000, 'state-bytes': 100_000, 'disk-bytes': 3e6 };
const benchmarks = [
  { name: 'Records/records=0/rate=100000', metrics: { records: 0, batches: 0 } },
  { name: 'Records/records=10000/rate=100000', metrics: { records: 10_000, batches: 600, results: 1000, ...cost } },
  { name: 'Transactions', metrics: { records: 2000, ...cost } },
  { name: 'Gas/batch-of-one', metrics: { gas: 200_000, 'cpu-ms': 1, 'ns/gas': 5 } },
  { name: 'Gas/results-one', metrics: { gas: 100_000, 'cpu-ms': 1, 'ns/gas': 10 } },
  {
    name: 'FullBlocks/batches',
    metrics: {
      txs: 330,
      'gas-limit': 1e8,
      gas: 6e7,
      bytes: 139_260,
      'cpu-ms': 650,
      'of-empty': 200,
      'next-of-empty': 2,
    },
  },
  {
    name: 'FullBlocks/deletions',
    metrics: { stored: 30_000, 'deletions/block': 800, 'cpu-ms': 40, 'of-empty': 12, 'cpu-us/deletion': 44 },
  },
];

it('reads epochs, messages and blocks, and leaves out the epoch without records', () => {
  const { epochs, gas, blocks, deletions } = readRecords(benchmarks);
  expect(epochs.map(({ records, rate_ppm }) => [records, rate_ppm])).toEqual([[10_000, 100_000]]);
  expect(gas.map(({ name }) => name)).toEqual(['batch-of-one', 'results-one']);
  expect(blocks.map(({ name }) => name)).toEqual(['batches']);
  expect(deletions.stored).toBe(30_000);
});

it('scales a transaction for each answer to the answers of an epoch', () => {
  const { epochs, transactions } = readRecords(benchmarks);
  const each = perAnswer(transactions);
  expect(each.gas).toBe(100_000);
  // Five times as many answers as the transactions had, for the same cost.
  expect(epochLines(epochs, each)[2]).toContain('gas × 5.0, cpu-ms × 5.0');
});

it('shows messages as multiples of the first one, and blocks of an empty one', () => {
  const { gas, blocks, deletions } = readRecords(benchmarks);
  expect(gasLines(gas)[2]).toContain('10.0 ns each: × 2.0');
  expect(blockLines(blocks, deletions)[1]).toContain('650 ms CPU: × 200 of an empty block');
});
