// Do all implementations of the Sprint's work agree? `npm run bench -- agree [--count 1000] [--seed TEXT]`: random beacons, Hosts and
// nonces at three sizes, by the chain's verifier (pacerd), WebAssembly, the plain reference, and the native and PyTorch provers
// where they are there. Prints a hash over all digests of each, and ends with 1 when one differs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CPU_NETWORK, LOCAL_TEST, PRODUCTION, SprintDigest } from '@pacer/sprint';
import { ReferenceDigest } from '@pacer/sprint/reference';

const root = resolve(import.meta.dirname, '../..');
const pacerd = process.env.PACERD ?? resolve(root, 'chain/build/pacerd');
const native = resolve(root, 'libs/sprint/native/target/release/pacer-sprint-native');
const torch = resolve(root, 'libs/sprint/python/pacer_sprint_torch.py');
const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000' }, seed: { type: 'string', default: String(Date.now()) } },
});
const count = Number(values.count);
/** PyTorch on a CPU takes seconds a nonce: it computes the first ones only. */
const FEW = Math.min(count, 50);

/** Bytes that follow from the seed. */
const random = (what, length) => createHash('sha512').update(`${values.seed}/${what}`).digest().subarray(0, length);

function flags(shape, task, first, many) {
  const sizes = Object.entries(shape).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { chainId, epoch, beacon } = task.epoch;
  const bytes = ['--beacon', beacon.toString('hex'), '--host', task.host.toString('hex')];
  return [...sizes, '--chain', chainId, '--epoch', String(epoch), ...bytes, ...first, '--count', String(many)];
}

/** Digests as lines of hex that a program prints; undefined where it can't run. */
function printed(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}${error?.message ?? ''}`);
  return stdout.trim().split('\n');
}

function computed(Digest, shape, { epoch, host, first }) {
  const work = new Digest(epoch, shape);
  return Array.from({ length: count }, (_, i) => Buffer.from(work.digest(host, first + BigInt(i))).toString('hex'));
}

const hasTorch = spawnSync('/usr/bin/python3', ['-c', 'import torch']).status === 0;
const implementations = {
  pacerd: (shape, task) =>
    printed(pacerd, ['debug', 'sprint-work', ...flags(shape, task, ['--nonce', task.first], count)]),
  wasm: (shape, task) => computed(SprintDigest, shape, task),
  reference: (shape, task) => computed(ReferenceDigest, shape, task),
  ...(existsSync(native) && {
    native: (shape, task) => printed(native, ['digests', ...flags(shape, task, ['--first', task.first], count)]),
  }),
  ...(hasTorch && {
    torch: (shape, task) =>
      printed('/usr/bin/python3', [torch, 'digests', ...flags(shape, task, ['--first', task.first], FEW)]),
  }),
};
for (const [name, there] of [
  ['native', existsSync(native)],
  ['torch', hasTorch],
])
  if (!there) console.log(`${name}: not here, left out`);

const results = [];
console.log(`seed ${values.seed}, ${count} nonces of each size, ${FEW} by torch`);
for (const shape of [LOCAL_TEST, CPU_NETWORK, PRODUCTION]) {
  const name = Object.values(shape).join(', ');
  const task = {
    epoch: {
      chainId: `agree-${name.length}`,
      epoch: random(name, 8).readBigUInt64BE() >> 1n,
      beacon: random(`beacon ${name}`, 32),
    },
    host: random(`host ${name}`, 20),
    first: random(`nonce ${name}`, 8).readBigUInt64BE() >> 1n,
  };
  let expected;
  for (const [program, digests] of Object.entries(implementations)) {
    const began = performance.now();
    const all = digests(shape, {
      ...task,
      first: program === 'wasm' || program === 'reference' ? task.first : String(task.first),
    });
    expected ??= all;
    const agrees = all.length > 0 && all.every((digest, i) => digest === expected[i]);
    const hash = createHash('sha256').update(all.join('\n')).digest('hex');
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(
      `${name}: ${program.padEnd(9)} ${all.length} digests, ${hash.slice(0, 32)}, ${agrees ? 'agrees' : 'DIFFERS'}, ${seconds} s`,
    );
    results.push({ shape, program, count: all.length, hash, agrees });
    if (!agrees) process.exitCode = 1;
  }
}
if (process.env.BENCH_RESULT) writeFileSync(process.env.BENCH_RESULT, `${JSON.stringify(results, null, 2)}\n`);
