import { expect, test } from '@jest/globals';
import { isPoisoned, poisonedAmong } from './poison.js';

test('one among every so many, and the count says how many there are', () => {
  for (const every of [1, 7, 10, 500])
    for (const count of [0, 1, 2, 3, 99, 100, 101, 999, 1_000, 1_500]) {
      const positions = Array.from({ length: count }, (_, i) => i);
      const poisoned = positions.filter((position) => isPoisoned(position, every));
      expect(poisonedAmong(count, every)).toBe(poisoned.length);
      expect(poisoned.length - Math.floor(count / every)).toBeLessThan(2);
    }
});
