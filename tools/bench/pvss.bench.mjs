// What the Sprint's beacon costs the chain: dealings of 64 to 1,000 slots made, verified, added, opened and put together
// (protocol §4), in CPU milliseconds. Baseline of the same run: a dealing verified and added point by point.
// Then what it costs the agents, in TypeScript, at the same sizes.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { benchPvss, pvssTable } from './pvss-typescript.mjs';

const chain = resolve(import.meta.dirname, '../../chain');

/** Runs chain/tests/bench/pvss; returns the sizes that it measured. Throws with Go's output when it fails. */
function measure(args) {
  const { status, stdout, stderr } = spawnSync('go', ['run', './tests/bench/pvss', ...args], {
    cwd: chain,
    encoding: 'utf8',
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) throw new Error(`go run ./tests/bench/pvss:\n${stdout}${stderr}`);
  return JSON.parse(stdout).sizes;
}

const sizes = measure(process.argv.slice(2));
const ms = (value) => `${value.toFixed(1)} ms`;
console.log('on the chain, in Go:');
for (const size of sizes) {
  console.log(`${size.hosts} hosts, ${size.slots} slots (${size.threshold} open):`);
  console.log(
    `  a dealing, ${size.dealing_bytes} bytes: made in ${ms(size.deal_ms)}, verified in ${ms(size.verify_ms)} (its proof of knowledge ${ms(size.proof_ms)}),` +
      ` added in ${ms(size.add_ms)}: × ${size.ratio.toFixed(2)} of ${ms(size.plain_ms)} point by point; once in an epoch ${ms(size.prepare_ms)} more;` +
      ` ${size.deal_gas} gas, ${size.deal_ns_per_gas.toFixed(1)} ns each`,
  );
  console.log(
    `  an opening, ${size.opening_bytes} bytes: made in ${ms(size.open_ms)}, verified in ${ms(size.verify_opening_ms)};` +
      ` ${size.open_gas} gas, ${size.open_ns_per_gas.toFixed(1)} ns each`,
  );
  console.log(`  the secret of ${size.threshold} shares: ${ms(size.reconstruct_ms)}`);
}
console.log('in an agent, in TypeScript:');
const typescript = [];
for (const { hosts, slots } of sizes) {
  const rows = await benchPvss(hosts, slots);
  for (const line of pvssTable(rows)) console.log(line);
  typescript.push(...rows);
}
if (process.env.BENCH_RESULT) {
  writeFileSync(process.env.BENCH_RESULT, `${JSON.stringify({ sizes, typescript }, null, 2)}\n`);
  console.log(`written to ${process.env.BENCH_RESULT}`);
}
