import { dirname } from 'node:path';
import {
  type Check,
  clockCheck,
  type Diagnosis,
  diskCheck,
  endpointsCheck,
  filesystemCheck,
  historyCheck,
  keysCheck,
  openKeys,
  type OpenKeys,
  openPool,
  readPassword,
  runDoctor,
  secretFilesCheck,
  systemClock,
  webhookCheck,
} from '@pacer/agent';
import { Journal } from '@pacer/journal';
import type { HostConfig } from './config.js';
import { apiUrlCheck, enginesCheck } from './engine-checks.js';
import { PROGRAM } from './settings.js';

/** Asks everything that has to be right for the API Node to work. */
export async function examine(config: HostConfig): Promise<Diagnosis[]> {
  const pool = openPool(config);
  let opened: OpenKeys | undefined;
  const keys = () => (opened ??= openKeys({ file: config.keyFile, password: readPassword(config.passwordFile) }));
  try {
    return await runDoctor([
      endpointsCheck(pool),
      historyCheck(pool),
      clockCheck(pool, systemClock),
      keysCheck(pool, config, keys),
      enginesCheck(pool, config),
      apiUrlCheck(pool, config),
      workJournalCheck(config),
      diskCheck(dirname(config.workJournal)),
      filesystemCheck([config.workJournal]),
      secretFilesCheck(config),
      webhookCheck(config, PROGRAM, systemClock),
    ]);
  } finally {
    pool.close();
  }
}

function workJournalCheck({ workJournal }: HostConfig): Check {
  return {
    name: 'work journal',
    ask: () => {
      const journal = Journal.open(workJournal);
      try {
        const { recorded, batched, committed } = journal.records.count();
        const epochs = journal.sigmas.epochs();
        const sigma = epochs.length > 0 ? `σ of epochs ${epochs.join(', ')}` : 'no σ yet: the reward-claimer signs it';
        return { ok: true, said: `${workJournal} has ${recorded + batched + committed} records, and ${sigma}` };
      } finally {
        journal.close();
      }
    },
  };
}
