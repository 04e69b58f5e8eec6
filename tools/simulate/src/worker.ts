import { runSchedule, type ScheduleResult } from './schedule/run-schedule.js';

/** What a worker is asked to do: schedules of every `step`-th seed. */
export interface WorkerOrder {
  from: number;
  to: number;
  step: number;
  dir: string;
  liars: boolean;
}

/** What it says after each. */
export type WorkerReport = ScheduleResult | { seed: number; crash: string };

/** Runs schedules one after the other in a process of its own, and reports each. */
process.on('message', (order: WorkerOrder) => {
  void work(order).then(() => {
    process.disconnect();
  });
});

async function work({ from, to, step, dir, liars }: WorkerOrder): Promise<void> {
  for (let seed = from; seed <= to; seed += step) {
    let report: WorkerReport;
    try {
      report = await runSchedule(seed, { dir, liars });
    } catch (error) {
      report = { seed, crash: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    await new Promise<void>((resolve) => process.send?.(report, () => resolve()));
  }
}
