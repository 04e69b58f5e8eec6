// Written by scripts/gas-table.mjs from proto/gas.json. DO NOT EDIT.

/** Gas of a transaction with one message: base + perItem · items. */
export const gasTable = {
  '/pacer.host.v1.MsgSetHotKey': { base: 99000, perItem: 0 },
  '/pacer.inference.v1.MsgCommitBatch': { base: 281000, perItem: 0 },
  '/pacer.reward.v1.MsgClaimReward': { base: 448000, perItem: 0 },
  '/pacer.validation.v1.MsgSubmitResults': { base: 359000, perItem: 15000 },
} as const;
