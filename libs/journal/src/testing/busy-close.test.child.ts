// A program that is busy while the last records are written, as a process: `node busy-close.test.child.js PATH COUNT`. It hands
// over, closes, computes until the thread that writes is long gone, and prints how many records it was told are durable.
import { setTimeout } from 'node:timers/promises';
import { JournalWriter } from '../writer/journal-writer.js';
import { sampleRecord } from './sample.test.child.js';

const [path = '', count = '0'] = process.argv.slice(2);
let durable = 0;
const writer = await JournalWriter.open(path, { news: { durable: (records) => (durable += records) } });
// In a turn of its own: within one of the thread's messages the others would be heard first.
await setTimeout(20);
for (let i = 0; i < Number(count); i++) writer.handOver(sampleRecord(`record ${i}`));
const closed = writer.close();
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
await closed;
process.stdout.write(`${durable}\n`);
