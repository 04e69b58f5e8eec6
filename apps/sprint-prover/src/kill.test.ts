import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { waitFor } from '@pacer/testing';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HitsJournal } from './hits-journal.js';
import { hitsBelow, task } from './reference-prover.test.support.js';

const child = join(import.meta.dirname, '../dist/proving.test.child.js');
const KILLS = 5;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-kill-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

function look(): { frontier: bigint; hits: bigint[] } | undefined {
  const journal = HitsJournal.openReadOnly(dir);
  const run = journal?.run(task.epoch);
  const hits = journal?.unchecked(task.epoch, 1_000_000) ?? [];
  journal?.close();
  return run && { frontier: run.frontier, hits };
}

test('a prover that is killed again and again has every hit below its frontier once, and goes on from there', async () => {
  let before = 0n;
  for (let kill = 0; kill < KILLS; kill++) {
    const process = fork(child, [dir], { stdio: 'ignore' });
    const more = before + 20n + BigInt(3 * kill);
    await waitFor(`nonce ${more}`, () => ((look()?.frontier ?? 0n) >= more ? true : undefined), {
      everyMs: 5,
      timeoutMs: 60_000,
    });
    process.kill('SIGKILL');
    await once(process, 'exit');
    const { frontier, hits } = look()!;
    expect(hits).toEqual(hitsBelow(frontier));
    expect(frontier >= more).toBe(true);
    before = frontier;
  }
}, 300_000);
