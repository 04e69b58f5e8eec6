import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, SourceTextModule, SyntheticModule } from 'node:vm';
import * as crypto from './index.js';
import * as pvss from './pvss/index.js';

const modules: Record<string, object> = { '@pacer/crypto': crypto, '@pacer/crypto/pvss': pvss };
const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const blocks = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, block]) => block ?? '');

/** What the lines print. */
async function printedBy(block: string): Promise<unknown[][]> {
  const printed: unknown[][] = [];
  const context = createContext({ console: { log: (...line: unknown[]) => printed.push(line) } });
  const program = new SourceTextModule(block, { context });
  await program.link((specifier) => {
    const exported = modules[specifier];
    if (exported === undefined) throw new Error(`the README imports ${specifier}`);
    return new SyntheticModule(
      Object.keys(exported),
      function () {
        for (const [name, value] of Object.entries(exported)) this.setExport(name, value);
      },
      { context },
    );
  });
  await program.evaluate();
  return printed;
}

test('the README has two examples, which are short', () => {
  expect(blocks.map((block) => block.split('\n').filter(Boolean).length <= 14)).toEqual([true, true]);
});

test('the lines of the README run as they are and print a verified σ and some duties', async () => {
  const [sigma, duties] = await printedBy(blocks[0] ?? '');
  expect(sigma).toEqual(['σ', expect.stringMatching(/^[0-9a-f]{16}$/), true]);
  expect(duties?.[0]).toBe('re-execute');
  expect(duties?.[1]).toEqual(expect.arrayContaining([expect.any(Number)]));
});

test('the lines about the beacon run as they are and print one', async () => {
  expect(await printedBy(blocks[1] ?? '')).toEqual([['beacon', expect.stringMatching(/^[0-9a-f]{64}$/)]]);
});
