import { waitFor } from '@pacer/testing';
import { DemoFailed } from './failed.js';
import { type Teller } from './teller.js';

/** What is waited for, and what a verdict says when it does not come. */
export interface Wait<T> {
  readonly stage: string;
  readonly expected: string;
  readonly ask: () => T | undefined | Promise<T | undefined>;
  /** What the chain says at the moment, for the verdict when time is up. */
  readonly found: () => string | Promise<string>;
  readonly timeoutMs?: number;
  readonly log?: (() => string) | undefined;
}

/**
 * Asks five times a second until there is an answer.
 * @throws DemoFailed at the stage, when time is up
 */
export async function untilOrFail<T>(
  { stage, expected, ask, found, timeoutMs = 120_000, log }: Wait<T>,
  teller: Teller,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await waitFor(
      expected,
      async () => {
        teller.waiting(`${stage}: ${expected}`);
        return ask();
      },
      { timeoutMs, everyMs: 200, signal },
    );
  } catch (error) {
    signal.throwIfAborted();
    throw new DemoFailed(stage, expected, await found(), log?.(), { cause: error });
  }
}
