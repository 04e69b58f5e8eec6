/** The parameters of a model chain; heights and spans in blocks. */
export interface Rules {
  readonly chainId: string;
  /** mean time between blocks, milliseconds; also `target_block_ms` */
  readonly blockMs: number;
  /** L */
  readonly epochLength: number;
  readonly sprintSpan: number;
  readonly tail: number;
  readonly dealOpen: number;
  readonly dealClose: number;
  readonly computeSpan: number;
  readonly challengeSpan: number;
  readonly batchInterval: number;
  /** share of records that are re-executed, in millionths */
  readonly ratePpm: number;
  readonly maxBatchCount: number;
  readonly maxResults: number;
  readonly maxAttempts: number;
}

/** A short epoch with the block time of production: two passes of an agent in each block, deadlines of four to eight blocks. */
export const SHORT: Rules = {
  chainId: 'pacer-model-1',
  blockMs: 5_000,
  epochLength: 30,
  sprintSpan: 6,
  tail: 4,
  dealOpen: 3,
  dealClose: 16,
  computeSpan: 1,
  challengeSpan: 1,
  batchInterval: 4,
  ratePpm: 500_000,
  maxBatchCount: 64,
  maxResults: 16,
  maxAttempts: 3,
};

/** The epoch of production (protocol §2), for outages that are long against everything but it. */
export const PRODUCTION: Rules = {
  ...SHORT,
  epochLength: 17_280,
  sprintSpan: 300,
  tail: 720,
  dealOpen: 10,
  dealClose: 15_000,
  computeSpan: 120,
  challengeSpan: 120,
  batchInterval: 100,
  ratePpm: 10_000,
};

/** The coin in which fees are paid. */
export const DENOM = 'upacer';
/** Decimal times 10^18: a millionth of a coin for each unit of gas. */
export const MIN_GAS_PRICE = '1000000000000';
/** The one model that all Hosts serve. */
export const MODEL = 'model-a';
/** Unix nanoseconds of the block before the first. */
export const GENESIS_NS = 1_767_225_600_000_000_000n;
