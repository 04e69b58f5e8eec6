import type { WorkerReport } from './worker.js';

/** A schedule in which something happened that must not. */
export interface Failure {
  seed: number;
  violations: string[];
}

/** Sums over schedules. */
export class Tally {
  schedules = 0;
  reachable = 0;
  missed = 0;
  doubled = 0;
  extra = 0;
  included = 0;
  kills = 0;
  blocks = 0;
  readonly faults: Record<string, number> = {};
  readonly failures: Failure[] = [];

  add(report: WorkerReport): void {
    this.schedules++;
    if ('crash' in report) {
      this.failures.push({ seed: report.seed, violations: [report.crash] });
      return;
    }
    const { seed, violations, reachable, missed, doubled, extra, included, kills, blocks, faults } = report;
    this.reachable += reachable;
    this.missed += missed;
    this.doubled += doubled;
    this.extra += extra;
    this.included += included;
    this.kills += kills;
    this.blocks += blocks;
    for (const [name, count] of Object.entries(faults)) this.faults[name] = (this.faults[name] ?? 0) + count;
    if (violations.length > 0) this.failures.push({ seed, violations });
  }

  lines(seconds: number): string[] {
    const { schedules, failures } = this;
    const faults = Object.entries(this.faults).sort(([, a], [, b]) => b - a);
    const injected = faults.reduce((sum, [, count]) => sum + count, 0);
    return [
      `schedules             ${schedules}, of which ${failures.length} failed; ${(schedules / seconds).toFixed(1)} a second`,
      `blocks                ${this.blocks}`,
      `windows reachable     ${this.reachable}`,
      `windows missed        ${this.missed}`,
      `inclusions            ${this.included}`,
      `doubled inclusions    ${this.doubled}`,
      `extra transactions    ${this.extra}`,
      `kills                 ${this.kills}`,
      `faults                ${injected}`,
      ...faults.map(([name, count]) => `  ${String(count).padStart(7)}  ${name}`),
    ];
  }

  /** Each failed schedule, and the command that runs it again. */
  failureLines(flags: string): string[] {
    return this.failures.flatMap(({ seed, violations }) => [
      `seed ${seed} failed; npm run bench -- simulate --seed ${seed} --trace${flags} shows everything that happens in it`,
      ...violations.slice(0, 5).map((one) => `  ${one}`),
    ]);
  }
}
