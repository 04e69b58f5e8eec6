// One jest project per package: ES modules as they are, TypeScript through swc, workspace packages from their sources.
import { basename, join } from 'node:path';

const root = import.meta.dirname;

// `*.e2e.test.ts` start whole networks, and run when PACER_TESTS says so. Those that are called `*.paired.e2e.test.ts` mostly wait for
// blocks, with windows to spare: two of them share a machine (e2e-paired). The others run one after the other (e2e-alone).
const KINDS = {
  '': { match: '**/*.test.', ignore: ['\\.e2e\\.test\\.'] },
  e2e: { match: '**/*.e2e.test.', ignore: [] },
  'e2e-paired': { match: '**/*.paired.e2e.test.', ignore: [] },
  'e2e-alone': { match: '**/*.e2e.test.', ignore: ['\\.paired\\.e2e\\.test\\.'] },
};
const kind = KINDS[process.env.PACER_TESTS ?? ''];
if (!kind) throw new Error(`PACER_TESTS is one of ${Object.keys(KINDS).join(', ')}, not ${process.env.PACER_TESTS}`);

/**
 * The jest configuration of one package.
 * @param {string} rootDir the package's folder, `import.meta.dirname` of its jest.config.mjs
 * @param {import('jest').Config} [extra] what this package needs beyond it
 * @returns {import('jest').Config}
 */
export function jestProject(rootDir, extra = {}) {
  return {
    displayName: basename(rootDir),
    rootDir,
    roots: ['<rootDir>'],
    modulePathIgnorePatterns: ['<rootDir>/dist/'],
    testMatch: [`${kind.match}ts`, `${kind.match}mjs`],
    testPathIgnorePatterns: ['/node_modules/', '/dist/', ...kind.ignore],
    // No test asserts a time; this only ends one that hangs (tools/bootstrap/test-jest.mjs says the same to all projects).
    testTimeout: 120_000,
    testEnvironment: 'node',
    testEnvironmentOptions: { customExportConditions: ['@pacer/source', 'node', 'node-addons'] },
    extensionsToTreatAsEsm: ['.ts'],
    resolver: join(root, 'jest.resolver.cjs'),
    transform: {
      '\\.ts$': [
        '@swc/jest',
        {
          swcrc: false,
          sourceMaps: 'inline',
          module: { type: 'es6' },
          jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        },
      ],
    },
    ...extra,
  };
}
