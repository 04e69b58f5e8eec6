// A program that hands records over, as a process: `node hand-over.test.child.js PATH NAME COUNT`. It hands over in bursts and
// prints the names of a burst once it is settled. COUNT 0 never ends.
import { JournalWriter } from '../writer/journal-writer.js';
import { sampleRecord } from './sample.test.child.js';

const [path = '', name = '', count = '0'] = process.argv.slice(2);
const writer = await JournalWriter.open(path);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

for (let i = 0; count === '0' || i < Number(count);) {
  const burst: string[] = [];
  for (const end = i + (i % 13) + 1; i < end; i++) {
    const each = `${name}-${i}`;
    writer.handOver(sampleRecord(each));
    burst.push(each);
  }
  void writer.settled().then(() => process.stdout.write(burst.map((each) => `${each}\n`).join('')));
  await pause(i % 3);
}
await writer.close();
