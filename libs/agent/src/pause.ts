import type { Clock } from './clock.js';
import { DISTURBED_MS } from './clock-watch.js';
import type { Hints } from './hints.js';

/** Passes are at least so far apart, however many hints come. */
const LEAST_MS = 100;
/** A pause is slept in pieces: a timer stands still while a machine sleeps, and would have it wait for the rest on waking. */
const PIECE_MS = 1_000;

/**
 * A loop's pause: at most so many milliseconds, cut short by a hint and by a sleep of the machine. Without hints it is the pause
 * and nothing else.
 */
export function pauseOn(clock: Clock, hints?: Hints): (ms: number, signal: AbortSignal) => Promise<void> {
  return async (ms, signal) => {
    const least = hints ? Math.min(ms, LEAST_MS) : 0;
    if (least > 0) await clock.sleep(least, signal);
    const cut = hints ? AbortSignal.any([signal, hints.given]) : signal;
    for (let left = ms - least; left > 0 && !cut.aborted; left -= PIECE_MS) {
      const pieceMs = Math.min(left, PIECE_MS);
      const [wall, began] = [clock.now(), clock.monotonic()];
      await clock.sleep(pieceMs, cut);
      const tookMs = Math.max(clock.now() - wall, clock.monotonic() - began);
      if (tookMs > pieceMs + DISTURBED_MS) break;
    }
    hints?.clear();
  };
}
