// Written by scripts/gas-table.mjs from proto/gas.json. DO NOT EDIT.

/** Gas of a transaction with one message: base + perItem · items + perBatch · batches + perStored · stored. */
export const gasTable = {
  '/pacer.host.v1.MsgSetHotKey': { base: 122000, perItem: 0, perBatch: 0, perStored: 0 },
  '/pacer.inference.v1.MsgCommitBatch': { base: 306000, perItem: 0, perBatch: 0, perStored: 0 },
  '/pacer.reward.v1.MsgClaimReward': { base: 475000, perItem: 0, perBatch: 0, perStored: 0 },
  '/pacer.sprint.v1.MsgChallengeWork': { base: 316000, perItem: 0, perBatch: 0, perStored: 0 },
  '/pacer.sprint.v1.MsgCommitWork': { base: 199000, perItem: 60, perBatch: 0, perStored: 0 },
  '/pacer.sprint.v1.MsgDeal': { base: 121000, perItem: 0, perBatch: 0, perStored: 0 },
  '/pacer.sprint.v1.MsgOpen': { base: 103000, perItem: 0, perBatch: 0, perStored: 0 },
  '/pacer.validation.v1.MsgSubmitResults': { base: 302000, perItem: 680, perBatch: 15610, perStored: 10 },
} as const;
