import {
  allowanceCheck,
  type Check,
  clockCheck,
  type Diagnosis,
  diskCheck,
  endpointsCheck,
  filesystemCheck,
  historyCheck,
  keysCheck,
  lockCheck,
  openKeys,
  type OpenKeys,
  openPool,
  readPassword,
  runDoctor,
  runningCheck,
  secretFilesCheck,
  systemClock,
  webhookCheck,
} from '@pacer/agent';
import { Journal } from '@pacer/journal';
import type { SubmitterConfig } from './config.js';
import { feeNeed, MESSAGES } from './fees.js';
import { PROGRAM } from './settings.js';

/** Asks everything that has to be right for the submitter to work. */
export async function examine(config: SubmitterConfig): Promise<Diagnosis[]> {
  const pool = openPool(config);
  const place = { stateDir: config.stateDir, program: PROGRAM };
  let opened: OpenKeys | undefined;
  const keys = () => (opened ??= openKeys({ file: config.keyFile, password: readPassword(config.passwordFile) }));
  try {
    return await runDoctor([
      endpointsCheck(pool),
      historyCheck(pool),
      clockCheck(pool, systemClock),
      keysCheck(pool, config, keys),
      allowanceCheck(pool, config, keys, MESSAGES, feeNeed),
      workJournalCheck(config),
      diskCheck(config.stateDir),
      filesystemCheck([config.stateDir, config.workJournal]),
      secretFilesCheck(config),
      lockCheck(place),
      runningCheck(place, config.own.listen, () => systemClock.now()),
      webhookCheck(config, PROGRAM, systemClock),
    ]);
  } finally {
    pool.close();
  }
}

function workJournalCheck({ workJournal }: SubmitterConfig): Check {
  return {
    name: 'work journal',
    ask: () => {
      const journal = Journal.open(workJournal);
      try {
        const { recorded, batched, committed, quarantined } = journal.records.count();
        const all = recorded + batched + committed + quarantined;
        const said = `${workJournal} has ${all} records, ${recorded} wait for a batch, ${quarantined} are set aside`;
        return { ok: true, said };
      } finally {
        journal.close();
      }
    },
  };
}
