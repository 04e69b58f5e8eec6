import { PvssError } from './error.js';

test('an error says its code, what is underneath, and that only a dead worker is worth another try', () => {
  const cause = new Error('underneath');
  expect(new PvssError('point', 'A_1: refuse it', { cause })).toMatchObject({
    ...{ name: 'PvssError', code: 'point', message: 'A_1: refuse it', cause, retryable: false },
  });
  expect(new PvssError('worker', 'try again').retryable).toBe(true);
});
