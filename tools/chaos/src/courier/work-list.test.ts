import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendDeliveries, closeWorkList, readWorkList } from './work-list.js';

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-work-list-'));
  path = join(dir, 'work');
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

const first = { key: 'send/1', to: 'pacer1a', amount: 1_000_001n, isShown: false };
const second = { key: 'send/2', to: 'pacer1b', amount: 1_000_002n, isShown: true };

test('a list that is not there yet is empty and open', () => {
  expect(readWorkList(path)).toEqual({ deliveries: [], isClosed: false });
});

test('what is added is read again, and the end too', () => {
  appendDeliveries(path, [first]);
  expect(readWorkList(path)).toEqual({ deliveries: [first], isClosed: false });
  appendDeliveries(path, [second]);
  closeWorkList(path);
  expect(readWorkList(path)).toEqual({ deliveries: [first, second], isClosed: true });
});

test('half a line is not there yet', () => {
  appendDeliveries(path, [first]);
  appendFileSync(path, 'send/2 pacer1b 10');
  expect(readWorkList(path).deliveries).toEqual([first]);
});

test('a line that is none is named', () => {
  appendFileSync(path, 'send/3 pacer1c lots shown\n');
  expect(() => readWorkList(path)).toThrow('"send/3 pacer1c lots shown" is no delivery');
});
