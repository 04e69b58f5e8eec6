import { CryptoError } from './error.js';

test('an error carries code, cause and that trying again is no use', () => {
  const cause = new Error('underneath');
  const error = new CryptoError('identity', 'refuse it', { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'CryptoError', code: 'identity', retryable: false, message: 'refuse it', cause });
});
