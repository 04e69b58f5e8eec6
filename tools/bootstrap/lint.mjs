// `npm run lint`: every linter, one line each; all run even if one fails.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { environment, root } from './program.mjs';

const chain = join(root, 'chain');

/** `silent`: succeeds only when it prints nothing (gofmt -l exits 0 whatever it finds). */
const linters = [
  // Without a project graph the rule of module boundaries is skipped.
  { name: 'project graph', program: 'nx', args: ['graph', `--file=${join(root, '.nx', 'graph.json')}`] },
  { name: 'eslint', program: 'eslint', args: ['--max-warnings=0', '.'] },
  { name: 'prettier', program: 'prettier', args: ['--check', '--log-level=warn', '.'] },
  { name: 'buf lint', program: 'buf', args: ['lint'], cwd: join(root, 'proto') },
  { name: 'gofmt', program: 'gofmt', args: ['-l', '.'], cwd: chain, silent: true },
  { name: 'go vet', program: 'go', args: ['vet', './...'], cwd: chain },
];

let failed = 0;
for (const { name, program, args, cwd = root, silent = false } of linters) {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', env: environment });
  const output = `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trim();
  const ok = status === 0 && !(silent && output !== '');
  console.log(`lint: ${name}: ${ok ? 'clean' : 'FAILED'} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  if (ok) continue;
  failed += 1;
  console.log(output);
}
if (failed > 0) {
  console.log(`lint: ${failed} of ${linters.length} failed`);
  process.exitCode = 1;
}
