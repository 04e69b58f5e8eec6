import {
  agentCommand,
  diagnosisText,
  EXIT,
  ExitError,
  jsonText,
  systemClock,
  terminalProgress,
  type Terminal,
} from '@pacer/agent';
import type { Command } from 'commander';
import { examine } from './doctor.js';
import { Onlooker, readStatus } from './looking.js';
import { statusLine, statusText } from './report-text.js';
import { run } from './run.js';
import { PROGRAM, readConfig } from './settings.js';

/** Milliseconds between two lines of a status that is followed. */
const FOLLOW_MS = 1_000;

/** The command line of the prover. */
export function proverCommand(terminal: Terminal): Command {
  const { out } = terminal;
  const command = agentCommand(
    `pacer-${PROGRAM}`,
    "Runs a Host's Sprint: proves, commits, checks what others committed",
  );
  const config = () => readConfig(command.opts<{ config: string }>().config);
  const show = (value: unknown, text: string, json: boolean | undefined): void => {
    out(json ? `${jsonText(value)}\n` : text);
  };

  command
    .command('run')
    .description('prove, commit and check until SIGTERM')
    .action(() => run(config()));

  command
    .command('status')
    .description(
      'phase, rate, hits, share of the work, time left; of the last epochs weight, guilt, checks and challenges',
    )
    .option('--json', 'as JSON')
    .option('--follow', 'a line a second until SIGINT; in place on a terminal')
    .action(async ({ json, follow }: { json?: boolean; follow?: boolean }) => {
      if (follow) return watch(new Onlooker(config()), terminal, json);
      const status = await readStatus(config());
      show(status, statusText(status), json);
    });

  command
    .command('doctor')
    .description('check everything that has to be right')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const diagnoses = await examine(config());
      show(diagnoses, diagnosisText(diagnoses), json);
      if (diagnoses.some(({ ok }) => !ok)) throw new ExitError(EXIT.failed);
    });

  return command;
}

/** Shows how the Sprint goes: in place on a terminal, a line at a time in a pipe. */
async function watch(onlooker: Onlooker, { out, err }: Terminal, json: boolean | undefined): Promise<void> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  const isTTY = process.stdout.isTTY && !json;
  const progress = terminalProgress({ isTTY, write: out });
  try {
    while (!stop.signal.aborted) {
      const status = await onlooker.look().catch((error: unknown) => {
        err(`${error instanceof Error ? error.message : String(error)}\n`);
      });
      if (status && isTTY) progress(statusLine(status));
      else if (status) out(json ? `${JSON.stringify(JSON.parse(jsonText(status)))}\n` : `${statusLine(status)}\n`);
      await systemClock.sleep(FOLLOW_MS, stop.signal);
    }
    if (isTTY) out('\n');
  } finally {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
    onlooker.close();
  }
}
