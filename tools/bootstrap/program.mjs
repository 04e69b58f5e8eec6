import { spawn, spawnSync } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';
import { Refusal, refusalIn, StepFailure } from './refusal.mjs';

export const root = resolve(import.meta.dirname, '../..');

/** The environment every program of ours runs in: the workspace's Node and generators first, no cgo, no nx daemon. */
export const environment = {
  ...process.env,
  CGO_ENABLED: '0',
  // The same flags for builds, tests and vet, so that they share compiled packages.
  GOFLAGS: `${process.env.GOFLAGS ?? ''} -trimpath -buildvcs=false`.trim(),
  NX_DAEMON: 'false',
  PATH: [join(root, 'node_modules/.bin'), join(root, '.bootstrap/bin'), process.env.PATH].join(delimiter),
};

/** Standard output of a quick program, or undefined if it can't be started or fails. */
export function ask(program, args, { cwd = root, env = {} } = {}) {
  const result = spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...environment, ...env } });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/**
 * Runs a program silently; its output is shown only if it fails.
 * @throws {Refusal} when the machine is at fault (disk, network, program missing), {StepFailure} otherwise
 */
export function run(program, args, { cwd = root, env = {} } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd, env: { ...environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => fail(new Refusal(`${program} could not be started (${error.message}): install it.`)));
    child.on('close', (code) => {
      if (code === 0) return done(output);
      const tail = output.trim().split('\n').slice(-30).join('\n');
      fail(refusalIn(output) ?? new StepFailure(`${program} ${args.join(' ')} failed:\n${tail}`));
    });
  });
}

/** Runs a program on this terminal, passes signals on and resolves to its exit code. */
export function hand(program, args, { cwd = root, env = {} } = {}) {
  return new Promise((done) => {
    // Compiled code is kept between runs: it halves the start-up of each of the programs that a local network starts.
    const cache = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.bootstrap/compile-cache') };
    const child = spawn(program, args, { cwd, env: { ...environment, ...cache, ...env }, stdio: 'inherit' });
    // Ctrl-C reaches the whole process group; the child decides when it is done.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('error', (error) => {
      console.error(`${program}: ${error.message}`);
      done(1);
    });
    child.on('close', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
