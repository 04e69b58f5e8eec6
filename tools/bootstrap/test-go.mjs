import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { environment, root } from './program.mjs';

/**
 * Counts the events of `go test -json`: tests without subtests of their own, and one failure for a package that failed
 * without a failing test (it did not compile, or panicked outside of one).
 */
export function goCounter() {
  const outcomes = new Map();
  const output = new Map();
  const failedPackages = new Set();
  return {
    add({ Action: action, Package: name, ImportPath: importPath, Test: test, Output: text }) {
      const key = test ? `${name} ${test}` : (name ?? importPath?.split(' ')[0] ?? '');
      if (text !== undefined) output.set(key, (output.get(key) ?? '') + text);
      if (!['pass', 'fail', 'skip', 'build-fail'].includes(action)) return;
      if (test) outcomes.set(key, action);
      else if (action === 'fail' || action === 'build-fail') failedPackages.add(key);
    },
    result() {
      const keys = [...outcomes.keys()];
      const parents = new Set(keys.flatMap((key) => (key.includes('/') ? ancestors(key) : [])));
      const leaves = keys.filter((key) => !parents.has(key) || (outcomes.get(key) === 'fail' && !childFailed(key)));
      const count = (action) => leaves.filter((key) => outcomes.get(key) === action).length;
      const failedTests = leaves.filter((key) => outcomes.get(key) === 'fail');
      const broken = [...failedPackages].filter((name) => !failedTests.some((key) => key.startsWith(`${name} `)));
      return {
        passed: count('pass'),
        failed: failedTests.length + broken.length,
        skipped: count('skip'),
        problems: [...failedTests, ...broken].map((key) => `${key}\n${(output.get(key) ?? '').trim().slice(-3000)}`),
      };

      function childFailed(parent) {
        return keys.some((key) => key.startsWith(`${parent}/`) && outcomes.get(key) === 'fail');
      }
    },
  };
}

/** "pkg TestA/b/c" → ["pkg TestA", "pkg TestA/b"]; slashes of the package's own path are not cut. */
function ancestors(key) {
  const [name, test] = key.split(' ');
  const parts = test.split('/');
  return parts.slice(1).map((_, i) => `${name} ${parts.slice(0, i + 1).join('/')}`);
}

/** Runs `go test -json` over packages of the chain, a line per package on the terminal. */
export async function runGo({ results, name, packages }) {
  const log = createWriteStream(join(results, `${name}.jsonl`));
  const child = spawn('go', ['test', '-json', '-p', '2', '-timeout', '30m', ...packages], {
    cwd: join(root, 'chain'),
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise((done) => {
    child.on('close', done);
    child.on('error', done);
  });
  const counter = goCounter();
  for await (const line of createInterface({ input: child.stdout })) {
    log.write(`${line}\n`);
    if (!line.startsWith('{')) continue;
    const event = JSON.parse(line);
    counter.add(event);
    if (!event.Test && /^(ok|FAIL|---)\s/.test(event.Output ?? '')) process.stdout.write(event.Output);
  }
  const code = await closed;
  log.end();
  const counted = counter.result();
  if (code === 0 || counted.failed > 0) return counted;
  return { ...counted, failed: 1, problems: [`go test ended with ${code}`] };
}
