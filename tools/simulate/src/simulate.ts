import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { worldsFolder } from './folder.js';
import { runSchedule } from './schedule/run-schedule.js';
import { Tally } from './tally.js';
import type { WorkerOrder, WorkerReport } from './worker.js';

interface Options {
  schedules: number;
  from: number;
  seed?: number;
  trace?: boolean;
  workers: number;
  liars: boolean;
}

const PROGRESS_MS = 10_000;

/**
 * Runs schedules, in as many processes as the machine has cores, or one of them, with everything that happens in it.
 * @param args `--schedules N --from S`, or `--seed S [--trace]`
 * @param resultFile where sums are written to as JSON
 * @returns exit code: 0 when nothing happened that must not
 */
export async function simulate(args: readonly string[], resultFile?: string): Promise<number> {
  const command = new Command('simulate')
    .description('Runs the real agents through schedules of faults on a virtual clock')
    .option('--schedules <number>', 'how many', whole, 300)
    .option('--from <seed>', 'seed of the first', whole, 1)
    .option('--seed <seed>', 'one schedule alone', whole)
    .option('--trace', 'print everything that happens in it')
    .option('--workers <number>', 'processes', whole, availableParallelism())
    .option('--no-liars', 'no node says what is not so')
    .exitOverride();
  let options: Options;
  try {
    options = command.parse(args, { from: 'user' }).opts<Options>();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  const { dir, remove } = worldsFolder();
  try {
    return options.seed === undefined ? await many(options, dir, resultFile) : await one(options, options.seed, dir);
  } finally {
    remove();
  }
}

async function one({ trace, liars }: Options, seed: number, dir: string): Promise<number> {
  const show = (line: string): void => {
    console.log(line);
  };
  const result = await runSchedule(seed, { dir, liars, ...(trace && { show, logLevel: 'debug' }) });
  console.log(JSON.stringify(result, null, 2));
  return result.violations.length === 0 ? 0 : 1;
}

async function many(options: Options, dir: string, resultFile: string | undefined): Promise<number> {
  const { schedules, from, workers, liars } = options;
  const tally = new Tally();
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  let shown = began;
  await Promise.all(
    Array.from({ length: Math.min(workers, schedules) }, (_, index) => {
      const order = {
        from: from + index,
        to: from + schedules - 1,
        step: workers,
        dir: join(dir, String(index)),
        liars,
      };
      return inWorker(order, (report) => {
        tally.add(report);
        if (performance.now() - shown < PROGRESS_MS) return;
        shown = performance.now();
        console.log(
          `${tally.schedules} of ${schedules} schedules, ${tally.failures.length} failed, ${seconds().toFixed(0)} s`,
        );
      });
    }),
  );
  for (const line of [...tally.lines(seconds()), ...tally.failureLines(liars ? '' : ' --no-liars')]) console.log(line);
  if (resultFile !== undefined) {
    writeFileSync(resultFile, `${JSON.stringify({ seconds: seconds(), tally }, null, 2)}\n`);
    console.log(`written to ${resultFile}`);
  }
  return tally.failures.length === 0 && tally.schedules === schedules ? 0 : 1;
}

function inWorker(order: WorkerOrder, onReport: (report: WorkerReport) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'worker.js'), { execArgv: ['--no-warnings'] });
    child.on('message', onReport);
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`a worker ended with ${code}`));
    });
    child.send(order);
  });
}

function whole(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('a whole number is wanted');
}
