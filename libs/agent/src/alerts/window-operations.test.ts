import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../clock.js';
import { TxJournal } from '../journal/tx-journal.js';
import { createLogger } from '../log.js';
import { AgentMetrics } from '../metrics.js';
import type { Attempt, Outcome } from '../tx/attempt.js';
import { Monitor } from './monitor.js';
import type { WatchedWindow } from './window-alarms.js';

let dir: string;
let journal: TxJournal;
let metrics: AgentMetrics;
let monitor: Monitor;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-window-'));
  journal = TxJournal.open({ stateDir: dir, program: 'test' });
  metrics = new AgentMetrics('test', { processMetrics: false });
  monitor = new Monitor({
    ...{ program: 'test', clock: systemClock, metrics, windows: ['work'], store: journal },
    config: { host: 'pacer1host', chainId: 'pacer-1', alerts: { refireMs: 60_000 } as never },
    log: createLogger({ program: 'test', destination: { write: () => undefined } }),
    pool: { health: [], minHeight: 0n },
  });
});
afterEach(async () => {
  await monitor.close();
  journal.close();
  rmSync(dir, { recursive: true });
});

const work: WatchedWindow = {
  ...{ key: 'work/4', operations: 'work/4/', kind: 'work', from: 477n, end: 485n, state: 'open' },
  ...{ why: 'a message is under way', todo: '' },
};

/** A message of a Sprint that was sent. */
function sent(key: string): Attempt {
  const intent = { messages: [], gas: 1n, granter: undefined, wantsEffect: true };
  const ready = journal.sign(journal.intend(key, 1, intent, 1), {
    ...{ bytes: Uint8Array.of(1), hash: key, deadlineNs: 2n, sinceNs: 1n, fromHeight: 480n },
  });
  return journal.broadcast(ready, undefined);
}

/** Windows that were missed once the epoch is over, and nobody looks at its Sprint any more. */
async function missed(): Promise<number> {
  monitor.windows([], 492n);
  const text = await metrics.registry.metrics();
  return Number(/^pacer_windows_missed_total\{.*\} (\d+)$/m.exec(text)?.[1]);
}

describe('a window whose operations have keys of their own', () => {
  test('is not missed while one of them may have made it in the last block, nor when it has', async () => {
    const message = sent('work/4/1');
    monitor.windows([work], 483n);
    expect(await missed()).toBe(0);
    journal.finish(message, { kind: 'ok', height: 484n }, 3);
    sent('work/4/2');
    expect(await missed()).toBe(0);
  });

  test.each<[string, Outcome | undefined, string]>([
    ['none of them made it', { kind: 'dead', provenBy: ['a', 'b'] }, 'work/4/1'],
    ['those that are under way are of another one', undefined, 'work/40/1'],
  ])('is missed when %s', async (_why, outcome, key) => {
    const message = sent(key);
    monitor.windows([work], 483n);
    if (outcome) journal.finish(message, outcome, 3);
    expect(await missed()).toBe(1);
  });
});
