import { assertCount, assertLength, compare, concat, hex, u64be, utf8 } from '../bytes.js';
import { CryptoError } from '../error.js';
import { G2_BYTES } from '../points.js';
import { ADDRESS_BYTES } from '../possession.js';
import { H } from '../tag.js';
import { PvssError, refusedAs } from './error.js';

/** A member of N with slots, in the slot table of N. */
export interface PvssHolder {
  /** 20 bytes */
  address: Uint8Array;
  /** its dealing key in member(host, N), 96 bytes */
  ek: Uint8Array;
  /** how many, at least 1 */
  slots: number;
}

/** A holder with its place: slots `first` … `first + slots − 1`, counted from 1. */
export interface PvssRun extends PvssHolder {
  first: number;
}

/** What fixes one round of the beacon. */
export interface PvssRoundInput {
  chainId: string;
  /** N, in which the dealing happens; the beacon that comes out is that of N + 1 */
  epoch: bigint;
  /** in strictly increasing order of address */
  holders: PvssHolder[];
}

/** What else the table hash covers. */
export interface PvssTableInput extends PvssRoundInput {
  /** beacon_N, 32 bytes */
  beacon: Uint8Array;
  /** hash of block S_N − 1, 32 bytes; zeros before the first block */
  blockHash: Uint8Array;
}

/** One round of the beacon, made by `pvssRound`: plain data, which may be sent to a worker. */
export interface PvssRound {
  readonly chainId: string;
  readonly epoch: bigint;
  /** 32 bytes */
  readonly tableHash: Uint8Array;
  readonly holders: readonly PvssRun[];
  /** W */
  readonly slots: number;
  /** t = ⌊W/2⌋ + 1: so many slots open the beacon */
  readonly threshold: number;
}

/** The protocol runs with 1,000 slots and fewer; the chain's bound is the same. */
const MAX_SLOTS = 0x10000;

/**
 * `H("pacer/pvss/table/v1", chain, epoch, beacon_N, hash of block S_N − 1, then for each holder
 * address ‖ ek ‖ u64 slots)` (§4).
 * @returns 32 bytes
 * @throws PvssError `table`; CryptoError `out-of-range`, `bad-text` for epoch and chain id
 */
export function pvssTableHash({ chainId, epoch, beacon, blockHash, holders }: PvssTableInput): Uint8Array {
  refusedAs('table', 'the slot table', () => {
    assertLength(beacon, 32, 'beacon');
    assertLength(blockHash, 32, 'the block hash');
    assertTable(holders);
  });
  const parts = holders.map(({ address, ek, slots }) => concat(address, ek, u64be(BigInt(slots))));
  return H('pacer/pvss/table/v1', utf8(chainId), u64be(epoch), beacon, blockHash, ...parts);
}

/**
 * One round of the beacon: the table's hash as the chain tells it, or beacon_N and block hash to compute it from. The
 * keys of the holders are decoded when they are used, which takes 5 ms each.
 * @throws PvssError `table`; CryptoError `out-of-range`, `bad-text` for epoch and chain id
 */
export function pvssRound(input: PvssTableInput | (PvssRoundInput & { tableHash: Uint8Array })): PvssRound {
  const { chainId, epoch, holders } = input;
  const tableHash = 'tableHash' in input ? input.tableHash : pvssTableHash(input);
  refusedAs('table', 'the slot table', () => {
    assertLength(tableHash, 32, 'the table hash');
    assertTable(holders);
  });
  let slots = 0;
  const runs = holders.map((holder) => {
    const first = slots + 1;
    slots += holder.slots;
    return { ...holder, first };
  });
  return { chainId, epoch, tableHash, holders: runs, slots, threshold: Math.floor(slots / 2) + 1 };
}

/**
 * The slots of a Host.
 * @throws PvssError `no-slots`
 */
export function runOf(round: PvssRound, host: Uint8Array): PvssRun {
  assertLength(host, ADDRESS_BYTES, 'host');
  const run = round.holders.find(({ address }) => compare(address, host) === 0);
  if (run) return run;
  throw new PvssError('no-slots', `${hex(host)} holds no slot of epoch ${round.epoch}: only holders deal and open`);
}

/** The parts that every message of the round begins with: chain, epoch, table hash. */
export function roundParts({ chainId, epoch, tableHash }: PvssRound): [Uint8Array, Uint8Array, Uint8Array] {
  return [utf8(chainId), u64be(epoch), tableHash];
}

function assertTable(holders: readonly PvssHolder[]): void {
  if (holders.length === 0) throw new CryptoError('empty', 'the slot table is empty: pass every member with slots');
  let slots = 0;
  holders.forEach(({ address, ek, slots: count }, i) => {
    assertLength(address, ADDRESS_BYTES, 'the address of a holder');
    assertLength(ek, G2_BYTES, 'the ek of a holder');
    assertCount(count, 'the slots of a holder', MAX_SLOTS);
    if (count === 0) throw new CryptoError('out-of-range', `${hex(address)} has no slot: leave it out of the table`);
    slots += count;
    const before = holders[i - 1];
    const order = before === undefined ? -1 : compare(before.address, address);
    if (order === 0) throw new CryptoError('duplicate', `${hex(address)} stands in the table twice: list it once`);
    if (order > 0) throw new CryptoError('unsorted', `${hex(address)} is out of order: sort the table by address`);
  });
  assertCount(slots, 'the slots of the table', MAX_SLOTS);
}
