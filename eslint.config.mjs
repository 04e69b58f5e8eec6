import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

// Every arrow points down: a layer may import only the layers named here (apps → agent → client → crypto → proto).
const layers = {
  proto: [],
  crypto: ['proto'],
  client: ['proto', 'crypto'],
  agent: ['proto', 'crypto', 'client'],
  sprint: ['proto', 'crypto'],
  ml: ['proto', 'crypto', 'sprint'],
  journal: ['proto', 'crypto'],
  testing: [],
  app: ['proto', 'crypto', 'client', 'agent', 'sprint', 'ml', 'journal'],
  tool: ['proto', 'crypto', 'client', 'agent', 'sprint', 'ml', 'journal', 'testing', 'tool'],
  deploy: ['agent', 'app'],
  simulation: ['proto', 'crypto', 'client', 'agent', 'sprint', 'journal', 'app', 'testing'],
};

// `extra` is what tests may import besides: local networks and proxies.
const boundaries = (extra = []) => [
  'error',
  {
    enforceBuildableLibDependency: true,
    allow: ['^.*/(jest.preset|eslint.config).mjs$'],
    depConstraints: Object.entries(layers).map(([layer, below]) => ({
      sourceTag: `layer:${layer}`,
      onlyDependOnLibsWithTags: [...below, ...extra].map((name) => `layer:${name}`),
    })),
  },
];

export default defineConfig(
  globalIgnores([
    '**/dist',
    '**/build',
    '**/target',
    '**/node_modules',
    '**/.nx',
    '.bootstrap',
    'test-results',
    'libs/proto/src/gen',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Numbers and bigints read well in a message; objects do not.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A type with an index is a shape as well as an interface is.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // `import * as x` of node builtins and `while (true)` loops with an abort signal are the field's habits.
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
    },
  },
  {
    files: ['**/*.{ts,mjs,cjs}'],
    plugins: { '@nx': nx },
    rules: {
      eqeqeq: 'error',
      '@nx/enforce-module-boundaries': boundaries(),
    },
  },
  {
    files: ['**/*.test.ts', '**/*.test.*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(['testing']),
      // jest's matchers are typed `any`, and take methods unbound; a double of an asynchronous port need not wait for anything.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['**/*.{mjs,cjs}'], languageOptions: { globals: globals.node } },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  prettier,
);
