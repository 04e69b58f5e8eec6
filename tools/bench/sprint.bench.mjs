// Multiply–adds a second of each implementation of the Sprint's work at three sizes, one thread each: WebAssembly, the plain
// TypeScript reference, Go as the chain runs it, and the native prover where it was built (libs/sprint/native). Baselines of
// the same run: a plain inner product with WebAssembly's instruction, and the peak of each program's own instruction.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runGoBenchmarks } from './go-benchmark.mjs';
import { goRates, nativeRates, sprintTable, typescriptRates } from './sprint-table.mjs';

const sprint = resolve(import.meta.dirname, '../../libs/sprint');
const native = resolve(sprint, 'native/target/release/pacer-sprint-native');

/** What a program prints as JSON. Throws with its output when it fails. */
function jsonOf(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}${error?.message ?? ''}`);
  return JSON.parse(stdout);
}

const typescript = jsonOf(process.execPath, [resolve(sprint, 'bench/sprint.mjs')]);
const baseline = typescript.peak_gmacs.inner_products;
const rates = typescriptRates(typescript);
if (existsSync(native)) rates.push(...nativeRates(jsonOf(native, ['bench', '--json']), baseline));
else console.log('native: not built (cargo build --release in libs/sprint/native), left out');
const go = runGoBenchmarks('^BenchmarkDigest$', ['./crypto/sprintwork']);
rates.push(...goRates(go, baseline));
for (const line of sprintTable(rates)) console.log(line);
if (process.env.BENCH_RESULT) {
  writeFileSync(process.env.BENCH_RESULT, `${JSON.stringify({ typescript, go, rates }, null, 2)}\n`);
  console.log(`written to ${process.env.BENCH_RESULT}`);
}
