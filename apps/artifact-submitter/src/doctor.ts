import {
  allowanceCheck,
  type Check,
  clockCheck,
  type Diagnosis,
  diskCheck,
  endpointsCheck,
  keysCheck,
  lockCheck,
  openKeys,
  type OpenKeys,
  openPool,
  readPassword,
  runDoctor,
  systemClock,
} from '@pacer/agent';
import { feeFor, gasFor } from '@pacer/client';
import { Journal } from '@pacer/journal';
import type { SubmitterConfig } from './config.js';
import { COMMIT_BATCH, SUBMIT_RESULTS } from './messages.js';
import { PROGRAM } from './settings.js';

/** Messages whose fees the allowance should have room for. */
const MESSAGES_AHEAD = 100n;

/** Asks everything that has to be right for the submitter to work. */
export async function examine(config: SubmitterConfig): Promise<Diagnosis[]> {
  const pool = openPool(config);
  let opened: OpenKeys | undefined;
  const keys = () => (opened ??= openKeys({ file: config.keyFile, password: readPassword(config.passwordFile) }));
  try {
    const allowance: Check = {
      name: 'allowance',
      ask: async (signal) => {
        const { params } = (await pool.latest()).status;
        const need = feeFor(gasFor(COMMIT_BATCH) * MESSAGES_AHEAD, params).amount;
        return allowanceCheck(pool, config, keys, [COMMIT_BATCH, SUBMIT_RESULTS], need).ask(signal);
      },
    };
    return await runDoctor([
      endpointsCheck(pool),
      clockCheck(pool, systemClock),
      keysCheck(pool, config, keys),
      allowance,
      workJournalCheck(config),
      diskCheck(config.stateDir),
      lockCheck({ stateDir: config.stateDir, program: PROGRAM }),
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
        const { recorded, batched, committed } = journal.records.count();
        return {
          ok: true,
          said: `${workJournal} has ${recorded + batched + committed} records, ${recorded} wait for a batch`,
        };
      } finally {
        journal.close();
      }
    },
  };
}
