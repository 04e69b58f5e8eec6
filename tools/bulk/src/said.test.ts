import { expect, test } from '@jest/globals';
import { saidIn, sayLine } from './said.js';

test('the greatest counts of all lives, among other lines', () => {
  const log = ['one life', sayLine('records', 250), sayLine('results', 7), sayLine('records', 500), 'another', ''];
  expect(saidIn(log.join('\n'))).toEqual({ records: 500, results: 7 });
});

test('a line that a kill cut off counts for nothing: its number may be cut', () => {
  expect(saidIn(`${sayLine('records', 250)}\ndurable records 50`)).toEqual({ records: 250, results: 0 });
});
