import {
  allowanceCheck,
  clockCheck,
  diskCheck,
  endpointsCheck,
  filesystemCheck,
  historyCheck,
  keysCheck,
  lockCheck,
  openKeys,
  openPool,
  readPassword,
  runDoctor,
  runningCheck,
  secretFilesCheck,
  systemClock,
  webhookCheck,
  type Check,
  type Diagnosis,
  type OpenKeys,
} from '@pacer/agent';
import { Journal } from '@pacer/journal';
import { feeNeed, MESSAGES } from './fees.js';
import { PROGRAM, type ClaimerConfig } from './settings.js';

/** Asks everything that has to be right for claims to succeed. */
export async function examine(config: ClaimerConfig): Promise<Diagnosis[]> {
  const pool = openPool(config);
  const place = { stateDir: config.stateDir, program: PROGRAM };
  let opened: OpenKeys | undefined;
  const keys = (): OpenKeys =>
    (opened ??= openKeys({ file: config.keyFile, password: readPassword(config.passwordFile) }));
  const work: Check = {
    name: 'work journal',
    ask: () => {
      const journal = Journal.open(config.workJournal);
      try {
        return { ok: true, said: `${config.workJournal} has the secrets of ${journal.sigmas.epochs().length} epochs` };
      } finally {
        journal.close();
      }
    },
  };
  try {
    return await runDoctor([
      endpointsCheck(pool),
      historyCheck(pool),
      clockCheck(pool, systemClock),
      keysCheck(pool, config, keys),
      allowanceCheck(pool, config, keys, MESSAGES, feeNeed(config.host)),
      work,
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
