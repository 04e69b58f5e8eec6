// The thread that writes: `new Worker('writer-thread.js', { workerData: WriterStart })`. See JournalWriter.
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Journal } from '../journal.js';
import type { NewRecord } from '../records.js';
import { type Call, commitGroup, failureOf } from './commit-group.js';
import { ASLEEP, type FromWriter, RUNG, type ToWriter, type WriterStart } from './messages.js';
import { readRecord } from './record-frame.js';
import { Ring } from './ring.js';

/** Pause before a group that could not be written is tried again. */
const AGAIN_MS = 250;
/** After work the thread looks by itself for so long, so that whoever hands over need not wake it: that costs up to 100 µs. */
const AWAKE_MS = 1_000;
/** Bounds of a group: while it is written, other programs wait. */
const MOST_RECORDS = 1_000;
const MOST_BYTES = 16 * 1024 * 1024;

const { path, options, memory, bell, port, gatherMs, timeOrigin } = workerData as WriterStart;
const ring = new Ring(memory);
const bells = new Int32Array(bell);
const never = new Int32Array(new SharedArrayBuffer(4));
const say = (message: FromWriter): void => {
  port.postMessage(message);
};

/** Records of the next group: halved by each failure, since what little room there is may do for some of them. */
let most = MOST_RECORDS;
/** When to give up, once asked to end. */
let until: number | undefined;
let calls: Call[] = [];

/** Takes what was asked for by message. */
function listen(): void {
  for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port)) {
    const message = got.message as ToWriter;
    if (message.kind === 'call') calls.push(message);
    else until ??= performance.now() + message.withinMs;
  }
}

/** Records for one transaction, and since when the first of them waits by this thread's clock. */
function nextRecords(): { records: NewRecord[]; since: number | undefined } {
  const records: NewRecord[] = [];
  let since: number | undefined;
  for (let bytes = 0; records.length < most && bytes < MOST_BYTES;) {
    const next = readRecord(ring);
    if (!next) break;
    bytes += next.bytes;
    since ??= next.since + timeOrigin - performance.timeOrigin;
    records.push(next.record);
  }
  return { records, since };
}

/** @returns whether there was something to write and it is written */
function writeGroup(journal: Journal): boolean {
  const { records, since } = nextRecords();
  if (records.length === 0 && calls.length === 0) return false;
  const began = performance.now();
  try {
    const committed = commitGroup(journal, records, calls);
    ring.free();
    calls = [];
    most = Math.min(2 * most, MOST_RECORDS);
    const now = performance.now();
    const lagMs = since === undefined ? undefined : now - since;
    say({ kind: 'durable', records: records.length, ...committed, lagMs, commitMs: now - began });
    return true;
  } catch (error) {
    // The records stay in memory and are tried again; who called decides for itself.
    ring.rewind();
    most = Math.max(1, Math.floor(Math.min(most, records.length) / 2));
    const failure = failureOf(error);
    say({ kind: 'fault', failure, answers: calls.map(({ id }) => ({ id, failure })) });
    calls = [];
    if (until === undefined || performance.now() < until) Atomics.wait(never, 0, 0, AGAIN_MS);
    return false;
  }
}

function isIdle(): boolean {
  return ring.used === 0 && calls.length === 0;
}

function work(journal: Journal): void {
  let worked = performance.now();
  for (;;) {
    const rung = Atomics.load(bells, RUNG);
    listen();
    if (isIdle()) {
      if (until !== undefined) return;
      if (performance.now() - worked >= AWAKE_MS) {
        // The bell is compared again by the wait itself: what was rung meanwhile is not slept over.
        Atomics.store(bells, ASLEEP, 1);
        Atomics.wait(bells, RUNG, rung);
        Atomics.store(bells, ASLEEP, 0);
        worked = performance.now();
      }
      // What comes meanwhile shares an fsync.
      Atomics.wait(never, 0, 0, gatherMs);
      continue;
    }
    if (writeGroup(journal)) worked = performance.now();
    else if (until !== undefined && performance.now() >= until) return;
  }
}

// Memory that is touched for the first time costs a page fault, 25 µs: here, not on the path of a request.
new Uint8Array(memory.bytes).fill(0);
const journal = Journal.open(path, options);
say({ kind: 'open' });
work(journal);
const left = ring.used > 0;
journal.close();
say({ kind: 'closed', failure: left ? { code: 'io', what: `records could not be written to ${path}` } : undefined });
port.close();
