import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, SourceTextModule, SyntheticModule } from 'node:vm';
import * as crypto from './index.js';

test('the lines of the README run as they are and print a verified σ and some duties', async () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const block = /```js\n(.*?)```/s.exec(readme)?.[1] ?? '';
  expect(block.split('\n').filter(Boolean).length).toBeLessThanOrEqual(10);

  const printed: unknown[][] = [];
  const context = createContext({ console: { log: (...line: unknown[]) => printed.push(line) } });
  const program = new SourceTextModule(block, { context });
  await program.link((specifier) => {
    expect(specifier).toBe('@pacer/crypto');
    const names = Object.keys(crypto);
    return new SyntheticModule(
      names,
      function () {
        for (const [name, value] of Object.entries(crypto)) this.setExport(name, value);
      },
      { context },
    );
  });
  await program.evaluate();

  const [sigma, duties] = printed;
  expect(sigma).toEqual(['σ', expect.stringMatching(/^[0-9a-f]{16}$/), true]);
  expect(duties?.[0]).toBe('re-execute');
  expect(duties?.[1]).toEqual(expect.arrayContaining([expect.any(Number)]));
});
