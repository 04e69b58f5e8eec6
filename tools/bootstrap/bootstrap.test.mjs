import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = join(import.meta.dirname, 'bootstrap.mjs');
let machine;

beforeAll(() => {
  machine = mkdtempSync(join(tmpdir(), 'pacer-machine-'));
});
afterAll(() => {
  rmSync(machine, { recursive: true, force: true });
});

/** A PATH with Node and, if given, a program `go` that says what an installed version would. */
function pathWith(goVersion) {
  const folder = join(machine, goVersion ?? 'none');
  mkdirSync(folder);
  symlinkSync(process.execPath, join(folder, 'node'));
  symlinkSync('/bin/sh', join(folder, 'sh'));
  if (goVersion) {
    writeFileSync(join(folder, 'go'), `#!/bin/sh\necho go${goVersion}\n`);
    chmodSync(join(folder, 'go'), 0o755);
  }
  return folder;
}

function bootstrap({ args = ['--only', 'modules'], path = process.env.PATH, before = [] }) {
  const env = { ...process.env, PATH: path };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...before, script, ...args], {
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
}

describe('a machine that lacks something is told so in one sentence, with exit code 2', () => {
  it('an old Node', () => {
    const old = join(machine, 'old-node.cjs');
    writeFileSync(old, "Object.defineProperty(process, 'versions', { value: { node: '18.20.8' } });");
    const { status, stderr } = bootstrap({ before: ['--require', old] });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^bootstrap: Node 18\.20\.8 is too old: install Node 20 or newer .*\n$/);
  });

  it('no Go', () => {
    const { status, stderr } = bootstrap({ path: pathWith() });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^bootstrap: Go was not found: install Go 1\.\d+\S* or newer .*\n$/);
  });

  it('an old Go', () => {
    const { status, stderr } = bootstrap({ path: pathWith('1.22.1') });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^bootstrap: Go 1\.22\.1 is too old: install Go 1\.\d+\S* or newer .*\n$/);
  });
});

describe('bootstrap', () => {
  it('refuses a step that it does not have', () => {
    const { status, stderr } = bootstrap({ args: ['--only', 'pacerd,magic'] });
    expect(status).toBe(2);
    expect(stderr).toContain('there is no step "magic"');
  });

  it('goes on with a script on Node 24, with its arguments, and takes over its exit code', () => {
    const next = join(machine, 'next.mjs');
    writeFileSync(next, 'console.log(process.versions.node, ...process.argv.slice(2)); process.exit(7);');
    const relative = `../${'../'.repeat(20)}${next}`;
    const { status, stdout } = bootstrap({ args: ['--only', 'modules', '--then', relative, 'a', '--b'] });
    expect(stdout).toMatch(/^24\.\d+\.\d+ a --b$/m);
    expect(status).toBe(7);
  });
});
