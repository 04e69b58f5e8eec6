import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const source = import.meta.dirname;
const shipped = readdirSync(source).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));

function textOf(name: string): string {
  return readFileSync(join(source, name), 'utf8');
}

test('the package depends on noble only', () => {
  const { dependencies } = JSON.parse(textOf('../package.json')) as { dependencies: Record<string, string> };
  expect(Object.keys(dependencies).sort()).toEqual(['@noble/curves', '@noble/hashes']);
});

test.each(shipped)('%s imports noble and its neighbours only, so that it runs in a browser', (name) => {
  const imported = [...textOf(name).matchAll(/\bfrom '([^']+)'|\bimport\(|\brequire\(/g)].map((match) => match[1]);
  const foreign = imported.filter((specifier) => !/^(\.\/[a-z0-9-]+\.js|@noble\/.+\.js)$/.test(specifier ?? ''));
  expect(foreign).toEqual([]);
});

test.each(shipped)('%s uses no global of Node', (name) => {
  expect(textOf(name)).not.toMatch(/\b(process|Buffer|globalThis|setTimeout|fetch|crypto)\s*[.(]/);
});

test('every source file stands in one of the exports, or is imported by one that does', () => {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const [, neighbour] of textOf(name).matchAll(/from '\.\/([a-z0-9-]+)\.js'/g)) visit(`${neighbour!}.ts`);
  };
  visit('index.ts');
  expect(shipped.filter((name) => !reached.has(name))).toEqual([]);
});
