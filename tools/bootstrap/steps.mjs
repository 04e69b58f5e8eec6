import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as machine from './machine.mjs';
import { hand, root, run } from './program.mjs';
import { Refusal, StepFailure } from './refusal.mjs';
import { filesUnder, fingerprint, isFresh, remember } from './stamp.mjs';

const chain = join(root, 'chain');
const nodeBinary = 'node_modules/node/bin/node';

/** Tools that generate Go; versions as the SDK's own go.mod wants them. */
const generators = {
  'protoc-gen-gocosmos': 'github.com/cosmos/gogoproto/protoc-gen-gocosmos@v1.7.2',
  'protoc-gen-grpc-gateway': 'github.com/grpc-ecosystem/grpc-gateway/protoc-gen-grpc-gateway@v1.16.0',
};

/** Also chain/project.json's build target. */
const pacerdBuild = ['build', '-ldflags', '-s -w', '-o', 'build/pacerd', './cmd/pacerd'];

const manifests = () =>
  ['libs', 'apps', 'tools'].flatMap((top) => filesUnder(root, top, (name) => name === 'package.json'));
const packageFolders = () =>
  manifests()
    .map((path) => path.replace(/\/package\.json$/, ''))
    .filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));
const goFiles = () => ['chain/go.mod', 'chain/go.sum'];

async function npmPackages() {
  machine.npm();
  const lock = join(root, 'package-lock.json');
  const before = existsSync(lock) ? readFileSync(lock, 'utf8') : '';
  // Not `npm ci`: mirrors lack some platforms' binaries, which the lock file names as optional and `npm ci` insists on.
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error']);
  if (readFileSync(lock, 'utf8') === before) return undefined;
  if (process.env.CI)
    throw new StepFailure('package-lock.json did not fit the package.json files: commit the new one.');
  return 'package-lock.json changed: commit it';
}

async function installGenerators() {
  for (const name of Object.values(generators)) {
    await run('go', ['install', name], { env: { GOBIN: join(root, '.bootstrap/bin') } });
  }
}

/**
 * Name → what the step reads (`files`, `words`), what it leaves (`outputs`), how much disk it needs, what it does.
 * In the order in which they depend on each other.
 */
const steps = {
  packages: {
    title: 'npm packages',
    patience: 'about a minute',
    gib: 3,
    files: () => ['package.json', 'package-lock.json', '.npmrc', ...manifests()],
    outputs: () => [nodeBinary, 'node_modules/.package-lock.json'],
    work: npmPackages,
  },
  modules: {
    title: 'Go modules',
    patience: 'about a minute',
    gib: 3,
    files: goFiles,
    words: () => [machine.go()],
    outputs: () => [],
    work: () => run('go', ['mod', 'download'], { cwd: chain }).then(() => undefined),
  },
  generators: {
    title: 'code generators',
    patience: 'about half a minute',
    gib: 1,
    files: () => [],
    words: () => [machine.go(), ...Object.values(generators)],
    outputs: () => Object.keys(generators).map((name) => `.bootstrap/bin/${name}`),
    work: installGenerators,
  },
  typescript: {
    title: 'TypeScript',
    patience: 'about half a minute',
    gib: 0.3,
    files: () => [
      'package-lock.json',
      'tsconfig.base.json',
      'tsconfig.json',
      ...packageFolders().flatMap((folder) => [
        `${folder}/package.json`,
        `${folder}/tsconfig.json`,
        ...filesUnder(root, `${folder}/src`, (name) => name.endsWith('.ts')),
      ]),
    ],
    outputs: () => packageFolders().map((folder) => `${folder}/dist/tsconfig.tsbuildinfo`),
    work: () => run('tsc', ['-b', '--pretty', 'false']).then(() => undefined),
  },
  pacerd: {
    title: 'pacerd',
    patience: 'about three minutes the first time',
    gib: 2,
    files: () => [
      ...goFiles(),
      ...filesUnder(root, 'chain', (name) => !name.endsWith('_test.go') && !name.endsWith('.md')),
    ],
    words: () => [machine.go()],
    outputs: () => ['chain/build/pacerd'],
    work: () => run('go', pacerdBuild, { cwd: chain }).then(() => undefined),
  },
};
/** Runs the named steps; each is skipped when it is fresh. One line per step. */
async function bootstrap(names) {
  machine.room(0.2);
  // Asked before the first long step, not after it.
  if (names.some((name) => steps[name].words)) machine.go();
  for (const [index, name] of names.entries()) {
    const step = steps[name];
    const start = performance.now();
    const say = (text) => console.log(`[${index + 1}/${names.length}] ${step.title}: ${text}`);
    const print = () => fingerprint(root, step.files(), step.words?.() ?? []);
    if (isFresh(root, name, print(), step.outputs())) {
      say('up to date');
      continue;
    }
    machine.room(step.gib);
    say(`working (${step.patience}) …`);
    const remark = await step.work();
    remember(root, name, print());
    say(`done in ${((performance.now() - start) / 1000).toFixed(1)} s${remark ? `; ${remark}` : ''}`);
  }
}

/** @param {string[]} args see bootstrap.mjs */
export async function main(args) {
  const then = args.indexOf('--then');
  const own = then < 0 ? args : args.slice(0, then);
  const only = own[own.indexOf('--only') + 1]?.split(',');
  const names = own.includes('--only') ? only : Object.keys(steps);
  try {
    for (const name of names) {
      if (!steps[name])
        throw new Refusal(`there is no step "${name}": the steps are ${Object.keys(steps).join(', ')}.`);
    }
    await bootstrap(names);
  } catch (error) {
    const refusal =
      error.code === 'ENOSPC' ? new Refusal('The disk is full: free about 3 GB, then run this again.') : error;
    console.error(`bootstrap: ${refusal instanceof Error && 'code' in refusal ? refusal.stack : refusal.message}`);
    process.exitCode = refusal instanceof Refusal ? 2 : 1;
    return;
  }
  if (then < 0) return;
  const [script, ...rest] = args.slice(then + 1);
  if (!existsSync(join(root, script))) {
    console.error(`bootstrap: ${script} does not exist`);
    process.exitCode = 2;
    return;
  }
  process.exitCode = await hand(join(root, nodeBinary), [join(root, script), ...rest], { cwd: root });
}
