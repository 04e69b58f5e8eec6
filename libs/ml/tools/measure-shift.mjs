// What the shift between logits and the softmax table does to temperature 1: `node libs/ml/tools/measure-shift.mjs`,
// after a build. Deterministic: fixed models and contexts. The finding stands in the README.
import { distributionOf, keystream, LOGIT_SHIFT, ReferenceModel, STOP } from '../dist/index.js';

const MODELS = ['pacer-ref', 'a', 'b', 'c'];
const CONTEXTS = 100;

const logits = MODELS.flatMap((name, m) => {
  const model = new ReferenceModel(name);
  const bytes = new Uint8Array(keystream(new Uint8Array(32).fill(m + 1), 16 * CONTEXTS).buffer);
  return Array.from({ length: CONTEXTS }, (_, i) => model.logits([...bytes.subarray(16 * i, 16 * i + 16)]));
});
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

const rows = [8, 9, 10, 11, 12, 13, 14].map((shift) => {
  const shares = logits.map((one) => {
    const { weights, total } = distributionOf(one, shift);
    return { p: [...weights].map((w) => w / total), ties: weights.filter((w) => w === 127).length > 1 };
  });
  return {
    shift: shift === LOGIT_SHIFT ? `${shift} (used)` : String(shift),
    'entropy, bits of 8.01': mean(shares.map(({ p }) => -p.reduce((h, q) => h + q * Math.log2(q), 0))).toFixed(2),
    'likeliest id': mean(shares.map(({ p }) => Math.max(...p))).toFixed(3),
    'top 5': mean(shares.map(({ p }) => mean(p.toSorted((a, b) => b - a).slice(0, 5)) * 5)).toFixed(3),
    'p(stop)': mean(shares.map(({ p }) => p[STOP])).toFixed(4),
    'tie at the top': mean(shares.map(({ ties }) => Number(ties))).toFixed(3),
  };
});
const spread = mean(logits.map((one) => Math.sqrt(mean([...one].map((v) => v * v)) - mean([...one]) ** 2)));
console.log(
  `${logits.length} contexts of ${MODELS.length} models; standard deviation of a logit ${Math.round(spread)}`,
);
console.table(rows);
