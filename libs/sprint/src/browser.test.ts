import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { LOCAL_HITS, localTask, proved, rejection } from './testing/tasks.js';
import { type BrowserWorker, openWasmProver } from './wasm/open.browser.js';

const root = join(import.meta.dirname, '..');

/** A build for browsers, which fails on a module of Node; what it leaves to be imported at run time is returned too. */
async function bundle(contents: string, conditions: string[]) {
  const { outputFiles, metafile } = await build({
    ...{
      stdin: { contents, resolveDir: root, loader: 'ts' },
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
    },
    ...{ format: 'esm', platform: 'browser', conditions, logLevel: 'silent' },
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  const { contents: bytes, text } = outputFiles[0]!;
  return { size: gzipSync(bytes).length, text, imports, inputs: Object.keys(metafile.inputs) };
}

describe.each([
  ['sources', ['@pacer/source', 'browser']],
  ['what is published', ['browser']],
])('for browsers, from %s', (_, conditions) => {
  test.each([
    ['everything', `export * from '@pacer/sprint';`],
    ['the worker', `import { serveWorker } from '@pacer/sprint/worker'; serveWorker();`],
    ['the reference', `export * from '@pacer/sprint/reference';`],
  ])('%s bundles, asks for no module of Node and leaves nothing to import', async (_name, contents) => {
    const { size, imports, inputs } = await bundle(contents, conditions);
    expect(imports).toEqual([]);
    expect(inputs.filter((name) => /open\.node|external|\bbin\b/.test(name))).toEqual([]);
    expect(size).toBeGreaterThan(3_000);
    expect(size).toBeLessThan(100_000);
  });
});

test('a bundler finds the worker beside the file that starts it', () => {
  const text = readFileSync(join(root, 'dist/wasm/open.browser.js'), 'utf8');
  const [, worker = ''] = /new URL\('(\.\/[^']+)', import\.meta\.url\)/.exec(text) ?? [];
  expect(readFileSync(join(root, 'dist/wasm', worker), 'utf8')).toContain('serveWorker()');
});

// No browser is at hand where the tests run. This is the code that one would get, and its workers are threads that look
// like Web Workers to it.
test('the bundle finds the hits of the vectors, with workers that have the interface of browsers', async () => {
  const options = ['@pacer/source', 'browser'];
  const worker = await bundle(`import { serveWorker } from '@pacer/sprint/worker'; serveWorker();`, options);
  const shim = `const { parentPort } = require('node:worker_threads');
    globalThis.postMessage = (answer) => parentPort.postMessage(answer);
    parentPort.on('message', (data) => globalThis.onmessage({ data }));`;
  const startWorker = (): BrowserWorker => {
    const thread = new Worker(`${shim} import('data:text/javascript;base64,${btoa(worker.text)}')`, { eval: true });
    const port: BrowserWorker = {
      postMessage: (task) => thread.postMessage(task),
      terminate: () => void thread.terminate(),
      onmessage: null,
      onerror: null,
    };
    thread.on('message', (data) => port.onmessage?.({ data: data as never }));
    thread.on('error', ({ message }) => port.onerror?.({ message }));
    return port;
  };
  const prover = await openWasmProver({ threads: 2, startWorker });
  expect((await proved(prover, { ...localTask, last: 703n })).hits).toEqual(LOCAL_HITS);
  await prover.close();
  const broken = openWasmProver({ threads: 2, startWorker: () => failing(startWorker()) });
  expect(await rejection(broken)).toMatchObject({ code: 'worker', retryable: true });
});

/** A worker whose script can't be loaded, as a browser shows it. */
function failing(worker: BrowserWorker): BrowserWorker {
  setTimeout(() => worker.onerror?.({}), 0);
  return worker;
}
