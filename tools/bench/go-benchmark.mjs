import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const chain = resolve(import.meta.dirname, '../../chain');

/** What `go test -bench` printed: { name, package, metrics: { 'ns/op': …, … } } per benchmark, in order. */
export function parseGoBenchmarks(output) {
  const found = [];
  let within;
  for (const line of output.split('\n')) {
    within = /^pkg: (\S+)/.exec(line)?.[1] ?? within;
    const [, name, rest] = /^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const metrics = Object.fromEntries(
      [...rest.matchAll(/([\d.e+]+) (\S+)/g)].map(([, value, unit]) => [unit, Number(value)]),
    );
    found.push({ name, package: within, metrics });
  }
  return found;
}

/** Runs the chain's benchmarks that match a pattern, with more options of `go test`. Throws with Go's output when they fail or there is none. */
export function runGoBenchmarks(pattern, packages, options = []) {
  const args = ['test', '-run', '^$', '-bench', pattern, '-benchmem', '-timeout', '30m', ...options, ...packages];
  const { status, stdout, stderr } = spawnSync('go', args, {
    cwd: chain,
    encoding: 'utf8',
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) throw new Error(`go ${args.join(' ')}:\n${stdout}${stderr}`);
  const found = parseGoBenchmarks(stdout);
  if (found.length === 0) throw new Error(`no benchmark matches ${pattern} in ${packages.join(' ')}`);
  return found;
}

/** One line per benchmark with its time as a multiple of the baseline's. */
export function table(benchmarks, baseline) {
  return benchmarks.map(({ name, package: from, metrics }) => {
    const ratio = metrics['ns/op'] / baseline.metrics['ns/op'];
    const extra = Object.entries(metrics).filter(([unit]) => !/^(ns|B|allocs)\/op$/.test(unit));
    const words = extra.map(([unit, value]) => `, ${value} ${unit}`).join('');
    const where = from.replace(/^.*\/chain\//, '');
    return `${where} ${name}: ${(metrics['ns/op'] / 1e6).toFixed(2)} ms, × ${ratio.toFixed(2)}${words}`;
  });
}
