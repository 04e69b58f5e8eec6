// One command from proto/ to Go and TypeScript: `npm run codegen`, offline once bootstrapped.
// `--check` writes nothing and exits 1 when the committed code is not what the protos say.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { exportsOf, indexesOf } from './typescript.mjs';
import { packageJsonWith, prune, readTree, sync } from './tree.mjs';
import { vendor } from './vendor.mjs';

const root = resolve(import.meta.dirname, '../..');
const proto = join(root, 'proto');
const check = process.argv.includes('--check');
const scratch = mkdtempSync(join(tmpdir(), 'pacer-codegen-'));
const goPrefix = 'github.com/pacer-network/pacer/chain/';
const differences = [];

function run(program, args, cwd = proto) {
  const path = [join(root, '.bootstrap/bin'), join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const result = spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, PATH: path } });
  if (result.error) throw new Error(`${program} did not start (${result.error.message}): run npm run bootstrap`);
  return { status: result.status, output: `${result.stdout}${result.stderr}`.trim() };
}

function must(program, args) {
  const { status, output } = run(program, args);
  if (status !== 0) throw new Error(`${program} ${args[0]} failed:\n${output}`);
}

/** Notes what differs; each line names one file. */
function note(lines) {
  differences.push(...lines);
  return `${lines.length} ${check ? 'different' : 'changed'}`;
}

const steps = {
  'third-party protos'() {
    const { count, differences: lines } = vendor({ check });
    return `${count} files, ${note(lines.map((line) => `proto/third_party: ${line}`))}`;
  },
  'buf lint'() {
    must('buf', ['lint']);
    return 'clean';
  },
  'buf format'() {
    if (!check) {
      must('buf', ['format', '--path', 'pacer', '-w']);
      return 'done';
    }
    const { status, output } = run('buf', ['format', '--path', 'pacer', '-d', '--exit-code']);
    if (status !== 0)
      note(output.match(/^\+\+\+ \S+/gm)?.map((line) => `proto/${line.slice(4)}: not formatted`) ?? [output]);
    return status === 0 ? 'clean' : 'not formatted';
  },
  'buf breaking'() {
    const tag = run('git', ['describe', '--tags', '--abbrev=0', '--match', 'v*'], root);
    if (tag.status !== 0) return 'skipped: no release yet to compare with';
    must('buf', ['breaking', '--against', `${join(root, '.git')}#tag=${tag.output},subdir=proto`]);
    return `compatible with ${tag.output}`;
  },
  Go() {
    const out = join(scratch, 'go');
    must('buf', ['generate', '--template', 'buf.gen.go.yaml', '--path', 'pacer', '-o', out]);
    const files = readTree(join(out, goPrefix));
    const isGenerated = (path) => /\.pb(\.gw)?\.go$/.test(path);
    return `${files.size} files, ${note(sync(join(root, 'chain'), files, { check, owns: isGenerated, under: 'x' }))}`;
  },
  TypeScript() {
    const out = join(scratch, 'ts');
    must('buf', ['generate', '--template', 'buf.gen.ts.yaml', '--path', 'pacer', '-o', out]);
    const files = prune(readTree(out), 'pacer/');
    for (const [path, text] of indexesOf(files)) files.set(path, text);
    const changed = note(sync(join(root, 'libs/proto/src/gen'), files, { check, owns: () => true, under: '.' }));
    const exports = packageJsonWith(join(root, 'libs/proto'), exportsOf(files));
    return `${files.size} files, ${changed}; package exports, ${note(sync(join(root, 'libs/proto'), exports, { check }))}`;
  },
};

try {
  for (const [name, step] of Object.entries(steps)) {
    const start = performance.now();
    const said = step();
    console.log(`codegen: ${name}: ${said} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  }
  for (const line of differences) console.log(`codegen: ${check ? 'differs' : 'wrote'} ${line}`);
  if (check && differences.length > 0) {
    console.log('codegen: the committed code is not what the protos say: run npm run codegen and commit the result');
    process.exitCode = 1;
  }
} catch (error) {
  console.error(`codegen: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
