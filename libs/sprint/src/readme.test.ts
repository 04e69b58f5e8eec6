import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..');

test('the example in the README prints what it says', () => {
  const [, code = '', printed] =
    /```js\n([^]*?)```\n\nprints\n\n```\n([^]*?)```/.exec(readFileSync(join(folder, 'README.md'), 'utf8')) ?? [];
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, encoding: 'utf8' });
  expect(output).toBe(printed);
});

test('the command in PROTOCOL.md prints what it says', () => {
  const text = readFileSync(join(folder, 'PROTOCOL.md'), 'utf8');
  const [, flags = '', printed] = /^pacer-sprint (--dim [^]*?)\n([0-9a-f]{64}\n)/m.exec(text) ?? [];
  const args = flags.replaceAll('\\\n', ' ').split(/ +/);
  const command = join(folder, 'dist/bin/pacer-sprint.js');
  expect(execFileSync(process.execPath, [command, ...args], { encoding: 'utf8' })).toBe(printed);
});
