// `npm test [-- typescript go e2e]`: every test, in suites that each leave a machine-readable result in test-results/.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, root } from './program.mjs';
import { runGo } from './test-go.mjs';
import { runJest, sumOf } from './test-jest.mjs';

const results = join(root, 'test-results');

/** Each resolves to { passed, failed, skipped, problems }, problems being one line per failure. */
const suites = {
  typescript: () => runJest({ results, name: 'typescript', args: ['--maxWorkers=2'] }),
  go: () => runGo({ results, name: 'go', packages: ['./...'] }),
  // Whole networks: one at a time, or they take each other's processor; two where a test mostly waits.
  e2e: async () => sumOf([await endToEnd('e2e-paired', '--maxWorkers=2'), await endToEnd('e2e-alone', '--runInBand')]),
};

const endToEnd = (kind, workers) =>
  runJest({ results, name: kind, args: [workers], env: { ...environment, PACER_TESTS: kind } });

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`test: there is no suite "${unknown[0]}": the suites are ${Object.keys(suites).join(', ')}`);
  process.exit(2);
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const summary = {};
for (const name of wanted.length > 0 ? wanted : Object.keys(suites)) {
  const start = performance.now();
  console.log(`test: ${name} …`);
  let result = await suites[name]();
  if (result.passed + result.failed === 0) result = { ...result, failed: 1, problems: ['no test ran'] };
  const seconds = (performance.now() - start) / 1000;
  summary[name] = { ...result, seconds };
  for (const problem of result.problems) console.log(`test: ${name}: FAILED ${problem}`);
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : '';
  console.log(`test: ${name}: ${result.passed} passed, ${result.failed} failed${skipped} (${seconds.toFixed(0)} s)`);
}
const total = (key) => Object.values(summary).reduce((sum, result) => sum + result[key], 0);
writeFileSync(join(results, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
console.log(`test: ${total('passed')} passed, ${total('failed')} failed`);
if (total('failed') > 0 || total('passed') === 0) process.exitCode = 1;
