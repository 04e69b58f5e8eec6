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
import { feeNeed, MESSAGES } from './fees.js';
import { bondCheck, proverCheck, sprintCheck } from './prover-checks.js';
import { PROGRAM, type ProverConfig } from './settings.js';

/** Asks everything that has to be right for work to be found, committed and checked. */
export async function examine(config: ProverConfig): Promise<Diagnosis[]> {
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
      sprintCheck(pool, config),
      proverCheck(pool, config),
      allowanceCheck(pool, config, keys, MESSAGES, feeNeed),
      bondCheck(pool, config),
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
