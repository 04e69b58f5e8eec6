import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TxJournal } from './journal/tx-journal.js';

const child = join(import.meta.dirname, '../dist/shutdown.test.child.js');
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-stop-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe('a process that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s finishes its durable step and exits 0', async (signal) => {
    const running = spawn(process.execPath, [child, dir], { stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    running.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    // Closed, not just ended: then all that it wrote has come.
    const ended = once(running, 'close');
    try {
      await once(running.stdout, 'data');
      running.kill(signal);
      expect(await ended).toEqual([0, null]);
    } finally {
      running.kill('SIGKILL');
    }
    expect(log).toContain('stopping: the step under way is finished first');
    const journal = TxJournal.open({ stateDir: dir, program: 'stopper' });
    expect(journal.unfinished()).toEqual([]);
    expect(journal.attempts('step/1')[0]?.state).toBe('final');
    journal.close();
  });
});
