/** Something this machine lacks, or that stands in the way: `message` is one sentence that says what to do. */
export class SetupError extends Error {
  readonly code: string;
  readonly retryable = false;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SetupError';
    this.code = code;
  }
}

/** Turns what the system says about a full disk, a taken port or a missing program into a sentence with the fix. */
export function asSetupError(error: unknown, doing: string): SetupError | undefined {
  const code = (error as NodeJS.ErrnoException).code;
  const text = error instanceof Error ? error.message : String(error);
  if (code === 'ENOSPC' || /no space left on device/i.test(text))
    return new SetupError('disk-full', `The disk is full while ${doing}: free some space and start again.`, {
      cause: error,
    });
  if (code === 'EADDRINUSE' || /address already in use/i.test(text))
    return new SetupError(
      'port-taken',
      `A port was taken by another program while ${doing}: stop that program, or start again to pick other ports.`,
      { cause: error },
    );
  if (code === 'EACCES' || code === 'EROFS')
    return new SetupError('not-writable', `This folder cannot be written while ${doing}: choose another one.`, {
      cause: error,
    });
  return undefined;
}
