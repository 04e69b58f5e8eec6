import { agentCommand, diagnosisText, EXIT, ExitError, jsonText, type Terminal } from '@pacer/agent';
import { InvalidArgumentError, type Command } from 'commander';
import { claimOnce } from './claim-once.js';
import { examine } from './doctor.js';
import { actionText, readStatus, type Status } from './looking.js';
import { reportText } from './report-text.js';
import { run } from './run.js';
import { PROGRAM, readConfig } from './settings.js';

/** The command line of the claimer. */
export function claimerCommand({ out, err }: Terminal): Command {
  const command = agentCommand(`pacer-${PROGRAM}`, "Claims a Host's rewards until the chain says claimed");
  const config = () => readConfig(command.opts<{ config: string }>().config);
  const show = (value: unknown, text: string, json: boolean | undefined): void => {
    out(json ? `${jsonText(value)}\n` : text);
  };
  const showNext = ({ next }: Status, json?: boolean): void => {
    show(next, `${next.map(actionText).join('\n') || 'nothing to do'}\n`, json);
  };

  command
    .command('run')
    .description('claim until SIGTERM')
    .option('--dry-run', 'say what would be done now and end; nothing is changed or sent')
    .option('--json', 'with --dry-run: as JSON')
    .action(async ({ dryRun, json }: { dryRun?: boolean; json?: boolean }) => {
      if (!dryRun) return run(config());
      showNext(await readStatus(config()), json);
    });

  command
    .command('status')
    .description('per epoch: duties, state, attempts, next claim, deadline, what to do')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const status = await readStatus(config());
      const epochs = status.epochs.map(reportText).join('');
      show(status, `height ${status.height}, epoch ${status.epoch}\n${epochs}`, json);
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

  command
    .command('claim')
    .description('claim one epoch now and wait for the outcome; `run` must not be running')
    .requiredOption('--epoch <number>', 'the epoch to claim', epochNumber)
    .option('--dry-run', 'say what would be done and end; nothing is changed or sent')
    .option('--json', 'as JSON')
    .action(async ({ epoch, dryRun, json }: { epoch: bigint; dryRun?: boolean; json?: boolean }) => {
      if (dryRun) {
        const status = await readStatus(config());
        showNext({ ...status, next: status.next.filter((action) => action.epoch === epoch) }, json);
        return;
      }
      const ended = await claimOnce(config(), epoch, AbortSignal.timeout(CLAIM_TIMEOUT_MS));
      if (!ended) {
        err(`epoch ${epoch} cannot be claimed now: it has not begun, or its time is over (see status)\n`);
        throw new ExitError(EXIT.failed);
      }
      show(ended.report, reportText(ended.report), json);
      if (!ended.claimed) throw new ExitError(EXIT.failed);
    });
  return command;
}

/** Longer than any deadline of a transaction: ten minutes at most. */
const CLAIM_TIMEOUT_MS = 15 * 60_000;

function epochNumber(text: string): bigint {
  if (/^\d{1,19}$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError('write a number, for example --epoch 7');
}
