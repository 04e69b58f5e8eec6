import { AgentError } from '../error.js';

const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** An error of any realm: those of node's own modules are not instances of a sandbox's `Error`. */
function isError(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}

/** Primary result code of an error of node:sqlite (sqlite.org/rescode.html), undefined for another error. */
function resultCode(error: unknown): number | undefined {
  if (isError(error) && 'errcode' in error && typeof error.errcode === 'number') return error.errcode & 0xff;
  return undefined;
}

/** Whether another connection holds the lock. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === BUSY;
}

/**
 * What an error of the file system or of SQLite means for the person who runs the program, as an AgentError; any other error
 * as it is.
 * @param path the file that was used
 */
export function storageError(error: unknown, path: string): unknown {
  if (!isError(error) || error instanceof AgentError) return error;
  const why = error.message;
  switch (resultCode(error)) {
    case FULL:
      return new AgentError('disk-full', `no space left to write ${path}: free some; nothing was lost`, {
        retryable: true,
        cause: error,
      });
    case IOERR:
      return new AgentError(
        'disk-error',
        `cannot read or write ${path} (${why}): check disk and quota, then start again`,
        {
          retryable: true,
          cause: error,
        },
      );
    case CORRUPT:
    case NOTADB:
      return new AgentError(
        'journal-corrupt',
        `${path} is damaged (${why}): keep a copy of it and its -wal file for a report, restore the folder from a backup, or ` +
          'move it away; without it the program finds out from the chain alone what was done',
        { cause: error },
      );
    case CANTOPEN:
    case READONLY:
      return unwritable(path, why, error);
    case BUSY:
      return new AgentError('journal-locked', `${path} is in use by another process`, {
        retryable: true,
        cause: error,
      });
    case undefined:
      return fileSystemError(error, path);
    default:
      return new AgentError('disk-error', `cannot use ${path} (${why}): check the disk, then start again`, {
        retryable: true,
        cause: error,
      });
  }
}

function fileSystemError(error: Error, path: string): unknown {
  if (!('syscall' in error)) return error;
  if ('code' in error && error.code === 'ENOSPC') {
    return new AgentError('disk-full', `no space left to write ${path}: free some; nothing was lost`, {
      retryable: true,
      cause: error,
    });
  }
  return unwritable(path, error.message, error);
}

function unwritable(path: string, why: string, cause: unknown): AgentError {
  return new AgentError(
    'state-dir-unwritable',
    `cannot write ${path} (${why}): give state_dir a folder this user may write`,
    {
      cause,
    },
  );
}
