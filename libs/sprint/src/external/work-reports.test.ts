import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OtherProvers, ready, report, type Said } from '../testing/other-prover.js';
import { localTask, proved, rejection } from '../testing/tasks.js';

const others = new OtherProvers();

afterEach(() => others.close());
afterAll(() => others.remove());

/** Ends once an event has come, and keeps this process busy until then. */
function busyUntil(event: () => boolean): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (!event()) Atomics.wait(cell, 0, 0, 5);
}

function isRunning(pid: number | undefined): boolean {
  try {
    return pid === undefined || process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Two lines that are read at once. */
function both(one: object, other: object): string {
  return `${JSON.stringify(one)}\n${JSON.stringify(other)}`;
}

test('a program that reports too often costs its caller no more than four reports a second', async () => {
  const all = 30_000;
  const prover = await others.openScript(
    others.script(`
say(${JSON.stringify(ready)});
agent.on('work', () => {
  for (let i = 1; i <= ${all}; i++) say(report(i, i % 1000 === 0 ? [i - 1] : [], i === ${all}));
});`),
  );
  let turns = 0;
  const timer = setInterval(() => turns++, 10);
  const { hits, frontier, reports } = await proved(prover, localTask);
  clearInterval(timer);
  expect(frontier).toBe(BigInt(all));
  expect(hits).toEqual(Array.from({ length: all / 1000 }, (_, i) => BigInt((i + 1) * 1000 - 1)));
  expect(reports).toBeLessThan(all / 100);
  // A machine that is busy with other things may put off one, but not each.
  expect(turns).toBeGreaterThan(reports / 2);
});

test('a program that writes faster than it is read has to wait', async () => {
  const all = 20_000;
  const progress: number[] = [];
  const prover = await others.openScript(
    others.script(`
// Node keeps what it can't write at once to process.stdout.
const write = (line) => writeSync(1, JSON.stringify(line) + '\\n');
write(${JSON.stringify(ready)});
agent.on('work', () => {
  for (let i = 1; i <= ${all}; i++) {
    write(report(i, [], i === ${all}));
    if (i % 400 === 0) writeSync(2, i + '\\n');
  }
});`),
    { onLog: (line) => progress.push(Number(line)) },
  );
  let frontier = 0n;
  for await (const reported of prover.prove(localTask, new AbortController().signal)) {
    if (frontier === 0n) {
      // Until it writes no more.
      for (let before = -1; before !== progress.length;) {
        before = progress.length;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      expect(progress.at(-1) ?? 0).toBeLessThan(all / 2);
    }
    ({ frontier } = reported);
  }
  expect(frontier).toBe(BigInt(all));
});

test.each<[string, Said[], bigint[]]>([
  ['no JSON', [report(20n, [14n]), 'hello'], [14n]],
  [
    'no JSON, among many',
    [report(20n, [14n]), report(21n), report(30n, [29n]), 'hello', report(40n, [39n])],
    [14n, 29n],
  ],
  ['no UTF-8', [report(20n, [14n]), Uint8Array.of(0xff, 0x0a)], [14n]],
  ['a frontier that falls', [report(20n, [14n]), report(30n, [25n]), report(29n, [28n])], [14n, 25n]],
])('reports that came before %s stay good', async (_, lines, hits) => {
  const prover = await others.openScript(others.lines([ready], lines));
  const found: bigint[] = [];
  const error = await rejection(proved(prover, localTask, { onReport: (reported) => found.push(...reported.hits) }));
  expect(found).toEqual(hits);
  expect(error).toMatchObject({ code: 'prover_protocol' });
});

test('reports that came before a refusal, or an end, stay good', async () => {
  const refusal = { type: 'error', code: 'no_memory', message: 'the GPU was lost: restart it' };
  const lines = [report(20n, [14n]), report(30n, [25n])];
  const refusing = await others.openScript(others.lines([ready], [...lines, refusal]));
  const found: bigint[] = [];
  const onReport = ({ hits }: { hits: readonly bigint[] }): unknown => found.push(...hits);
  expect(await rejection(proved(refusing, localTask, { onReport }))).toMatchObject({ code: 'prover_refused' });
  expect(found.splice(0)).toEqual([14n, 25n]);
  const said = lines.map((line) => `say(${JSON.stringify(line)});`).join('');
  const dying = await others.openScript(
    others.script(`say(${JSON.stringify(ready)}); agent.on('work', () => { ${said} process.exit(3); });`),
  );
  expect(await rejection(proved(dying, localTask, { onReport }))).toMatchObject({ code: 'prover_died' });
  expect(found).toEqual([14n, 25n]);
});

test('a prover that says nothing, or does not stop, is killed and named', async () => {
  const silent = await others.openScript(others.lines([ready], []), { silenceTimeoutMs: 50 });
  expect(await rejection(proved(silent, localTask))).toMatchObject({
    message: expect.stringContaining('says nothing'),
  });
  const endless = await others.openScript(others.lines([ready], [report(1n)]), { stopTimeoutMs: 50 });
  const chatty = await others.openScript(
    others.script(`say(${JSON.stringify(ready)});
agent.once('work', () => {
  const lines = Array.from({ length: 1000 }, () => JSON.stringify(report(1)) + '\\n').join('');
  const more = () => process.stdout.write(lines, more);
  more();
});`),
    { stopTimeoutMs: 50 },
  );
  for (const prover of [endless, chatty]) {
    const controller = new AbortController();
    const options = { signal: controller.signal, onReport: () => controller.abort() };
    expect(await rejection(proved(prover, localTask, options))).toMatchObject({
      code: 'prover_protocol',
      message: expect.stringContaining('did not stop'),
    });
  }
});

test('a prover that stopped in time is not blamed for a process that was busy', async () => {
  const stopped = join(others.folder, 'stopped');
  const prover = await others.openScript(
    others.script(`
say(${JSON.stringify(ready)});
agent.on('work', () => say(report(1)));
agent.on('stop', () => {
  writeSync(1, JSON.stringify(report(20, [14], true)) + '\\n');
  writeFileSync(${JSON.stringify(stopped)}, '');
});`),
    { stopTimeoutMs: 50 },
  );
  const controller = new AbortController();
  const onReport = (): void => {
    if (controller.signal.aborted) return;
    controller.abort();
    const late = performance.now() + 100;
    busyUntil(() => existsSync(stopped) && performance.now() > late);
  };
  expect(await proved(prover, localTask, { signal: controller.signal, onReport })).toMatchObject({
    hits: [14n],
    frontier: 20n,
  });
});

test.each<[string, Said[], Said[]]>([
  ['with its first line', [both(ready, report(1n))], []],
  ['after its last report', [ready], [both(report(1n, [], true), report(1n))]],
  ['after it refused', [ready], [both({ type: 'error', code: 'busy', message: 'wait' }, report(1n))]],
])('a prover that says more %s is killed and named', async (_, first, then) => {
  const file = others.lines(first, then);
  const error = await rejection(
    (async () => {
      const prover = await others.openScript(file);
      await proved(prover, { ...localTask, last: 0n }).catch(() => undefined);
      await proved(prover, localTask);
    })(),
  );
  expect(error).toMatchObject({
    code: 'prover_protocol',
    message: expect.stringContaining('said "report" without work'),
  });
});

test('a prover that reports without end while it has no work is killed', async () => {
  const pids: number[] = [];
  const file = others.script(`
process.stderr.write(process.pid + '\\n', () => say(${JSON.stringify(ready)}));
setInterval(() => { for (let i = 0; i < 1000; i++) say(report(1)); }, 10);`);
  const prover = await others.openScript(file, { onLog: (line) => pids.push(Number(line)) });
  while (isRunning(pids[0])) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await rejection(proved(prover, localTask))).toMatchObject({ code: 'prover_protocol' });
});
