// Do all implementations of the Sprint's work agree? `npm run bench -- agree [--count 1000] [--seed TEXT]`: random beacons, Hosts and
// nonces at three sizes (or only that of --dim N), by the chain's verifier (pacerd), WebAssembly, the plain reference, each kernel of the
// native prover that this CPU runs, and PyTorch (of the interpreter in $PYTHON) where it is there. Prints a hash over all digests of each,
// and ends with 1 when one differs or is missing.
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
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now()) },
    dim: { type: 'string' },
  },
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

/** The native prover's kernels that this CPU runs: it names them where it refuses another. */
function kernels() {
  if (!existsSync(native)) return [];
  const zero = { epoch: { chainId: 'none', epoch: 0n, beacon: Buffer.alloc(32) }, host: Buffer.alloc(20) };
  const args = ['digests', ...flags(LOCAL_TEST, zero, ['--first', '0'], 1), '--kernel', 'none'];
  const { stderr } = spawnSync(native, args, { encoding: 'utf8' });
  const names = /has \(([^)]+)\)/.exec(stderr)?.[1];
  if (names === undefined) throw new Error(`${native} does not name its kernels: ${stderr}`);
  return names.split(', ');
}

const python = process.env.PYTHON ?? 'python3';
const hasTorch = spawnSync(python, ['-c', 'import torch']).status === 0;
const implementations = {
  pacerd: (shape, task) =>
    printed(pacerd, ['debug', 'sprint-work', ...flags(shape, task, ['--nonce', task.first], count)]),
  wasm: (shape, task) => computed(SprintDigest, shape, task),
  reference: (shape, task) => computed(ReferenceDigest, shape, task),
  ...Object.fromEntries(
    kernels().map((kernel) => [
      `native-${kernel}`,
      (shape, task) => {
        const all = flags(shape, task, ['--first', task.first], count);
        return printed(native, ['digests', ...all, '--kernel', kernel]);
      },
    ]),
  ),
  ...(hasTorch && {
    torch: (shape, task) => printed(python, [torch, 'digests', ...flags(shape, task, ['--first', task.first], FEW)]),
  }),
};
for (const [name, there] of [
  ['native', existsSync(native)],
  ['torch', hasTorch],
])
  if (!there) console.log(`${name}: not here, left out`);

const results = [];
console.log(`seed ${values.seed}, ${count} nonces of each size, ${FEW} by torch`);
const shapes = [LOCAL_TEST, CPU_NETWORK, PRODUCTION].filter(({ dim }) => (values.dim ?? `${dim}`) === `${dim}`);
if (shapes.length === 0) throw new Error(`--dim ${values.dim} is none of the three sizes: 64, 512, 1024`);
for (const shape of shapes) {
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
    const wanted = program === 'torch' ? FEW : count;
    const agrees = all.length === wanted && all.every((digest, i) => digest === expected[i]);
    const hash = createHash('sha256').update(all.join('\n')).digest('hex');
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(
      `${name}: ${program.padEnd(15)} ${all.length} digests, ${hash.slice(0, 32)}, ${agrees ? 'agrees' : 'DIFFERS'}, ${seconds} s`,
    );
    results.push({ shape, program, count: all.length, hash, agrees });
    if (!agrees) process.exitCode = 1;
  }
}
if (process.env.BENCH_RESULT) writeFileSync(process.env.BENCH_RESULT, `${JSON.stringify(results, null, 2)}\n`);
