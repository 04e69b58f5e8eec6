import { expect, test } from '@jest/globals';
import { goRates, nativeRates, sprintTable, typescriptRates } from './sprint-table.mjs';

const local = { dim: 64, layers: 2, heads: 2, ff: 128, seq: 16 };
const production = { dim: 1024, layers: 3, heads: 16, ff: 1024, seq: 16 };

test('rates of all implementations stand under their size, fastest first, with both ratios', () => {
  const typescript = {
    peak_gmacs: { registers: 25, inner_products: 20 },
    results: [
      { name: 'reference', ...local, gmacs: 1, nonces_per_second: 726 },
      { name: 'wasm', ...local, gmacs: 20, nonces_per_second: 14_532 },
    ],
  };
  const native = { name: 'native-avx2', peak_gmacs: 50, results: [{ ...local, gmacs: 40, of_peak: 0.8 }] };
  const go = [
    { name: 'Digest/dim=64/layers=2', metrics: { 'ns/op': 688_128 } },
    { name: 'Digest/dim=1024/layers=3', metrics: { 'ns/op': 88_473_600 } },
    { name: 'Expand/dim=7/layers=3', metrics: { 'ns/op': 1 } },
  ];
  const rates = [...typescriptRates(typescript), ...nativeRates([native], 20), ...goRates(go, 20)];
  expect(sprintTable(rates)).toEqual([
    'd 64, L 2, h 2, f 128, s 16:',
    "  native-avx2: 40.00 GMAC/s, × 2.00 of a plain inner product, 0.80 of its instruction's 50.0; 0.034 ms a nonce",
    "  wasm: 20.00 GMAC/s, × 1.00 of a plain inner product, 0.80 of its instruction's 25.0; 0.069 ms a nonce",
    '  Go, by the clock: 2.00 GMAC/s, × 0.10 of a plain inner product; 0.688 ms a nonce',
    '  reference: 1.00 GMAC/s, × 0.05 of a plain inner product; 1.376 ms a nonce',
    'd 512, L 4, h 8, f 1024, s 16:',
    'd 1024, L 3, h 16, f 1024, s 16:',
    '  Go, by the clock: 4.00 GMAC/s, × 0.20 of a plain inner product; 88.474 ms a nonce',
  ]);
});

test('each kernel of the native prover is compared with the peak of its own instruction', () => {
  const kernels = [
    { name: 'native-vnni', peak_gmacs: 60, results: [{ ...production, gmacs: 45 }] },
    { name: 'native-avx2', peak_gmacs: 30, results: [{ ...production, gmacs: 30 }] },
  ];
  expect(nativeRates(kernels, 20)).toMatchObject([
    { name: 'native-vnni', peak: 60, baseline: 20, gmacs: 45 },
    { name: 'native-avx2', peak: 30, baseline: 20, gmacs: 30 },
  ]);
});
