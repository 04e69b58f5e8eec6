import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { environment, root } from './program.mjs';

// A hanging test ends at last; a project's own testTimeout does not count when several projects run together.
const timeout = '--testTimeout=120000';
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

/** What jest's --json file says. A file that could not even be loaded counts as one failure. */
export function countJest(report) {
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failures = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => `${relative(root, file.name)}: ${test.fullName}${why(test.failureMessages?.[0])}`),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    problems: [...failures, ...broken.map((file) => `${relative(root, file.name)} could not run${why(file.message)}`)],
  };
}

/** The first lines of a message without colours and stack, as one line. */
function why(message = '') {
  const lines = stripVTControlCharacters(message).split('\n');
  const stack = lines.findIndex((line) => /^\s+at /.test(line));
  const text = lines
    .slice(0, stack < 0 ? 8 : Math.min(stack, 8))
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' · ');
  return text && `: ${text.slice(0, 400)}`;
}

/** Results of several runs as those of one. */
export function sumOf(results) {
  const sum = (key) => results.reduce((all, result) => all + result[key], 0);
  const problems = results.flatMap((result) => result.problems);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), problems };
}

/** Runs jest over all projects of the workspace; its own output goes to the terminal. */
export async function runJest({ results, name, args, env = environment }) {
  const file = join(results, `${name}.json`);
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const all = [...flags, jest, '--json', `--outputFile=${file}`, '--passWithNoTests', '--silent', timeout, ...args];
  const child = spawn('node', all, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise((done) => child.on('close', done));
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0, problems: [`jest ended with exit code ${code}`] };
  const counted = countJest(JSON.parse(readFileSync(file, 'utf8')));
  if (code === 0 || counted.failed > 0) return counted;
  return { ...counted, failed: 1, problems: [`jest ended with exit code ${code}`] };
}
