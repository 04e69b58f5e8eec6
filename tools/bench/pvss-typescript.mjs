// What a dealing costs an agent in TypeScript (protocol §4): deal, in one thread and in workers, verify, open, verify an
// opening, reconstruct. Baseline of the same run: the points of a dealing and of an opening by noble's plain `multiply`.
// A part of `npm run bench -- pvss`.
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { dealingPublicKey, hostKeys } from '@pacer/crypto';
import {
  addDealings,
  deal,
  open,
  pvssRound,
  reconstruct,
  sumsOf,
  verifyDealing,
  verifyOpening,
} from '@pacer/crypto/pvss';
import { dealInWorkers } from '@pacer/crypto/pvss/workers';
import { availableParallelism } from 'node:os';

const { G1, G2, fields } = bls12_381;

/** Wall and CPU time of a call, workers included, in ms. */
async function timed(call) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const value = await call();
  const { user, system } = process.cpuUsage(cpu);
  return { value, wallMs: performance.now() - start, cpuMs: (user + system) / 1000 };
}

/** Holders with nearly the same number of slots each, the first one with one more where W is no multiple of N. */
function roundOf(count, slots) {
  const holders = Array.from({ length: count }, (_, i) => {
    const dk = hostKeys(new Uint8Array(32).fill(i + 1)).dealing;
    const share = Math.floor(slots / count) + (i < slots % count ? 1 : 0);
    return { address: new Uint8Array(20).fill(i + 1), ek: dealingPublicKey(dk), slots: share, dk };
  });
  const table = holders.map(({ address, ek, slots: own }) => ({ address, ek, slots: own }));
  const zeros = new Uint8Array(32);
  return {
    holders,
    round: pvssRound({ chainId: 'bench', epoch: 0n, beacon: zeros, blockHash: zeros, holders: table }),
  };
}

/** The points of a dealing as one would write them down: Horner modulo r, and noble's `multiply` for each of them. */
function dealPlainly(round) {
  const coefficients = Array.from({ length: round.threshold }, (_, j) => fields.Fr.create(7n ** BigInt(90 + (j % 9))));
  const at = (x) => coefficients.reduceRight((sum, f) => (sum * BigInt(x) + f) % fields.Fr.ORDER, 0n);
  return round.holders.flatMap(({ ek, first, slots }) => {
    const key = G2.Point.fromBytes(ek);
    return Array.from({ length: slots }, (_, i) => {
      const share = at(first + i);
      return [G1.Point.BASE.multiply(share).toBytes(), key.multiply(share).toBytes()];
    });
  });
}

/** S_i = Y_i^(1/dk) by noble's `multiply`, without the check that `open` makes. */
function openPlainly(dk, y) {
  const inverse = fields.Fr.inv(BigInt(`0x${Buffer.from(dk).toString('hex')}`));
  return Array.from({ length: y.length / 96 }, (_, i) =>
    G2.Point.fromBytes(y.subarray(96 * i, 96 * (i + 1)))
      .multiply(inverse)
      .toBytes(),
  );
}

/** Slots of holders in order, opened, until there are enough. */
function openEnough(round, holders, sums) {
  const shares = [];
  for (const { address, dk, slots } of holders) {
    const opening = open(round, dk, address, sumsOf(round, address, sums));
    for (let i = 0; i < slots && shares.length < round.threshold; i++) {
      shares.push({ slot: shares.length + 1, share: opening.subarray(96 * i, 96 * (i + 1)) });
    }
    if (shares.length === round.threshold) return shares;
  }
  return shares;
}

/** Every step of one size: [{ holders, slots, step, wallMs, cpuMs, bytes, ratio }], ratio being CPU to the baseline's. */
export async function benchPvss(count, slots) {
  const { holders, round } = roundOf(count, slots);
  const [{ dk, address }] = holders;
  const rows = [];
  const measure = async (step, call, baseline) => {
    const { value, wallMs, cpuMs } = await timed(call);
    const bytes = value instanceof Uint8Array ? value.length : undefined;
    rows.push({ holders: count, slots, step, wallMs, cpuMs, bytes, ratio: baseline && cpuMs / baseline.cpuMs });
    return value;
  };
  const plainDeal = await timed(() => dealPlainly(round));
  rows.push({ holders: count, slots, step: 'deal, plain', ...plainDeal, value: undefined, ratio: 1 });
  const dealing = await measure('deal', () => deal(round, dk, address), plainDeal);
  const workers = Math.min(2, availableParallelism());
  await measure(`deal, ${workers} workers`, () => dealInWorkers(round, dk, address), plainDeal);
  await measure('verify dealing', () => verifyDealing(round, address, dealing));
  const sums = await measure('add one dealing', () => addDealings(round, [dealing]));
  const own = sumsOf(round, address, sums);
  const plainOpen = await timed(() => openPlainly(dk, own.y));
  rows.push({ holders: count, slots, step: 'open, plain and unchecked', ...plainOpen, value: undefined, ratio: 1 });
  const opening = await measure('open', () => open(round, dk, address, own), plainOpen);
  await measure('verify opening', () => verifyOpening(round, address, opening, own.a));
  const shares = openEnough(round, holders, sums);
  await measure('reconstruct', () => reconstruct(round, sums.a.subarray(0, 48), shares));
  return rows;
}

/** One line per step. */
export function pvssTable(rows) {
  return rows.map(({ holders, slots, step, wallMs, cpuMs, bytes, ratio }) => {
    const extra = (bytes === undefined ? '' : `, ${bytes} bytes`) + (ratio ? `, CPU × ${ratio.toFixed(2)}` : '');
    return `N = ${holders}, W = ${slots}, ${step}: ${wallMs.toFixed(0)} ms, CPU ${cpuMs.toFixed(0)} ms${extra}`;
  });
}
