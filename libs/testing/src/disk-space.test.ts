import { tmpdir } from 'node:os';
import { assertSpace } from './disk-space.js';
import { SetupError } from './setup-error.js';

test('is silent where there is enough', () => {
  expect(() => {
    assertSpace(tmpdir(), 1, 'a test');
  }).not.toThrow();
});

test('names the folder, what is needed, and what to do', () => {
  const ask = () => {
    assertSpace(tmpdir(), Number.MAX_SAFE_INTEGER, 'a test');
  };
  expect(ask).toThrow(SetupError);
  expect(ask).toThrow(/a test needs 9007199255: free some space, or set TMPDIR/);
});
