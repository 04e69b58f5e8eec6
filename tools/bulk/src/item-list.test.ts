import { expect, test } from '@jest/globals';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendItems, type Item, ItemList } from './item-list.js';

const item = (index: number): Item => ({ epoch: 1n, batchId: 7n, index, owner: 'pacer1x' });

test('reads what was appended, once, and goes on where another life ended', () => {
  const dir = mkdtempSync(join(tmpdir(), 'pacer-bulk-'));
  try {
    const file = join(dir, 'items');
    appendItems(file, [item(0), item(1)]);
    const [first, later] = [new ItemList(file, 0), new ItemList(file, 3)];
    expect(first.next()).toEqual([item(0), item(1)]);
    expect(later.next()).toEqual([]);
    appendItems(file, [item(2), item(3)]);
    expect(first.next()).toEqual([item(2), item(3)]);
    expect(later.next()).toEqual([item(3)]);
    expect(first.next()).toEqual([]);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('a line that is being written is read when it is whole', () => {
  const dir = mkdtempSync(join(tmpdir(), 'pacer-bulk-'));
  try {
    const file = join(dir, 'items');
    appendFileSync(file, '1 7 1');
    const list = new ItemList(file, 0);
    expect(list.next()).toEqual([]);
    appendFileSync(file, '2 pacer1x\n');
    expect(list.next()).toEqual([item(12)]);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
