import { join } from 'node:path';
import { readOwner } from '../journal/owner.js';
import { ProcessLock } from '../journal/process-lock.js';
import type { JournalPlace } from '../journal/tx-journal.js';
import type { Check, Finding } from './check.js';

const TIMEOUT_MS = 3_000;
/** It opens its journal first and listens a moment later. */
const STARTING_MS = 30_000;
/** As /healthz has it. */
const STUCK_SECONDS = 120;
const LAST_PASS = /^pacer_loop_last_pass_timestamp_seconds(?:\{[^}]*\})? ([0-9.e+]+)$/m;

/**
 * Whether the program, if it runs on this folder, still makes passes: asked where it serves its metrics. That another agent of
 * this Host runs on another machine nobody can know.
 * @param listen `address:port` of the settings
 * @param nowMs Unix milliseconds
 */
export function runningCheck({ stateDir, program }: JournalPlace, listen: string, nowMs: () => number): Check {
  return {
    name: 'running',
    ask: async (signal): Promise<Finding> => {
      const lock = ProcessLock.take(join(stateDir, `${program}.lock`));
      if (lock) {
        lock.release();
        return { ok: true, said: `no ${program} runs on ${stateDir}` };
      }
      const colon = listen.lastIndexOf(':');
      const address = listen.slice(0, colon).replace(/^(0\.0\.0\.0|\[::\])$/, '127.0.0.1');
      const url = `http://${address}${listen.slice(colon)}/metrics`;
      const fix = `restart ${program}; it carries on what is unfinished`;
      // With port 0 only the program itself knows where it listens.
      if (listen.endsWith(':0'))
        return { ok: true, said: `${program} runs, and listens on a port that it took itself` };
      const limit = AbortSignal.timeout(TIMEOUT_MS);
      let text: string;
      try {
        const answer = await fetch(url, { signal: signal ? AbortSignal.any([signal, limit]) : limit });
        text = await answer.text();
      } catch {
        const owner = readOwner(join(stateDir, `${program}.sqlite`));
        if (owner && nowMs() - owner.sinceMs < STARTING_MS) {
          return {
            ok: true,
            warn: true,
            said: `${program} has just been started and does not answer yet`,
            fix: 'ask again',
          };
        }
        return { ok: false, said: `${program} holds its journal and does not answer at ${url}`, fix };
      }
      const seconds = Number(LAST_PASS.exec(text)?.[1] ?? 0);
      if (seconds === 0)
        return { ok: true, warn: true, said: `${program} runs and has not ended a pass yet`, fix: 'see its log' };
      const ago = Math.max(0, Math.round(nowMs() / 1000 - seconds));
      const said = `${program} runs; its last pass ended ${ago} s ago`;
      return ago > STUCK_SECONDS ? { ok: false, said, fix } : { ok: true, said };
    },
  };
}
