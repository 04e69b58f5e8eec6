// What a claim costs the chain: 17,280 headers that give one Host 1,024 duties (protocol §8).
// Baseline of the same run: hashing and drawing alone, without a store.
import { writeFileSync } from 'node:fs';
import { runGoBenchmarks, table } from './go-benchmark.mjs';

const benchmarks = runGoBenchmarks('^BenchmarkClaim', ['./crypto/duty', './x/reward/...', './tests/...']);
const baseline = benchmarks.find((each) => each.package.endsWith('/crypto/duty'));
for (const line of table(benchmarks, baseline)) console.log(line);
if (process.env.BENCH_RESULT) {
  writeFileSync(process.env.BENCH_RESULT, `${JSON.stringify({ baseline, benchmarks }, null, 2)}\n`);
  console.log(`written to ${process.env.BENCH_RESULT}`);
}
