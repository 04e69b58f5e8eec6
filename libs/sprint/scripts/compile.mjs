// AssemblyScript to WebAssembly, in memory: the same sources and the same compiler give the same bytes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const assembly = join(import.meta.dirname, '../assembly');
const flags = ['-O3', '--converge', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--disableWarning', '201'];

/**
 * Compiles a file of assembly/ and what it imports.
 * @param {string} [entry]
 * @returns {Promise<Uint8Array>} the module's bytes
 */
export async function compile(entry = 'index.ts') {
  let binary;
  const { error, stderr } = await asc.main([entry, ...flags, '--outFile', 'kernel.wasm'], {
    readFile(name) {
      try {
        return readFileSync(join(assembly, name), 'utf8');
      } catch {
        return null;
      }
    },
    writeFile(name, contents) {
      if (name === 'kernel.wasm') binary = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`asc ${entry}: ${error.message}\n${stderr.toString()}`);
  return binary;
}
