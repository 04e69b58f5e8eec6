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
  type Diagnosis,
  type OpenKeys,
} from '@pacer/agent';
import { dealingKeyCheck, slotsCheck, workersCheck } from './beacon-checks.js';
import { feeNeed, MESSAGES } from './fees.js';
import { PROGRAM, type ContributorConfig } from './settings.js';

/** Asks everything that has to be right for dealings and openings to succeed. */
export async function examine(config: ContributorConfig): Promise<Diagnosis[]> {
  const pool = openPool(config);
  const place = { stateDir: config.stateDir, program: PROGRAM };
  let opened: OpenKeys | undefined;
  const keys = (): OpenKeys =>
    (opened ??= openKeys({ file: config.keyFile, password: readPassword(config.passwordFile) }));
  try {
    return await runDoctor([
      endpointsCheck(pool),
      historyCheck(pool),
      clockCheck(pool, systemClock),
      keysCheck(pool, config, keys),
      dealingKeyCheck(pool, config, keys),
      slotsCheck(pool, config),
      allowanceCheck(pool, config, keys, MESSAGES, feeNeed(config.host)),
      workersCheck(config.own.workers),
      diskCheck(config.stateDir),
      filesystemCheck([config.stateDir]),
      secretFilesCheck(config),
      lockCheck(place),
      runningCheck(place, config.own.listen, () => systemClock.now()),
      webhookCheck(config, PROGRAM, systemClock),
    ]);
  } finally {
    pool.close();
  }
}
