// A program that holds the write lock nearly always: `node hog.test.child.js PATH`. It frees it for 1 ms every 81 ms.
import { DatabaseSync } from 'node:sqlite';

const [path = ''] = process.argv.slice(2);
const db = new DatabaseSync(path, { timeout: 10_000 });
const pause = new Int32Array(new SharedArrayBuffer(4));

for (let turn = 0; ; turn++) {
  db.exec('BEGIN IMMEDIATE');
  Atomics.wait(pause, 0, 0, 80);
  db.exec('COMMIT');
  if (turn === 0) process.stdout.write('holding\n');
  Atomics.wait(pause, 0, 0, 1);
}
