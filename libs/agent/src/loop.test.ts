import { describe, expect, it } from '@jest/globals';
import { AgentError } from './error.js';
import { Health } from './health.js';
import { createLogger } from './log.js';
import { runLoop, type Action } from './loop.js';

type Line = { level: string; msg: string; unclassified?: boolean; err?: { code?: string; stack?: string } };

/** A clock that ends the loop after so many pauses. */
function looping(passes: number) {
  const controller = new AbortController();
  const lines: Line[] = [];
  let now = 0;
  const clock = {
    now: () => now,
    monotonic: () => now,
    sleep: (ms: number) => {
      now += ms;
      if (--passes <= 0) controller.abort();
      return Promise.resolve();
    },
  };
  const log = createLogger({
    program: 'test',
    destination: { write: (line) => void lines.push(JSON.parse(line) as Line) },
  });
  return { controller, lines, clock, log, signal: controller.signal };
}

const actions = (...kinds: string[]): Action[] => kinds.map((kind) => ({ kind }));

describe('the loop', () => {
  it('makes a new plan in every pass and carries out all of it', async () => {
    const { clock, log, signal } = looping(3);
    const done: string[] = [];
    let pass = 0;
    await runLoop({
      plan: () => Promise.resolve(actions(`a${++pass}`, `b${pass}`)),
      act: ({ kind }) => Promise.resolve(void done.push(kind)),
      everyMs: 10,
      ...{ clock, log, signal },
    });
    expect(done).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
  });

  it('carries out the others when one fails, and says which kind of failure it was', async () => {
    const { clock, log, signal, lines } = looping(1);
    const done: string[] = [];
    const failures: string[] = [];
    await runLoop({
      plan: () => Promise.resolve(actions('classified', 'surprise', 'fine')),
      act: ({ kind }) => {
        if (kind === 'classified') throw new AgentError('disk-full', 'no space', { retryable: true });
        if (kind === 'surprise') throw new TypeError('x is not a function');
        return Promise.resolve(void done.push(kind));
      },
      everyMs: 10,
      metrics: { passed: () => undefined, failed: (action, code) => void failures.push(`${action} ${code}`) },
      ...{ clock, log, signal },
    });
    expect(done).toEqual(['fine']);
    expect(failures).toEqual(['classified disk-full', 'surprise unclassified']);
    expect(lines[0]).toMatchObject({ level: 'warn', err: { code: 'disk-full' } });
    expect(lines[0]?.unclassified).toBeUndefined();
    expect(lines[1]).toMatchObject({ level: 'error', unclassified: true });
    expect(lines[1]?.err?.stack).toContain('TypeError');
  });

  it('plans again after a plan that failed, and is not ready meanwhile', async () => {
    const { clock, log, signal } = looping(2);
    const health = new Health(clock, 100);
    const ready: boolean[] = [];
    let passes = 0;
    await runLoop({
      plan: () => {
        ready.push(health.ready().ok);
        if (passes++ === 0) throw new AgentError('too-few-endpoints', 'none answers', { retryable: true });
        return Promise.resolve([]);
      },
      act: () => Promise.resolve(),
      everyMs: 10,
      health,
      ...{ clock, log, signal },
    });
    expect(ready).toEqual([false, false]);
    expect(health.ready().ok).toBe(true);
  });

  it('finishes the action under way and begins no other when it is stopped', async () => {
    const { clock, log, signal, controller } = looping(99);
    const done: string[] = [];
    await runLoop({
      plan: () => Promise.resolve(actions('first', 'second')),
      act: async ({ kind }) => {
        controller.abort();
        await Promise.resolve();
        done.push(kind);
      },
      everyMs: 10,
      ...{ clock, log, signal },
    });
    expect(done).toEqual(['first']);
  });

  it('counts as stuck when no pass ends for too long', async () => {
    let now = 0;
    const health = new Health({ now: () => now, monotonic: () => now, sleep: () => Promise.resolve() }, 1000);
    now = 1000;
    expect(health.alive().ok).toBe(true);
    now = 1001;
    expect(health.alive()).toMatchObject({ ok: false });
    health.beat();
    expect(health.alive().ok).toBe(true);
  });
});
