// What recorded answers cost the chain: an epoch of 10⁴, 10⁵ and 10⁶ of them with four Hosts, gas and CPU of each kind of message,
// and blocks full of them. Baselines of the same run: a transaction for each answer, a batch of one record, an empty block.
import { writeFileSync } from 'node:fs';
import { runGoBenchmarks } from './go-benchmark.mjs';
import { blockLines, epochLines, gasLines, perAnswer, readRecords } from './records-table.mjs';

const found = runGoBenchmarks('.', ['./tests/bench/records'], ['-benchtime', '1x']);
const { epochs, transactions, gas, blocks, deletions } = readRecords(found);
const each = perAnswer(transactions);
for (const line of [...epochLines(epochs, each), ...gasLines(gas), ...blockLines(blocks, deletions)]) console.log(line);
if (process.env.BENCH_RESULT) {
  const result = { perAnswer: each, epochs, transactions, gas, blocks, deletions };
  writeFileSync(process.env.BENCH_RESULT, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`written to ${process.env.BENCH_RESULT}`);
}
