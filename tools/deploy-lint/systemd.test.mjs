import { afterAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesIn, root, textOf } from './place.test.support.mjs';
import { programs, wrongWithCall } from './programs.test.support.mjs';

const units = filesIn('deploy/systemd').map((file) => ({
  file,
  name: file.replace('.service', ''),
  sections: parse(textOf('deploy/systemd', file)),
}));
const dir = mkdtempSync(join(tmpdir(), 'pacer-units-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Sections of a unit; a key can be there more than once. */
function parse(text) {
  const sections = new Map();
  let section;
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const [, heading] = /^\[(\w+)\]$/.exec(line) ?? [];
    if (heading) sections.set(heading, (section = new Map()));
    else {
      const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
      if (!key || !section) throw new Error(`no line of a unit: ${line}`);
      section.set(key, [...(section.get(key) ?? []), value]);
    }
  }
  return sections;
}

test('there is a unit for each program, and no other', () => {
  expect(units.map(({ name }) => name)).toEqual([...programs.keys()].sort());
});

describe.each(units)('$file', ({ file, name, sections }) => {
  const service = sections.get('Service');
  const one = (key) => service.get(key)?.join(' ');

  test('calls its program as it can be called', () => {
    const [node, program, ...args] = one('ExecStart').split(' ');
    expect([node, program]).toEqual(['/opt/pacer/node_modules/.bin/node', `/opt/pacer/node_modules/.bin/${name}`]);
    expect(wrongWithCall(name, args)).toEqual([]);
    expect(args).toEqual(['run', '--config', '/etc/pacer/pacer.toml']);
  });

  test('starts it again for ever, and lets the step under way end', () => {
    expect([one('Restart'), one('KillSignal'), sections.get('Unit').get('StartLimitIntervalSec')]).toEqual([
      'always',
      'SIGTERM',
      ['0'],
    ]);
    expect(Number(one('TimeoutStopSec'))).toBeGreaterThanOrEqual(10);
  });

  test('gives it a folder of its own, and settings that it knows', () => {
    expect([one('StateDirectory'), one('StateDirectoryMode'), one('User')]).toEqual(['pacer', '0700', 'pacer']);
    const loaded = service.get('LoadCredential').map((line) => line.split(':')[0]);
    const shared = textOf('libs/agent/src/config/shared.ts');
    for (const line of service.get('Environment')) {
      const [, key, value] = /^PACER_([A-Z_]+)=(.+)$/.exec(line);
      expect(shared).toContain(`  ${key.toLowerCase()}: setting(`);
      if (value.startsWith('%d/')) expect(loaded).toContain(value.slice(3));
    }
    expect(textOf('deploy/systemd', file)).not.toMatch(/password=\S|https?:\/\/\S+@/);
  });

  test('gives it no more rights than it needs', () => {
    for (const key of [
      'NoNewPrivileges',
      'ProtectHome',
      'PrivateTmp',
      'PrivateDevices',
      'RestrictNamespaces',
      'LockPersonality',
    ]) {
      expect([key, one(key)]).toEqual([key, 'yes']);
    }
    expect([one('ProtectSystem'), one('CapabilityBoundingSet'), one('UMask')]).toEqual(['strict', '', '0077']);
  });
});

const analyze = (...args) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });
const isThere = analyze('--version').status === 0;

(isThere ? describe : describe.skip)('systemd itself', () => {
  // The programs are where this repository is, not yet in /opt/pacer.
  const here = units.map(({ file }) => {
    const path = join(dir, file);
    writeFileSync(path, textOf('deploy/systemd', file).replaceAll('/opt/pacer', root));
    return path;
  });

  test('finds nothing wrong with the units', () => {
    const { status, stdout, stderr } = analyze('verify', '--man=no', ...here);
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
  });

  test('rates what each is exposed to as low', () => {
    for (const path of here) {
      const { status, stdout } = analyze('security', '--offline=true', '--no-pager', '--threshold=20', path);
      expect([status, stdout.trim().split('\n').at(-1)]).toEqual([0, expect.stringContaining('OK')]);
    }
  });

  test('would find what is wrong', () => {
    const path = join(dir, 'pacer-wrong.service');
    writeFileSync(
      path,
      textOf('deploy/systemd/pacer-host.service')
        .replaceAll('/opt/pacer', root)
        .replace('Restart=always', 'Restart=allways'),
    );
    expect(analyze('verify', '--man=no', path).stderr).toContain('allways');
  });
});

test('a call of something that there is not is found', () => {
  expect(wrongWithCall('pacer-hosts', ['run'])).toHaveLength(1);
  expect(wrongWithCall('pacer-host', ['runs', '--config'])).toEqual(['pacer-host has no command runs']);
  expect(wrongWithCall('pacer-host', ['run', '--confg'])).toEqual(['pacer-host run has no option --confg']);
});
