// GMAC/s of the WebAssembly kernel (one thread) and of the reference at three sizes, beside what the kernel's instruction
// gives at best in the same run. `node libs/sprint/bench/sprint.mjs` prints JSON. Rates are per second of this process' CPU,
// the best of several rounds that take turns, so that other programs disturb all of them alike.
import { CPU_NETWORK, LOCAL_TEST, multiplyAdds, PRODUCTION } from '../dist/index.js';
import { ReferenceDigest } from '../dist/reference/index.js';
import { Kernel } from '../dist/wasm/kernel.js';
import { compile } from '../scripts/compile.mjs';

const SHAPES = [LOCAL_TEST, CPU_NETWORK, PRODUCTION];
const ROUNDS = 12;
/** Seconds of CPU that one measurement takes. */
const SLICE = 0.15;

const epoch = { chainId: 'bench', epoch: 1n, beacon: new Uint8Array(32).fill(1) };
const host = new Uint8Array(20).fill(2);

function cpuSeconds(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** A measurement: `work(n)` does n times `units` multiply–adds. */
function measurement(units, work) {
  let n = 1;
  let best = 0;
  // Until the code is optimised and n fills a slice.
  for (let seconds = 0; seconds < SLICE / 2; n *= 2) seconds = cpuSeconds(() => work(n));
  return {
    round() {
      best = Math.max(best, (n * units) / cpuSeconds(() => work(n)) / 1e9);
    },
    get gmacs() {
      return best;
    },
  };
}

function wasm(shape) {
  const kernel = new Kernel(epoch, shape);
  kernel.setHost(host);
  return measurement(multiplyAdds(shape) * kernel.batch, (n) => {
    for (let i = 0; i < n; i++) kernel.digests(BigInt(i * kernel.batch), kernel.batch);
  });
}

function reference(shape) {
  const work = new ReferenceDigest(epoch, shape);
  return measurement(multiplyAdds(shape), (n) => {
    for (let i = 0; i < n; i++) work.digest(host, BigInt(i));
  });
}

async function loops() {
  const { exports } = (await WebAssembly.instantiate(await compile('peak.ts'))).instance;
  return {
    registers: measurement(96 * 1000, (n) => exports.registers(1000 * n)),
    inner_products: measurement(2048, (n) => exports.innerProducts(n)),
  };
}

/** { peak_gmacs: { registers, inner_products }, results: [{ name, dim, layers, heads, ff, seq, gmacs, nonces_per_second }] } */
export async function benchSprint() {
  const peaks = await loops();
  const programs = SHAPES.flatMap((shape) => [
    { name: 'wasm', shape, ...{ measured: wasm(shape) } },
    { name: 'reference', shape, ...{ measured: reference(shape) } },
  ]);
  const all = [...Object.values(peaks), ...programs.map(({ measured }) => measured)];
  for (let round = 0; round < ROUNDS; round++) for (const each of all) each.round();
  return {
    peak_gmacs: Object.fromEntries(Object.entries(peaks).map(([name, { gmacs }]) => [name, gmacs])),
    results: programs.map(({ name, shape, measured: { gmacs } }) => ({
      ...{ name, ...shape, gmacs },
      nonces_per_second: (gmacs * 1e9) / multiplyAdds(shape),
    })),
  };
}

if (process.argv[1] === import.meta.filename) console.log(JSON.stringify(await benchSprint(), null, 2));
