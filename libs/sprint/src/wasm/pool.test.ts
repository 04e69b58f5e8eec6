import { localTask, proved, rejection } from '../testing/tasks.js';
import { openPool } from './pool.js';
import { WorkerServer } from './serve.js';
import type { StartWorker } from './worker-task.js';

/** Workers on this thread; the one of this number can't be started. */
function startBut(refused: number): { start: StartWorker; running: Set<number>; kill: (id: number) => void } {
  const running = new Set<number>();
  const ends = new Map<number, () => void>();
  let started = 0;
  const start: StartWorker = (listener) => {
    const id = ++started;
    if (id === refused) throw new Error('no more threads');
    running.add(id);
    const end = (): void => {
      if (running.delete(id)) listener.ended();
    };
    ends.set(id, end);
    let server: WorkerServer | undefined;
    const later = (work: () => void): void => void setImmediate(() => running.has(id) && work());
    later(() => (server = new WorkerServer((answer) => listener.answer(answer))));
    return {
      send: (task) => later(() => server?.do(task)),
      terminate: () => {
        end();
        return Promise.resolve();
      },
    };
  };
  return { start, running, kill: (id) => ends.get(id)?.() };
}

test('a thread that can not be started is a typed error, and those before it are ended', async () => {
  const { start, running } = startBut(3);
  expect(await rejection(openPool(4, start))).toMatchObject({
    name: 'SprintError',
    code: 'worker',
    message: expect.stringContaining('no more threads'),
  });
  expect([...running]).toEqual([]);
});

test('of two threads that died the first is kept when the second can not be started again', async () => {
  const { start, running, kill } = startBut(4);
  const prover = await openPool(2, start);
  kill(1);
  kill(2);
  expect(await rejection(proved(prover, localTask))).toMatchObject({ code: 'worker' });
  expect([...running]).toEqual([3]);
  expect((await proved(prover, { ...localTask, last: 14n })).hits).toEqual([14n]);
  expect([...running]).toEqual([3, 5]);
  await prover.close();
  expect([...running]).toEqual([]);
});
