import { agentCommand, diagnosisText, EXIT, ExitError, jsonText, type Terminal } from '@pacer/agent';
import type { Command } from 'commander';
import { readConfig } from './config.js';
import { examine } from './doctor.js';
import { run } from './run.js';
import { actionText, readStatus, statusText } from './status.js';
import { PROGRAM } from './settings.js';

/** The command line of the submitter. */
export function submitterCommand({ out }: Terminal): Command {
  const command = agentCommand(
    `pacer-${PROGRAM}`,
    "Commits a Host's batches and results from its work journal, exactly once",
  );
  const config = () => readConfig(command.opts<{ config: string }>().config);

  command
    .command('run')
    .description('commit until SIGTERM')
    .option('--dry-run', 'say what would be done now and end; nothing is changed or sent')
    .option('--json', 'with --dry-run: as JSON')
    .action(async ({ dryRun, json }: { dryRun?: boolean; json?: boolean }) => {
      if (!dryRun) return run(config());
      const { next } = await readStatus(config());
      out(json ? `${jsonText(next)}\n` : `${next.map(actionText).join('\n') || 'nothing to do'}\n`);
    });

  command
    .command('status')
    .description('what is open, why, and what comes next')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const status = await readStatus(config());
      out(json ? `${jsonText(status)}\n` : statusText(status));
    });

  command
    .command('doctor')
    .description('check everything that has to be right')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const diagnoses = await examine(config());
      out(json ? `${jsonText(diagnoses)}\n` : diagnosisText(diagnoses));
      if (diagnoses.some(({ ok }) => !ok)) throw new ExitError(EXIT.failed);
    });
  return command;
}
