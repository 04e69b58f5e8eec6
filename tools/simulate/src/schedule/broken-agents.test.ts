import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Attempt, OwnTxStore } from '@pacer/agent';
import { worldsFolder } from '../folder.js';
import { runSchedule, type ScheduleOptions } from './run-schedule.js';

let worlds: ReturnType<typeof worldsFolder>;

beforeAll(() => {
  worlds = worldsFolder();
});
afterAll(() => {
  worlds.remove();
});

/** What the schedules from the first on say against agents with a broken journal, up to the first that says something. */
async function accusation(wrapStore: NonNullable<ScheduleOptions['wrapStore']>, most = 300): Promise<string> {
  for (let seed = 1; seed <= most; seed++) {
    const { violations } = await runSchedule(seed, { dir: worlds.dir, wrapStore });
    if (violations.length > 0) return violations.join('\n');
  }
  return 'nothing';
}

/** The journal with some of its steps replaced. */
function changed(store: OwnTxStore, change: Partial<OwnTxStore>): OwnTxStore {
  return {
    ...{
      latest: (key) => store.latest(key),
      attempts: (key) => store.attempts(key),
      keys: (prefix) => store.keys(prefix),
    },
    ...{ unfinished: () => store.unfinished(), close: () => store.close() },
    ...{ intend: (...step) => store.intend(...step), reintend: (...step) => store.reintend(...step) },
    ...{ sign: (...step) => store.sign(...step), broadcast: (...step) => store.broadcast(...step) },
    ...{ included: (...step) => store.included(...step), finish: (...step) => store.finish(...step), ...change },
  };
}

describe('the simulation finds out that a journal', () => {
  it('forgets, when its process dies, that something was signed', async () => {
    const forgetful = (store: OwnTxStore): OwnTxStore => {
      // Signed bytes are in memory alone until the next write of their attempt.
      const unwritten = new Map<string, { attempt: Attempt; write: () => Attempt }>();
      const known = (attempt: Attempt): Attempt => unwritten.get(attempt.key)?.attempt ?? attempt;
      const written = (attempt: Attempt): Attempt => {
        const late = unwritten.get(attempt.key);
        unwritten.delete(attempt.key);
        return late ? late.write() : attempt;
      };
      return changed(store, {
        latest: (key) => unwritten.get(key)?.attempt ?? store.latest(key),
        unfinished: () => store.unfinished().map(known),
        sign: (attempt, signed) => {
          const later: Attempt = { ...attempt, state: 'signed', signed };
          unwritten.set(attempt.key, { attempt: later, write: () => store.sign(attempt, signed) });
          return later;
        },
        broadcast: (attempt, refusal) => ({ ...known(attempt), state: 'broadcast', refusal }),
        included: (attempt, height) => store.included(written(attempt), height),
        finish: (attempt, outcome, nowMs) => store.finish(written(attempt), outcome, nowMs),
      });
    };
    expect(await accusation(forgetful)).toMatch(/two byte strings|might still be included|carried out 2 times/);
  }, 300_000);

  it('takes for dead what it does not see at once', async () => {
    const hasty = (store: OwnTxStore): OwnTxStore =>
      changed(store, {
        broadcast: (attempt, refusal) => {
          store.broadcast(attempt, refusal);
          return store.finish(attempt, { kind: 'dead', provenBy: [] }, 0);
        },
      });
    expect(await accusation(hasty)).toMatch(/for dead|might still be included|carried out 2 times/);
  }, 300_000);
});
