// What the Host's program does as far as the submitter lives on it, as a process that is killed: answered requests go into the work
// journal, and the results of duties. No model runs: every verdict is "match". It goes on until SIGTERM.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { JournalWriter } from '@pacer/journal';
import { type Item, ItemList } from './item-list.js';
import { RecordSeries } from './record-series.js';
import { sayLine } from './said.js';

/** Handed over at once: what a kill may take with it is twice that at most. */
const CHUNK = 250;
const LOOK_EVERY_MS = 50;

const { values } = parseArgs({
  options: {
    'chain-id': { type: 'string', default: '' },
    host: { type: 'string', default: '' },
    place: { type: 'string', default: '0' },
    'poison-every': { type: 'string', default: '500' },
    journal: { type: 'string', default: '' },
    items: { type: 'string', default: '' },
    records: { type: 'string', default: '0' },
    'records-from': { type: 'string', default: '0' },
    'results-from': { type: 'string', default: '0' },
    'records-per-second': { type: 'string', default: '0' },
  },
});

const series = new RecordSeries({
  ...{ chainId: values['chain-id'], host: values.host, place: Number(values.place) },
  poisonEvery: Number(values['poison-every']),
});
const end = new AbortController();
process.once('SIGTERM', () => end.abort());
const writer = await JournalWriter.open(values.journal, {
  news: {
    refused: (_id, error) => {
      throw error;
    },
  },
});

const isOver = () => end.signal.aborted;
const say = (line: string) => process.stdout.write(`${line}\n`);
const pause = (ms: number) => sleep(ms, undefined, { signal: end.signal }).catch(() => undefined);

/** A chunk is handed over while the one before gets to the disk, as requests are answered meanwhile. */
async function handOverRecords(): Promise<void> {
  const [count, perSecond] = [Number(values.records), Number(values['records-per-second'])];
  let before = Promise.resolve();
  for (let from = Number(values['records-from']); from < count && !isOver(); from += CHUNK) {
    const began = performance.now();
    const to = Math.min(from + CHUNK, count);
    for (let number = from; number < to; number++) writer.handOver(series.record(number));
    const durable = writer.settled().then(() => void say(sayLine('records', to)));
    await before;
    before = durable;
    await pause(perSecond === 0 ? 0 : Math.max(0, (1_000 * CHUNK) / perSecond - (performance.now() - began)));
  }
  await before;
}

async function handOverResults(): Promise<void> {
  let done = Number(values['results-from']);
  const list = new ItemList(values.items, done);
  while (!isOver()) {
    const items = list.next();
    for (let from = 0; from < items.length && !isOver(); from += CHUNK) {
      const chunk = items.slice(from, from + CHUNK);
      await discharge(chunk);
      done += chunk.length;
      say(sayLine('results', done));
    }
    await pause(LOOK_EVERY_MS);
  }
}

/** As the validation worker does it: the draw is kept, then each duty is done and its result queued. */
async function discharge(items: readonly Item[]): Promise<void> {
  const [epoch = 0n] = items.map((item) => item.epoch);
  await writer.duties.draw({
    ...{ epoch, recorded: [] },
    duties: items.map((item) => ({ ...item, reason: 'drawn', priority: 0 })),
  });
  const createdMs = Date.now();
  await Promise.all(items.map((item) => writer.duties.done({ ...item, verdict: 'match', detail: '', createdMs })));
}

await Promise.race([writer.died, Promise.all([handOverRecords(), handOverResults()])]);
await writer.close();
