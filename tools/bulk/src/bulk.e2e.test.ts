import { expect, test } from '@jest/globals';
import { bulk } from './bulk.js';
import { reportText } from './report.js';

test('2,000 records and their results under kills: all on the chain once, every poisoned one named', async () => {
  const said: string[] = [];
  const note = (line: string) => void said.push(line);
  const result = await bulk({
    ...{ records: 2_000, kills: 6, seed: 5, poisonEvery: 500, recordsPerSecond: 0 },
    progress: { say: note, show: note },
  });
  try {
    expect(result.findings).toEqual([]);
    expect(result.counts).toEqual({ lost: 0, doubled: 0, unnamed: 0, foreign: 0, root: 0 });
    // A run in which nothing happened would prove nothing.
    expect(result.records).toMatchObject({ handedOver: 2_000, poisoned: 4 });
    expect(result.results).toMatchObject({ poisoned: 4, ratePpm: 500_000 });
    expect(result.results.duties).toBeGreaterThanOrEqual(998 - 2 * result.batches);
    expect(result.kills).toMatchObject({ total: 6, submitters: 4, writers: 2 });
    expect(result.kills.atWork).toBeGreaterThan(0);
    expect(result.drain.results).toBeGreaterThan(400);
  } catch (error) {
    throw new Error(`${said.join('\n')}\n${reportText(result)}`, { cause: error });
  }
}, 1_200_000);
