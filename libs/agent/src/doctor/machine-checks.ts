import { mkdirSync, openSync, closeSync, fsyncSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { storageError } from '../journal/sqlite-error.js';
import { ProcessLock } from '../journal/process-lock.js';
import { ownerSentence, readOwner } from '../journal/owner.js';
import type { JournalPlace } from '../journal/tx-journal.js';
import type { Check } from './check.js';

const MIB = 1024 * 1024;
const LEAST_FREE_BYTES = 100 * MIB;
/** Share of the disk, or of its inodes, under which it is as good as full. */
const LEAST_FREE_SHARE = 0.05;

/** Whether the state folder can be written durably and has room. */
export function diskCheck(stateDir: string): Check {
  return {
    name: 'disk',
    ask: () => {
      const path = join(stateDir, `.write-test-${process.pid}`);
      try {
        mkdirSync(stateDir, { recursive: true });
        const file = openSync(path, 'w');
        try {
          writeSync(file, 'test');
          fsyncSync(file);
        } finally {
          closeSync(file);
          rmSync(path);
        }
      } catch (error) {
        throw storageError(error, stateDir);
      }
      const { bavail, blocks, bsize, ffree, files } = statfsSync(stateDir);
      const free = bavail * bsize;
      const said = `${stateDir} can be written, ${Math.floor(free / MIB)} MiB are free`;
      const noInodes = files > 0 && ffree / files < LEAST_FREE_SHARE / 5;
      if (free < LEAST_FREE_BYTES) return { ok: false, said, fix: 'free 100 MiB at least' };
      if (noInodes)
        return { ok: true, warn: true, said: `${said}, but hardly an inode`, fix: 'remove small files from that disk' };
      if (bavail / blocks < LEAST_FREE_SHARE) {
        return {
          ok: true,
          warn: true,
          said: `${said}, under 5 % of the disk`,
          fix: 'free some: on a full disk nothing is claimed',
        };
      }
      return { ok: true, said };
    },
  };
}

/** Whether the program's journal is free, or who holds it. A running program is no fault. */
export function lockCheck({ stateDir, program }: JournalPlace): Check {
  return {
    name: 'journal',
    ask: () => {
      const path = join(stateDir, `${program}.sqlite`);
      const lock = ProcessLock.take(join(stateDir, `${program}.lock`));
      if (!lock) return { ok: true, said: ownerSentence(program, path, readOwner(path)) };
      lock.release();
      return { ok: true, said: `${path} is free: no ${program} runs on this folder` };
    },
  };
}
