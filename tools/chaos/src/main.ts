#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SetupError } from '@pacer/testing';
import { isRight, reportText } from './report.js';
import { storm } from './storm.js';

interface Flags {
  minutes: number;
  seed: number;
  couriers: number;
  hosts: boolean;
  halts: boolean;
  dir?: string;
  json?: string;
}

const number = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (!(value >= least && value <= most)) throw new InvalidArgumentError(`give a number from ${least} to ${most}`);
  return value;
};

const command = new Command('chaos')
  .description(
    'Real agents on a real local network in a storm of faults; counts on the chain what was lost or doubled.',
  )
  .option('--minutes <count>', 'how long faults are injected', number(0.1, 600), 15)
  .option('--seed <number>', 'of which faults come when', number(0, 2 ** 32), 1)
  .option('--couriers <count>', 'couriers that are killed all the time', number(1, 64), 6)
  .option('--no-hosts', 'without the agents of the Hosts')
  .option('--no-halts', 'without halts of the chain')
  .option('--dir <folder>', 'folder for everything, kept afterwards')
  .option('--json <file>', 'write the result there too', process.env.BENCH_RESULT)
  .action(run);

async function run({ json, dir: folder, ...flags }: Flags): Promise<void> {
  const dir = folder === undefined ? undefined : resolve(folder);
  if (dir !== undefined) mkdirSync(dir, { recursive: true });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const say = (line: string) => console.log(line);
  const result = await storm({ ...flags, say, signal: stop.signal, ...(dir !== undefined && { dir }) });
  console.log(`\n${reportText(result)}`);
  if (json !== undefined) {
    const text = JSON.stringify(
      result,
      (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
      2,
    );
    writeFileSync(json, `${text}\n`);
    console.log(`written to ${json}`);
  }
  process.exitCode = isRight(result) ? 0 : 1;
}

command.parseAsync().catch((error: unknown) => {
  console.error(`chaos: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof SetupError ? 2 : 1;
});
