import { agentCommand, diagnosisText, EXIT, ExitError, jsonText, terminalProgress, type Terminal } from '@pacer/agent';
import type { Command } from 'commander';
import { examine } from './doctor.js';
import { dryRun, wouldSendText } from './dry-run.js';
import { readStatus } from './looking.js';
import { addPvssCommand } from './pvss-command.js';
import { participationText, reportText } from './report-text.js';
import { run } from './run.js';
import { PROGRAM, readConfig } from './settings.js';

/** Longer than any dealing takes: a thousand slots are seconds. */
const DRY_RUN_TIMEOUT_MS = 15 * 60_000;

/** The command line of the contributor. */
export function contributorCommand(terminal: Terminal): Command {
  const { out } = terminal;
  const command = agentCommand(`pacer-${PROGRAM}`, "Deals and opens a Host's shares of the beacon");
  const config = () => readConfig(command.opts<{ config: string }>().config);
  const show = (value: unknown, text: string, json: boolean | undefined): void => {
    out(json ? `${jsonText(value)}\n` : text);
  };
  const progress = terminalProgress({ isTTY: process.stdout.isTTY, write: terminal.err });

  command
    .command('run')
    .description('deal and open until SIGTERM')
    .option('--dry-run', 'compute and verify what would be sent, say so and end; nothing is changed or sent')
    .option('--json', 'with --dry-run: as JSON')
    .action(async ({ dryRun: dry, json }: { dryRun?: boolean; json?: boolean }) => {
      if (!dry) return run(config());
      const tell = (done: number, of: number): void => progress(`${done} of ${of} slots`);
      const sent = await dryRun(config(), AbortSignal.timeout(DRY_RUN_TIMEOUT_MS), tell);
      progress('');
      show(sent, sent.map(wouldSendText).join(''), json);
    });

  command
    .command('status')
    .description('per epoch: dealing, opening, attempts, close, beacon, coalitions, absences, what comes next')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const status = await readStatus(config());
      const { height, epoch, participation, epochs } = status;
      const part = participation ? participationText(participation) : '';
      show(status, `height ${height}, epoch ${epoch}\n${part}${epochs.map(reportText).join('')}`, json);
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

  addPvssCommand(command, terminal, progress);
  return command;
}
