import { join } from 'node:path';
import { build } from 'esbuild';

const entry = join(import.meta.dirname, '../../dist/courier/main.js');

/**
 * The courier in one file. It is the same program; started from one file it takes a sixth of the time, so that a storm of a
 * quarter of an hour has room for the starts after a thousand kills.
 * @param dir folder that it is written to
 * @returns path of the file
 */
export async function bundledCourier(dir: string): Promise<string> {
  const outfile = join(dir, 'courier.mjs');
  await build({
    ...{ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' },
    // Packages in CommonJS ask for Node's own modules by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return outfile;
}
