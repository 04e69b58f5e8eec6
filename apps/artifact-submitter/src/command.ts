import { agentCommand, diagnosisText, EXIT, ExitError, jsonText, type Terminal } from '@pacer/agent';
import { type Command, InvalidArgumentError } from 'commander';
import { actionText } from './action-text.js';
import { readConfig } from './config.js';
import { examine } from './doctor.js';
import { requeueAll, requeueRecord, type Requeued, requeueResult } from './requeue.js';
import { run } from './run.js';
import { readStatus } from './status.js';
import { statusText } from './status-text.js';
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

  const done = ({ records, results }: Requeued) => {
    out(`put back: ${records} records, ${results} results; the running program takes them up by itself\n`);
  };
  const requeue = command
    .command('requeue')
    .description('put back what is set aside, after its cause was mended')
    .option('--all', 'everything that is set aside')
    .action(({ all }: { all?: boolean }) => {
      if (!all) requeue.error('error: say what to put back: record <id>, result <epoch> <batch> <index>, or --all');
      done(requeueAll(config()));
    });
  requeue
    .command('record')
    .description('a record')
    .argument('<id>', 'request id, 64 hex digits', requestId)
    .action((id: string) => {
      done(requeueRecord(config(), id));
    });
  requeue
    .command('result')
    .description('a result')
    .argument('<epoch>', 'its epoch', whole)
    .argument('<batch>', 'its batch', whole)
    .argument('<index>', 'its index in the batch', whole)
    .action((epoch: bigint, batchId: bigint, index: bigint) => {
      done(requeueResult(config(), { epoch, batchId, index: Number(index) }));
    });
  return command;
}

function requestId(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError('write the request id as status does, 64 digits 0-9 and a-f');
}

function whole(text: string): bigint {
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError('write a number, for example requeue result 7 12 340');
}
