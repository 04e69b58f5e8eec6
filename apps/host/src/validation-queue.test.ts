import {
  type EngineLoad,
  type Turn,
  ValidationQueue,
  type ValidationQueueOptions,
  type Wanted,
} from './validation-queue.js';

interface TestEngine extends EngineLoad {
  readonly name: string;
}

/** An hour: never in a test. */
const NEVER = 3_600_000;
const stops: AbortController[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

function queueHere(names: readonly string[], options: ValidationQueueOptions = {}) {
  const engines: TestEngine[] = names.map((name) => ({ name, users: 0, validations: 0 }));
  const queue = new ValidationQueue<TestEngine>({
    everyMs: NEVER,
    urgentMs: NEVER,
    mostMs: NEVER,
    perEngine: 1,
    ...options,
  });
  const begun: string[] = [];
  const turns = new Map<string, Turn<TestEngine>>();
  const enter = (call: string, wanted: Partial<Wanted<TestEngine>> = {}): Promise<void> => {
    const stop = new AbortController();
    stops.push(stop);
    return queue
      .enter({ candidates: () => engines, urgent: false, gaveWay: 0, signal: stop.signal, ...wanted })
      .then((turn) => {
        begun.push(`${call} on ${turn.engine.name}`);
        turns.set(call, turn);
      });
  };
  const user = (engine: TestEngine): (() => void) => {
    engine.users += 1;
    queue.yieldTo(engine);
    return () => {
      engine.users -= 1;
      queue.dispatch();
    };
  };
  const end = (call: string): void => turns.get(call)?.end();
  /** Everything that can happen at once has happened. */
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const first = engines[0]!;
  return { queue, engines, first, begun, turns, enter, user, end, settled };
}

const quiet = (promise: Promise<void>): void => void promise.catch(() => undefined);

test('a call begins at once where no user is, on the ML Node with the fewest of them', async () => {
  const { enter, begun, user, first } = queueHere(['a', 'b', 'c']);
  user(first);
  await enter('one');
  await enter('two');
  expect(begun).toEqual(['one on b', 'two on c']);
});

test('a call waits while users are on every ML Node, and begins when one is left', async () => {
  const { enter, begun, user, engines, settled, queue } = queueHere(['a', 'b']);
  const [leaveA, leaveB] = engines.map(user);
  quiet(enter('one'));
  await settled();
  expect([begun, queue.length]).toEqual([[], 1]);
  leaveB?.();
  await settled();
  expect([begun, queue.length]).toEqual([['one on b'], 0]);
  leaveA?.();
});

test('a user’s second call keeps an ML Node taken until both ended', async () => {
  const { enter, begun, user, first, settled } = queueHere(['a']);
  const leaves = [user(first), user(first)];
  quiet(enter('one'));
  leaves[0]?.();
  await settled();
  expect(begun).toEqual([]);
  leaves[1]?.();
  await settled();
  expect(begun).toEqual(['one on a']);
});

test('no more calls run on an ML Node than allowed', async () => {
  const { enter, begun, end, settled, first } = queueHere(['a'], { perEngine: 2 });
  for (const call of ['one', 'two', 'three']) quiet(enter(call));
  await settled();
  expect([begun, first.validations]).toEqual([['one on a', 'two on a'], 2]);
  end('two');
  end('two');
  await settled();
  expect([begun.at(-1), first.validations]).toEqual(['three on a', 2]);
});

test('those that a claim waits for come first, else in the order of their coming', async () => {
  const { enter, begun, user, first, end, settled } = queueHere(['a']);
  const leave = user(first);
  for (const call of ['one', 'two']) quiet(enter(call));
  for (const call of ['claim', 'claim too']) quiet(enter(call, { urgent: true }));
  leave();
  for (const call of ['claim', 'claim too', 'one', 'two']) {
    await settled();
    end(call);
  }
  expect(begun).toEqual(['claim on a', 'claim too on a', 'one on a', 'two on a']);
});

test('a user who comes makes it give way, on that ML Node only', async () => {
  const { enter, turns, user, engines } = queueHere(['a', 'b']);
  await enter('one');
  await enter('two');
  engines.slice(1).map(user);
  expect([turns.get('one')?.givesWay.aborted, turns.get('two')?.givesWay.aborted]).toEqual([false, true]);
});

test('one that gave way often enough is left to run', async () => {
  const { enter, turns, user, first } = queueHere(['a'], { givesWay: 2 });
  await enter('one', { gaveWay: 2 });
  user(first);
  expect(turns.get('one')?.givesWay.aborted).toBe(false);
});

test('users who never leave a gap let one through in each interval, and only one at a time', async () => {
  const { enter, begun, user, first, end, settled } = queueHere(['a'], { everyMs: 30 });
  user(first);
  const calls = [enter('one'), enter('two')];
  await calls[0];
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(begun).toEqual(['one on a']);
  end('one');
  await calls[1];
  await settled();
  expect(begun).toEqual(['one on a', 'two on a']);
});

test('one that got through beside users does not give way to them', async () => {
  const { enter, turns, user, first } = queueHere(['a'], { everyMs: 10 });
  user(first);
  await enter('one');
  user(first);
  expect(turns.get('one')?.givesWay.aborted).toBe(false);
});

test('one that a claim waits for gets through soon, one that nobody waits for does not', async () => {
  const { enter, begun, user, first, queue } = queueHere(['a'], { urgentMs: 20 });
  user(first);
  quiet(enter('one'));
  await enter('claim', { urgent: true });
  expect([begun, queue.length]).toEqual([['claim on a'], 1]);
});

test('who waits for too long is told that users leave nothing', async () => {
  const { enter, user, first, queue } = queueHere(['a'], { mostMs: 20 });
  user(first);
  await expect(enter('one')).rejects.toMatchObject({ code: 'busy', retryable: true });
  expect(queue.length).toBe(0);
});

test('who gives up leaves the queue', async () => {
  const { enter, user, first, queue } = queueHere(['a']);
  user(first);
  const stop = new AbortController();
  const one = enter('one', { signal: stop.signal });
  stop.abort();
  await expect(one).rejects.toMatchObject({ code: 'aborted' });
  await expect(enter('two', { signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
  expect(queue.length).toBe(0);
});
