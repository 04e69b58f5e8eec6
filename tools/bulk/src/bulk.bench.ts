// 100,000 records and every result that the duties allow, through the submitters of four Hosts that are killed all the time:
// `npm run bench -- bulk [--records 100000] [--kills 50]`. Counts on the chain what was lost, doubled or left unnamed, recomputes every
// root from the journals, and measures how fast results drain. Ends with 1 when anything is wrong.
import { Command, InvalidArgumentError } from 'commander';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SetupError } from '@pacer/testing';
import { bulk } from './bulk.js';
import { progressOn } from './progress.js';
import { reportText } from './report.js';

interface Flags {
  records: number;
  kills: number;
  seed: number;
  poisonEvery: number;
  rate: number;
  dir?: string;
  json?: string;
}

const whole = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new InvalidArgumentError(`give a whole number from ${least} to ${most}`);
  return value;
};

const command = new Command('bulk')
  .description(
    'Records and results in bulk through real submitters that are killed; counts on the chain what became of them.',
  )
  .option('--records <count>', 'records of all Hosts together', whole(400, 1_000_000), 100_000)
  .option('--kills <count>', 'SIGKILLs of submitters and writers', whole(0, 10_000), 50)
  .option('--seed <number>', 'of when each is killed', whole(0, 2 ** 32), 1)
  .option('--poison-every <count>', 'one poisoned item among so many', whole(10, 100_000), 500)
  .option('--rate <count>', 'records a second of all Hosts together; 0: as many as they can', whole(0, 1_000_000), 0)
  .option('--dir <folder>', 'folder for everything, kept afterwards')
  .option('--json <file>', 'write the result there too', process.env.BENCH_RESULT)
  .action(run);

async function run({ json, dir: folder, rate, ...flags }: Flags): Promise<void> {
  const dir = folder === undefined ? undefined : resolve(folder);
  if (dir !== undefined) mkdirSync(dir, { recursive: true });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  const progress = progressOn(process.stdout);
  const result = await bulk({
    ...{ ...flags, recordsPerSecond: rate, progress, signal: stop.signal },
    ...(dir !== undefined && { dir }),
  });
  progress.say(reportText(result));
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
    progress.say(`written to ${json}`);
  }
  process.exitCode = result.findings.length === 0 ? 0 : 1;
}

command.parseAsync().catch((error: unknown) => {
  console.error(`bulk: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof SetupError ? 2 : 1;
});
