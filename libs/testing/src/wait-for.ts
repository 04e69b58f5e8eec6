import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer.
 * @param what names what is waited for, in the error
 * @param ask returns the answer, or undefined while there is none; what it throws counts as no answer yet
 * @throws Error naming `what` and the last failure when `timeoutMs` is over
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  { timeoutMs = 100_000, everyMs = 100, signal }: { timeoutMs?: number; everyMs?: number; signal?: AbortSignal } = {},
): Promise<T> {
  const end = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() >= end)
      throw new Error(`waited ${timeoutMs / 1000} s for ${what}${last instanceof Error ? `: ${last.message}` : ''}`, {
        cause: last,
      });
    await sleep(everyMs, undefined, { signal });
  }
}
