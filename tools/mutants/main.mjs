// Breaks the classifier, the proof of death and the write-ahead order on purpose, one way at a time: each has to make a test
// fail. `npm run bench -- mutants [part of a name…]`.
import { writeFileSync } from 'node:fs';
import { Bench } from './check.mjs';
import { mutants } from './mutants.mjs';
import { runMutants } from './run.mjs';

const wanted = process.argv.slice(2);
const chosen = mutants.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const bench = new Bench();
try {
  const { code, verdicts } = runMutants(bench, chosen);
  if (process.env.BENCH_RESULT) writeFileSync(process.env.BENCH_RESULT, `${JSON.stringify({ verdicts }, null, 2)}\n`);
  process.exitCode = code === 0 && chosen.length === 0 ? 2 : code;
} finally {
  bench.remove();
}
