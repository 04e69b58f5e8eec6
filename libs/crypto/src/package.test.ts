import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const source = import.meta.dirname;
const shipped = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !/\.test\.|^testing\//.test(name),
);
/** The one place that needs Node: `@pacer/crypto/pvss/workers`. */
const threads = ['pvss/workers.ts', 'pvss/worker.ts', 'pvss/worker-thread.ts'];
const portable = shipped.filter((name) => !threads.includes(name));

function textOf(name: string): string {
  return readFileSync(join(source, name), 'utf8');
}

test('the package depends on noble only', () => {
  const { dependencies } = JSON.parse(textOf('../package.json')) as { dependencies: Record<string, string> };
  expect(Object.keys(dependencies).sort()).toEqual(['@noble/curves', '@noble/hashes']);
});

/** What a file imports that is neither noble nor another file of this package. */
function foreignIn(name: string): (string | undefined)[] {
  const imported = [...textOf(name).matchAll(/\bfrom '([^']+)'|\bimport\(|\brequire\(/g)].map((match) => match[1]);
  return imported.filter((specifier) => !/^(\.\.?\/[a-z0-9-/]+\.js|@noble\/.+\.js)$/.test(specifier ?? ''));
}

test.each(portable)('%s imports noble and its neighbours only, so that it runs in a browser', (name) => {
  expect(foreignIn(name)).toEqual([]);
  expect(neighboursOf(name).filter((neighbour) => threads.includes(neighbour))).toEqual([]);
});

test.each(threads)('%s imports of Node what starts threads', (name) => {
  expect(foreignIn(name).filter((specifier) => !/^node:(os|worker_threads)$/.test(specifier ?? ''))).toEqual([]);
});

test.each(portable)('%s uses no global of Node', (name) => {
  expect(textOf(name)).not.toMatch(/\b(process|Buffer|globalThis|setTimeout|fetch|crypto)\s*[.(]/);
});

/** The files of this package that a file imports, or starts a thread with. */
function neighboursOf(name: string): string[] {
  const specifiers = [...textOf(name).matchAll(/(?:from|new URL\() ?'(\.[^']+)\.js'/g)].map(([, path]) => `${path}.ts`);
  return specifiers.map((path) => posix.join(posix.dirname(name), path)).filter((path) => !path.startsWith('..'));
}

test('every source file stands in one of the exports, or is imported by one that does', () => {
  const { exports } = JSON.parse(textOf('../package.json')) as {
    exports: Record<string, string | Record<string, string>>;
  };
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    neighboursOf(name).forEach(visit);
  };
  for (const target of Object.values(exports)) {
    if (typeof target !== 'string') visit(target['@pacer/source']!.replace('./src/', ''));
  }
  expect(shipped.filter((name) => !reached.has(name))).toEqual([]);
});
