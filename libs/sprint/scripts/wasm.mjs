// `npm run wasm -w @pacer/sprint`: the kernel's bytes, from assembly/, as base64 in a module that needs no file at run time.
// `--check` writes nothing and exits 1 when the committed bytes are not what the sources give.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile.mjs';

const file = join(import.meta.dirname, '../src/wasm/kernel.generated.ts');

/** The text of kernel.generated.ts. */
export async function generate() {
  const base64 = Buffer.from(await compile()).toString('base64');
  const lines = base64.match(/.{1,110}/g).map((line) => `  '${line}'`);
  return `// Generated from assembly/ by \`npm run wasm -w @pacer/sprint\`. DO NOT EDIT.\nexport const KERNEL =\n${lines.join(' +\n')};\n`;
}

if (process.argv[1] === import.meta.filename) {
  const text = await generate();
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error('src/wasm/kernel.generated.ts is not what assembly/ gives: run npm run wasm -w @pacer/sprint');
    process.exitCode = 1;
  }
}
