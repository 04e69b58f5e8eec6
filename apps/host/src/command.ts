import { agentCommand, diagnosisText, EXIT, ExitError, jsonText, type Terminal } from '@pacer/agent';
import type { Command } from 'commander';
import { readConfig } from './config.js';
import { PROGRAM } from './settings.js';

/** The command line of the API Node. What a command needs is loaded with it: `--help` and errors of the settings come at once. */
export function hostCommand({ out }: Terminal): Command {
  const command = agentCommand(
    `pacer-${PROGRAM}`,
    "A Host's API Node: answers requests, keeps records, re-executes others'",
  );
  const config = () => readConfig(command.opts<{ config: string }>().config);

  command
    .command('run')
    .description('serve until SIGTERM')
    .option('--dry-run', 'say what would be re-executed now and end; nothing is changed, fetched or run')
    .option('--json', 'with --dry-run: as JSON')
    .action(async ({ dryRun, json }: { dryRun?: boolean; json?: boolean }) => {
      const settings = config();
      if (!dryRun) return (await import('./run.js')).run(settings);
      const { dueText, readDue } = await import('./due.js');
      const due = await readDue(settings);
      out(json ? `${jsonText(due)}\n` : dueText(due));
    });

  command
    .command('status')
    .description('records, duties and why they are open, ML Nodes')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { readStatus, statusText } = await import('./status.js');
      const status = await readStatus(config());
      out(json ? `${jsonText(status)}\n` : statusText(status));
    });

  command
    .command('doctor')
    .description('check everything that has to be right')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { examine } = await import('./doctor.js');
      const diagnoses = await examine(config());
      out(json ? `${jsonText(diagnoses)}\n` : diagnosisText(diagnoses));
      if (diagnoses.some(({ ok }) => !ok)) throw new ExitError(EXIT.failed);
    });
  return command;
}
