/** A file that `pvss` cannot work on: what is wrong with it, without what it holds. */
export class PvssFileError extends Error {
  override readonly name = 'PvssFileError';
  readonly code = 'pvss-file';
  readonly retryable = false;
}
