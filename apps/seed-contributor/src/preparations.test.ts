import { describe, expect, test } from '@jest/globals';
import { Preparations, type Ended, type Made } from './preparations.js';

const made: Made = { bytes: Uint8Array.of(1), gas: 7n, payload: 'aa' };
const place = { key: 'deal/4', about: 'table', height: 420n };

function begin(preparations: Preparations, work: (signal: AbortSignal) => Promise<Made>, about = 'table'): Ended[] {
  const ended: Ended[] = [];
  preparations.begin({ ...place, about }, work, (how) => ended.push(how));
  return ended;
}

/** Lets everything that is settled be noticed. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('what is computed beside the loop', () => {
  test('is computing, then ready, and begun once', async () => {
    const preparations = new Preparations();
    let times = 0;
    const work = async () => {
      times++;
      return made;
    };
    expect(preparations.state('deal/4', 'table')).toEqual({ state: 'absent' });
    const ended = begin(preparations, work);
    begin(preparations, work);
    expect(preparations.state('deal/4', 'table')).toEqual({ state: 'computing' });
    await settled();
    begin(preparations, work);
    expect(preparations.state('deal/4', 'table')).toEqual({ state: 'ready', payload: 'aa' });
    expect(preparations.made('deal/4', 'table')).toBe(made);
    expect([times, ended]).toEqual([1, [{ made }]]);
  });

  test('that failed says why and when, and may be begun again', async () => {
    const preparations = new Preparations();
    const error = new Error('no endpoint is healthy');
    const ended = begin(preparations, () => Promise.reject(error));
    await settled();
    expect(preparations.state('deal/4', 'table')).toEqual({ state: 'failed', height: 420n, why: error.message });
    expect(ended).toEqual([{ error }]);
    begin(preparations, async () => made);
    await settled();
    expect(preparations.state('deal/4', 'table').state).toBe('ready');
  });

  test('about another slot table is as if it were not there, and is given up for the new one', async () => {
    const preparations = new Preparations();
    let stopped: AbortSignal | undefined;
    const ended = begin(preparations, (signal) => {
      stopped = signal;
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    });
    expect(preparations.state('deal/4', 'other')).toEqual({ state: 'absent' });
    begin(preparations, async () => made, 'other');
    await settled();
    expect(stopped?.aborted).toBe(true);
    expect(ended).toEqual([]);
    expect(preparations.state('deal/4', 'other').state).toBe('ready');
  });

  test('of an epoch that is over is given up, and all of it at the end', () => {
    const preparations = new Preparations();
    const signals: AbortSignal[] = [];
    const forever = (signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<Made>(() => undefined);
    };
    begin(preparations, forever);
    preparations.begin({ ...place, key: 'open/4' }, forever, () => undefined);
    preparations.keep(['open/4']);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    preparations.close();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });
});
