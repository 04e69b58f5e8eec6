import { jestProject } from '../../jest.preset.mjs';

// What cargo leaves behind is large and holds no tests.
export default jestProject(import.meta.dirname, {
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/native/target/'],
});
