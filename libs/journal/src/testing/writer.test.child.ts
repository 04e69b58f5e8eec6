// A program of the Host, as a process: `node writer.test.child.js PATH NAME COUNT`. It writes what the Host's programs
// write, and prints the name of each record once it is durable. COUNT 0 never ends.
import { composeBatch } from '../compose-batch.js';
import { Journal } from '../journal.js';
import { sampleRecord } from './sample.test.child.js';

const [path = '', name = '', count = '0'] = process.argv.slice(2);
const journal = Journal.open(path);

for (let i = 0; count === '0' || i < Number(count); i++) {
  const record = sampleRecord(`${name}-${i}`);
  journal.records.add(record);
  process.stdout.write(`${name}-${i}\n`);
  const item = { epoch: 3n, batchId: 1n, index: i % 8_192, owner: name };
  journal.duties.want({ ...item, reason: 'drawn', priority: 1 });
  const duty = journal.duties.take(i, 1);
  if (duty) journal.duties.done({ ...duty, verdict: 'match', detail: name, createdMs: i });
  if (i % 10 === 9) {
    const batch = composeBatch(journal, { epoch: 3n, kind: 'artifact', model: record.model, nowMs: i, maxCount: 7 });
    if (batch) {
      journal.batches.send(batch.op);
      if (i % 20 === 9) journal.batches.fail(batch.op, 'epoch over');
    }
  }
}
journal.close();
