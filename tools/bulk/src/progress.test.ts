import { expect, test } from '@jest/globals';
import { progressOn } from './progress.js';

function written(isTTY: boolean, at: readonly number[]): string {
  let text = '';
  let time = 0;
  const target = { isTTY, columns: 9, write: (more: string) => (text += more) };
  const progress = progressOn(target, { everyMs: 10, now: () => time });
  for (const now of at) {
    time = now;
    progress.show(`at ${now}, a long line`);
  }
  progress.say('over');
  return text;
}

test('a terminal has one line that changes', () => {
  expect(written(true, [0, 5])).toBe('\r\x1b[Kat 0, a \r\x1b[Kat 5, a \r\x1b[Kover\n');
});

test('a pipe has plain lines, and not too many', () => {
  expect(written(false, [0, 5, 12])).toBe('at 0, a long line\nat 12, a long line\nover\n');
});
