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
import { Journal } from '@pacer/journal';
import { CLAIM_REWARD } from './act.js';
import { PROGRAM, type ClaimerConfig } from './settings.js';

/** Claims whose fees the allowance should have room for. */
const CLAIMS_AHEAD = 100n;

/** Asks everything that has to be right for claims to succeed. */
export async function examine(config: ClaimerConfig): Promise<Diagnosis[]> {
  const pool = openPool(config);
  let opened: OpenKeys | undefined;
  const keys = (): OpenKeys =>
    (opened ??= openKeys({ file: config.keyFile, password: readPassword(config.passwordFile) }));
  const allowance: Check = {
    name: 'allowance',
    ask: async (signal) => {
      const { query, status } = await pool.latest();
      const cost = await query.reward.claimCost({ epoch: status.epoch, host: config.host });
      const need = feeFor(gasFor(CLAIM_REWARD, 0, cost.gas) * CLAIMS_AHEAD, status.params).amount;
      return allowanceCheck(pool, config, keys, [CLAIM_REWARD], need).ask(signal);
    },
  };
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
      clockCheck(pool, systemClock),
      keysCheck(pool, config, keys),
      allowance,
      work,
      diskCheck(config.stateDir),
      lockCheck({ stateDir: config.stateDir, program: PROGRAM }),
    ]);
  } finally {
    pool.close();
  }
}
