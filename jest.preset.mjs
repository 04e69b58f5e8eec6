// One jest project per package: ES modules as they are, TypeScript through swc, workspace packages from their sources.
import { basename, join } from 'node:path';

const root = import.meta.dirname;

// `*.e2e.test.ts` start whole networks: they run alone, one after the other, when this is set.
const endToEnd = process.env.PACER_TESTS === 'e2e';
const tests = endToEnd ? '**/*.e2e.test.' : '**/*.test.';

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
    testMatch: [`${tests}ts`, `${tests}mjs`],
    testPathIgnorePatterns: ['/node_modules/', '/dist/', ...(endToEnd ? [] : ['\\.e2e\\.test\\.'])],
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
