import {
  allowanceCheck,
  clockCheck,
  diskCheck,
  endpointsCheck,
  keysCheck,
  lockCheck,
  openKeys,
  openPool,
  readPassword,
  runDoctor,
  systemClock,
  type Check,
  type Diagnosis,
  type OpenKeys,
} from '@pacer/agent';
import { feeFor, gasFor } from '@pacer/client';
import { dealingKeyCheck, slotsCheck, workersCheck } from './beacon-checks.js';
import { DEAL, OPEN } from './messages.js';
import { PROGRAM, type ContributorConfig } from './settings.js';

/** Epochs whose fees the allowance should have room for, with every attempt at a dealing. */
const EPOCHS_AHEAD = 30n;

/** Asks everything that has to be right for dealings and openings to succeed. */
export async function examine(config: ContributorConfig): Promise<Diagnosis[]> {
  const pool = openPool(config);
  let opened: OpenKeys | undefined;
  const keys = (): OpenKeys =>
    (opened ??= openKeys({ file: config.keyFile, password: readPassword(config.passwordFile) }));
  const allowance: Check = {
    name: 'allowance',
    ask: async (signal) => {
      const { query, status } = await pool.latest();
      const { epoch, params } = status;
      const deal = await query.sprint.dealStatus(epoch);
      const shares = await query.sprint.myShares({ epoch, host: config.host });
      const { maxAttempts } = (await query.sprint.params(epoch)).params;
      const gas = gasFor(DEAL, 0, deal?.dealGas) * BigInt(maxAttempts) + gasFor(OPEN, 0, shares?.openGas);
      const need = feeFor(gas * EPOCHS_AHEAD, params).amount;
      return allowanceCheck(pool, config, keys, [DEAL, OPEN], need).ask(signal);
    },
  };
  try {
    return await runDoctor([
      endpointsCheck(pool),
      clockCheck(pool, systemClock),
      keysCheck(pool, config, keys),
      dealingKeyCheck(pool, config, keys),
      slotsCheck(pool, config),
      allowance,
      workersCheck(config.own.workers),
      diskCheck(config.stateDir),
      lockCheck({ stateDir: config.stateDir, program: PROGRAM }),
    ]);
  } finally {
    pool.close();
  }
}
