import { statfsSync } from 'node:fs';
import { SetupError } from './setup-error.js';

/**
 * Says so before something runs out of disk in the middle, where each program would only say what it can't do.
 * @param folder where it will write
 * @param bytes what it needs at least
 * @throws SetupError `disk-full`
 */
export function assertSpace(folder: string, bytes: number, doing: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < bytes)
    throw new SetupError(
      'disk-full',
      `The disk of ${folder} has ${mb(free)} MB left, and ${doing} needs ${mb(bytes)}: free some space, or set TMPDIR to a folder with more.`,
    );
}

const mb = (bytes: number) => Math.ceil(bytes / 1_000_000);
