import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

test('the example in the README prints what it says', () => {
  const folder = join(import.meta.dirname, '..');
  const [, code = '', printed] =
    /```js\n([^]*?)```\n\nprints\n\n```\n([^]*?)```/.exec(readFileSync(join(folder, 'README.md'), 'utf8')) ?? [];
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, encoding: 'utf8' });
  expect(output).toBe(printed);
});
