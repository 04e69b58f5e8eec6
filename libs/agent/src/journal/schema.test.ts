import { expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { migrate } from './schema.js';

// What the database itself refuses, whatever program writes to it.
function database() {
  const one = new DatabaseSync(':memory:');
  migrate(one, ':memory:');
  const insert = (key: string, attempt: number, state: string, outcome: string | null = null): void => {
    one
      .prepare(`INSERT INTO attempt (key, attempt, state, intent, outcome, created_ms) VALUES (?, ?, ?, '{}', ?, 0)`)
      .run(key, attempt, state, outcome);
  };
  return { one, insert };
}

it('the database holds one open attempt of a key, and any number of closed ones', () => {
  const { insert } = database();
  insert('claim/7', 1, 'final', '{}');
  insert('claim/7', 2, 'final', '{}');
  insert('claim/7', 3, 'intent');
  insert('claim/8', 1, 'intent');
  expect(() => {
    insert('claim/7', 4, 'intent');
  }).toThrow(/UNIQUE constraint failed/);
});

it('the database holds no attempt twice, none signed without bytes, none final without an outcome', () => {
  const { insert } = database();
  insert('claim/7', 1, 'final', '{}');
  for (const [attempt, state, outcome] of [
    [1, 'final', '{}'],
    [2, 'signed', null],
    [2, 'broadcast', null],
    [2, 'final', null],
    [2, 'intent', '{}'],
    [2, 'lost', null],
    [0, 'intent', null],
  ] as const) {
    expect(() => {
      insert('claim/7', attempt, state, outcome);
    }).toThrow(/constraint failed/);
  }
});
