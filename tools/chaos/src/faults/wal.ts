import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { type Seeded } from '@pacer/testing';

const HEADER = 32;
const FRAME_HEADER = 24;

/** Where the committed part of a write-ahead log ends (sqlite.org/fileformat2.html#walformat), in bytes. */
export interface WalEnd {
  /** Begin of the last frame that commits a transaction. */
  readonly lastCommit: number;
  /** First byte after it. */
  readonly committed: number;
  readonly size: number;
}

/** Undefined without a log or without a commit in it. */
export function walEnd(path: string): WalEnd | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const header = Buffer.alloc(HEADER);
    if (readSync(file, header, 0, HEADER, 0) < HEADER) return undefined;
    const frameSize = FRAME_HEADER + header.readUInt32BE(8);
    const frame = Buffer.alloc(FRAME_HEADER);
    let end: WalEnd | undefined;
    for (let at = HEADER; at + frameSize <= size; at += frameSize) {
      readSync(file, frame, 0, FRAME_HEADER, at);
      // Frames of an earlier round of the log have other salts: they are over.
      if (frame.compare(header, 16, 24, 8, 16) !== 0) break;
      if (frame.readUInt32BE(4) !== 0) end = { lastCommit: at, committed: at + frameSize, size };
    }
    return end;
  } finally {
    closeSync(file);
  }
}

/**
 * A write that was cut short behind the last commit, as a power cut leaves it: garbage after the committed frames.
 * @returns whether there was a log to do it to
 */
export function tearTail(path: string, random: Seeded): boolean {
  const end = walEnd(path);
  if (!end) return false;
  const file = openSync(path, 'r+');
  try {
    ftruncateSync(file, end.committed);
    const garbage = Uint8Array.from({ length: 200 + random.below(3_000) }, () => random.below(256));
    writeSync(file, garbage, 0, garbage.length, end.committed);
    return true;
  } finally {
    closeSync(file);
  }
}

/**
 * A synced page that the disk has lost after all: the last committed frame ends in the middle of its page.
 * @returns whether there was a commit to lose
 */
export function tearLastCommit(path: string, random: Seeded): boolean {
  const end = walEnd(path);
  if (!end) return false;
  const file = openSync(path, 'r+');
  try {
    ftruncateSync(file, end.lastCommit + FRAME_HEADER + random.below(end.committed - end.lastCommit - FRAME_HEADER));
    return true;
  } finally {
    closeSync(file);
  }
}

/** Size of a file; 0 without one. */
export function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
