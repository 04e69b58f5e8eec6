// Written by scripts/gas-table.mjs from proto/gas.json. DO NOT EDIT.

/** Gas of a transaction with one message: base + perItem · items. */
export const gasTable = {
  '/pacer.host.v1.MsgSetHotKey': { base: 200000, perItem: 0 },
  '/pacer.inference.v1.MsgCommitBatch': { base: 300000, perItem: 0 },
  '/pacer.reward.v1.MsgClaimReward': { base: 1000000, perItem: 0 },
  '/pacer.validation.v1.MsgSubmitResults': { base: 300000, perItem: 10000 },
} as const;
