/** A message as it goes into a transaction. */
export interface EncodedMessage {
  /** such as `/pacer.reward.v1.MsgClaimReward` */
  typeUrl: string;
  /** protobuf bytes */
  value: Uint8Array;
}

/** One committed height and what transactions need to know about it. */
export interface ChainStatus {
  chainId: string;
  /** committed height */
  height: bigint;
  /** time of that block, Unix nanoseconds */
  timeNs: bigint;
  /** L of the current epoch, blocks */
  epochLength: bigint;
  /** milliseconds */
  targetBlockMs: bigint;
  price: GasPrice;
}

/** What a unit of gas costs at least, as the chain's parameters have it. */
export interface GasPrice {
  /** decimal times 10^18, as text */
  minGasPrice: string;
  feeDenom: string;
}

/** Where one endpoint stands. */
export interface Tip {
  chainId: string;
  /** id of the node behind the endpoint; two endpoints of one node count once */
  nodeId: string;
  height: bigint;
  /** time of the block at `height`, Unix nanoseconds */
  timeNs: bigint;
  /** the lowest height whose block it has: it may prune, or have begun from an export or a snapshot */
  earliestHeight: bigint;
}

/** Result of a transaction in a block. */
export interface TxResult {
  /** 0: done */
  code: number;
  codespace: string;
  /** for people, never parsed */
  log: string;
}

/** A transaction that is in a block. */
export interface Sighting extends TxResult {
  height: bigint;
}

/** A block as the search for a transaction needs it. */
export interface ScannedBlock {
  height: bigint;
  /** Unix nanoseconds */
  timeNs: bigint;
  /** upper-case hex SHA-256 of each transaction, in order */
  hashes: readonly string[];
}

/**
 * What a node said to a broadcast. None of them is final: only the chain's blocks and state are.
 *
 * - `accepted`: it is in the node's mempool
 * - `known`: the node has seen these bytes, or the nonce is used (JSON-RPC −32603, sdk 19, 18, 32): look at the chain
 * - `expired`: the deadline is over (sdk 42, 30): look at the chain
 * - `refused`: the node does not take it now, such as no allowance; another node may have, and so may this one later
 */
export interface BroadcastAnswer extends TxResult {
  kind: 'accepted' | 'known' | 'expired' | 'refused';
}

/**
 * What the engine needs from a chain. Every call has its own deadline in the adapter and throws a classified error when an
 * endpoint cannot answer. Endpoints are asked by name because a proof of absence needs two of them.
 */
export interface ChainPort {
  /**
   * Time and parameters at a committed height. The time is that of a block which two endpoints have, where so many answer: what
   * is signed for a time that one of them made up could be neither included nor proven dead.
   */
  status(signal?: AbortSignal): Promise<ChainStatus>;
  /** Account number of an address: a 64-bit value, read from the chain. */
  accountNumber(address: string, signal?: AbortSignal): Promise<bigint>;
  /** Sequence of an address, on whose word two endpoints agree; asked only on a chain that takes no unordered transactions. */
  sequence(address: string, signal?: AbortSignal): Promise<bigint>;
  /** Names of all endpoints, whether they answer now or not. */
  endpoints(): readonly string[];
  tip(endpoint: string, signal?: AbortSignal): Promise<Tip>;
  broadcast(endpoint: string, bytes: Uint8Array, signal?: AbortSignal): Promise<BroadcastAnswer>;
  /** The transaction with this hash from the endpoint's index, undefined when the index does not have it. */
  sighting(endpoint: string, hash: string, signal?: AbortSignal): Promise<Sighting | undefined>;
  /** Throws when the endpoint no longer, or not yet, has the block. */
  block(endpoint: string, height: bigint, signal?: AbortSignal): Promise<ScannedBlock>;
  /** Result of the transaction at `index` of a block. */
  result(endpoint: string, height: bigint, index: number, signal?: AbortSignal): Promise<TxResult>;
  /** Passes an endpoint over for a while: what it says is denied by two others. */
  distrust?(endpoint: string, why: string): void;
}

/** What is signed. Everything that the bytes depend on is here, so that the same request gives the same bytes. */
export interface SignRequest {
  chainId: string;
  accountNumber: bigint;
  messages: readonly EncodedMessage[];
  gas: bigint;
  /** the fee is gas times this, rounded up */
  price: GasPrice;
  /** address whose allowance pays the fee; undefined: the signer pays */
  granter: string | undefined;
  /** timeout_timestamp, Unix nanoseconds */
  deadlineNs: bigint;
  /** with it the transaction has a sequence and a last height instead of the deadline */
  ordered?: { sequence: bigint; timeoutHeight: bigint };
}

/** Signed bytes, ready to be broadcast. */
export interface SignedTx {
  bytes: Uint8Array;
  /** upper-case hex SHA-256 of the bytes */
  hash: string;
}

/** What the engine needs from a signer: deterministic, so that two agents of one Host sign the same bytes. */
export interface SignerPort {
  /** bech32 address of the account that signs */
  address: string;
  sign(request: SignRequest): Promise<SignedTx>;
}
