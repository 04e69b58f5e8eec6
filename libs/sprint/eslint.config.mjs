import { globalIgnores } from 'eslint/config';
import root from '../../eslint.config.mjs';

export default [
  // AssemblyScript is another language with the same ending.
  globalIgnores(['assembly']),
  ...root,
  {
    // Inner loops over typed arrays: every index is within bounds by construction, and a fallback per multiply–add
    // would hide a wrong one instead of showing it.
    files: ['src/reference/{forward,matmul}.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
];
