// What the Sprint's benchmarks measured, in one form: { name, peak, baseline, dim, layers, heads, ff, seq, gmacs } each.
const SIZES = [
  { dim: 64, layers: 2, heads: 2, ff: 128, seq: 16 },
  { dim: 512, layers: 4, heads: 8, ff: 1024, seq: 16 },
  { dim: 1024, layers: 3, heads: 16, ff: 1024, seq: 16 },
];

/** Multiply–adds of one nonce (sprint-work §2). */
function multiplyAdds({ dim, layers, ff, seq }) {
  return layers * (4 * dim * dim * seq + 3 * dim * ff * seq + 2 * seq * seq * dim);
}

/** From libs/sprint/bench: the kernel's peak is that of its instruction, the baseline a plain inner product with it. */
export function typescriptRates({ peak_gmacs: peaks, results }) {
  return results.map((rate) => ({
    ...rate,
    peak: rate.name === 'wasm' ? peaks.registers : undefined,
    baseline: peaks.inner_products,
  }));
}

/** From `pacer-sprint-native bench --json`: each kernel with the peak of its own instruction. */
export function nativeRates(kernels, baseline) {
  return kernels.flatMap(({ name, peak_gmacs: peak, results }) =>
    results.map((rate) => ({ ...rate, name, peak, baseline })),
  );
}

/** From Go's BenchmarkDigest/dim=N/… */
export function goRates(benchmarks, baseline) {
  return benchmarks.flatMap(({ name, metrics }) => {
    const size = SIZES.find(({ dim }) => name.split('/').some((part) => part === `dim=${dim}` || part === String(dim)));
    if (size === undefined) return [];
    return [
      { name: 'Go, by the clock', ...size, gmacs: multiplyAdds(size) / metrics['ns/op'], peak: undefined, baseline },
    ];
  });
}

/** Lines per size, fastest first. */
export function sprintTable(rates) {
  return SIZES.flatMap((size) => {
    const found = rates.filter(({ dim }) => dim === size.dim).sort((a, b) => b.gmacs - a.gmacs);
    const title = `d ${size.dim}, L ${size.layers}, h ${size.heads}, f ${size.ff}, s ${size.seq}:`;
    return [title, ...found.map((rate) => `  ${line(rate)}`)];
  });
}

function line(rate) {
  const { name, gmacs, peak, baseline } = rate;
  const nonce = multiplyAdds(rate) / gmacs / 1e6;
  const ofPeak = peak ? `, ${(gmacs / peak).toFixed(2)} of its instruction's ${peak.toFixed(1)}` : '';
  return `${name}: ${gmacs.toFixed(2)} GMAC/s, × ${(gmacs / baseline).toFixed(2)} of a plain inner product${ofPeak}; ${nonce.toFixed(3)} ms a nonce`;
}
