import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import typescript from 'typescript';

const NEEDED = ['libs', 'proto', 'jest.preset.mjs', 'jest.resolver.cjs', 'package.json', 'tsconfig.base.json'];
/** Libraries that are broken, or stand on one that is: their compiled code is the copy's own. */
const COMPILED = ['client', 'agent'];

/**
 * A copy of the libraries in a temporary folder, to break them in: installed packages are links to this checkout's, except the
 * workspace's own, which are the copy's.
 */
export function libraryCopy(root) {
  const copy = mkdtempSync(join(realpathSync(tmpdir()), 'pacer-mutants-'));
  for (const name of NEEDED) {
    cpSync(join(root, name), join(copy, name), {
      recursive: true,
      filter: (path) =>
        basename(path) !== 'node_modules' && !COMPILED.some((one) => path === join(root, 'libs', one, 'dist')),
    });
  }
  const packages = join(copy, 'node_modules');
  mkdirSync(packages);
  for (const name of readdirSync(join(root, 'node_modules'))) {
    const source = join(root, 'node_modules', name);
    if (name === '@pacer') cpSync(source, join(packages, name), { recursive: true, verbatimSymlinks: true });
    else symlinkSync(source, join(packages, name));
  }
  // What npm could not hoist.
  for (const name of readdirSync(join(root, 'libs'))) {
    const nested = join('libs', name, 'node_modules');
    if (existsSync(join(root, nested))) symlinkSync(join(root, nested), join(copy, nested));
  }
  for (const name of COMPILED) {
    for (const path of readdirSync(join(copy, 'libs', name, 'src'), { recursive: true, encoding: 'utf8' })) {
      if (path.endsWith('.ts')) compile(copy, join('libs', name, 'src', path));
    }
  }
  return copy;
}

/** Compiles one source file of the copy: tests that kill a process start it from `dist`. */
export function compile(copy, file) {
  const { ModuleKind, ScriptTarget } = typescript;
  const { outputText } = typescript.transpileModule(readFileSync(join(copy, file), 'utf8'), {
    compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2023, verbatimModuleSyntax: true },
    fileName: file,
  });
  const output = join(copy, file.replace('/src/', '/dist/').replace(/\.ts$/, '.js'));
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, outputText);
}
