import { createHash } from 'node:crypto';
import { pvssRound, type PvssShare } from '@pacer/crypto/pvss';
import { TxMsgData } from 'cosmjs-types/cosmos/base/abci/v1beta1/abci';
import { checkTx, nonceOf } from './ante.js';
import { carryOut } from './carry-out.js';
import { pvss } from './cryptography.js';
import { beginEpoch, openFrom, type EpochState, type HeaderState } from './epoch-state.js';
import { Ledger } from './ledger.js';
import { readMessage } from './messages.js';
import type { ModelTx } from './model-tx.js';
import type { Party } from './parties.js';
import { GENESIS_NS, type Rules } from './rules.js';
import { there } from './there.js';

/** A transaction in a block. */
export interface Included {
  readonly tx: ModelTx;
  readonly height: number;
  readonly index: number;
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  /** TxMsgData */
  readonly data: Uint8Array;
}

export interface ModelBlock {
  readonly height: number;
  /** of the header: when the block before was committed, as CometBFT's median of votes is */
  readonly timeNs: bigint;
  /** upper-case hex */
  readonly hash: string;
  readonly epoch: number;
  readonly txs: Included[];
}

const MAX_DEALINGS = 2;
const HUNDRED_COINS = 100_000_000_000n;

/**
 * A chain of instant finality: epochs that turn, unordered nonces, fees and allowances, and the messages of agents by the rules
 * of the protocol. It sends coins as often as it is asked to, so that a doubled operation is seen.
 */
export class ModelChain {
  readonly rules: Rules;
  readonly parties: readonly Party[];
  readonly ledger = new Ledger();
  readonly blocks: ModelBlock[] = [];
  readonly epochs: EpochState[] = [];
  /** headers by the epoch that they count for, which may not have begun */
  readonly headers = new Map<number, HeaderState[]>();
  /** height at which a nonce was used */
  readonly nonces = new Map<string, number>();
  /** what waits for a block */
  readonly pool = new Map<string, ModelTx>();
  readonly included = new Map<string, Included>();
  /** heights from which on the allowances of a grantee are there, or not */
  readonly #allowances = new Map<string, { height: number; allowed: boolean }[]>();
  #lastCommitNs = GENESIS_NS;

  constructor(rules: Rules, parties: readonly Party[]) {
    this.rules = rules;
    this.parties = parties;
    for (const { host, keys } of parties) {
      this.ledger.open(host, HUNDRED_COINS);
      this.ledger.open(keys.hotKey.address, HUNDRED_COINS);
      this.allow(host, keys.hotKey.address, true);
    }
  }

  get head(): ModelBlock {
    return there(this.blocks.at(-1), 'block');
  }

  get epoch(): EpochState {
    return there(this.epochs.at(-1), 'epoch');
  }

  block(height: number): ModelBlock | undefined {
    return this.blocks[height - 1];
  }

  /** The epoch that a height is in. */
  epochAt(height: number): EpochState {
    return there(this.epochs[this.block(height)?.epoch ?? 0], `epoch of height ${height}`);
  }

  allow(granter: string, grantee: string, allowed: boolean): void {
    const key = `${granter}/${grantee}`;
    this.#allowances.set(key, [...(this.#allowances.get(key) ?? []), { height: this.blocks.length + 1, allowed }]);
  }

  isAllowed(granter: string, grantee: string, height: number): boolean {
    return this.#allowances.get(`${granter}/${grantee}`)?.findLast((one) => one.height <= height)?.allowed ?? false;
  }

  /**
   * Makes the next block of what waits.
   * @param nowMs since genesis
   * @param before what other Hosts do in it, before the transactions
   */
  commit(nowMs: number, before: (chain: ModelChain, height: number) => void): ModelBlock {
    const height = this.blocks.length + 1;
    const timeNs = this.#lastCommitNs + 1_000_000n;
    const last = this.blocks.at(-1);
    this.#startEpochIfDue(height);
    const { epoch } = this.epoch;
    const block: ModelBlock = { height, timeNs, hash: blockHash(this, height), epoch, txs: [] };
    // What no longer passes the check at the last block is not in the mempool any more.
    const waiting = [...this.pool.values()].filter((tx) => !last || checkTx(this, tx, last) === undefined);
    this.blocks.push(block);
    this.#closeIfDue(height);
    before(this, height);
    for (const tx of this.#chosen(waiting)) this.#deliver(block, tx);
    if (height >= this.epoch.cutoff && this.epoch.settledHeight === 0) this.epoch.settledHeight = height;
    this.#closeIfDue(height);
    this.#makeBeaconIfDue(height);
    for (const hash of this.pool.keys()) if (this.included.has(hash)) this.pool.delete(hash);
    this.#lastCommitNs = GENESIS_NS + BigInt(Math.round(nowMs * 1_000)) * 1_000n;
    return block;
  }

  #chosen(waiting: readonly ModelTx[]): ModelTx[] {
    let dealings = 0;
    return waiting.filter((tx) => {
      const deals = tx.messages.some((message) => readMessage(message)?.kind === 'deal');
      if (deals) dealings++;
      return !deals || dealings <= MAX_DEALINGS;
    });
  }

  #deliver(block: ModelBlock, tx: ModelTx): void {
    const { height, timeNs } = block;
    const add = (result: Pick<Included, 'code' | 'codespace' | 'log'>, data: Uint8Array = new Uint8Array()): void => {
      const included = { tx, height, index: block.txs.length, data, ...result };
      block.txs.push(included);
      // An index keeps a success when the same bytes are in a block again.
      if (this.included.get(tx.hash)?.code !== 0) this.included.set(tx.hash, included);
    };
    const before = checkTx(this, tx, { height, timeNs });
    if (before) {
      add(before);
      return;
    }
    this.nonces.set(nonceOf(tx), height);
    this.ledger.change(tx.granter === '' ? tx.signer : tx.granter, -tx.fee, height);
    const responses: { typeUrl: string; value: Uint8Array }[] = [];
    for (const message of tx.messages) {
      const outcome = carryOut(this, message, height);
      if ('code' in outcome) {
        add(outcome);
        return;
      }
      responses.push(outcome);
    }
    add(
      { code: 0, codespace: '', log: '' },
      TxMsgData.encode(TxMsgData.fromPartial({ msgResponses: responses })).finish(),
    );
  }

  #startEpochIfDue(height: number): void {
    const current = this.epochs.at(-1);
    if (current && (current.nextStart === 0 || height < current.nextStart)) return;
    const epoch = this.epochs.length;
    const beacon = current ? beaconOf(this, current) : new Uint8Array(32).fill(7);
    const blockHash = current ? Uint8Array.from(Buffer.from(this.head.hash, 'hex')) : new Uint8Array(32);
    const { chainId } = this.rules;
    const holders = this.parties.map(({ raw, ek }) => ({ address: raw, ek, slots: 1 }));
    const round = pvssRound({ chainId, epoch: BigInt(epoch), beacon, blockHash, holders });
    const hosts = this.parties.map(({ host }) => host);
    this.epochs.push(beginEpoch(this.rules, { epoch, start: height, beacon, blockHash, round, hosts }));
  }

  #closeIfDue(height: number): void {
    const { epoch } = this;
    if (epoch.closeHeight > 0 || height < epoch.dealClose) return;
    const dealers = [...epoch.parts.values()].filter(({ dealt }) => dealt > 0).length;
    if (dealers >= epoch.round.threshold) epoch.closeHeight = height;
  }

  #makeBeaconIfDue(height: number): void {
    const { epoch, rules } = this;
    const openers = [...epoch.parts.values()].filter(({ opened }) => opened > 0).length;
    if (epoch.beaconHeight > 0 || openFrom(epoch, height) === 0 || openers < epoch.round.threshold) return;
    epoch.beaconHeight = height;
    const end = height + rules.computeSpan + rules.challengeSpan + 1;
    epoch.nextStart = Math.max(epoch.start + rules.epochLength, end);
  }
}

/** The beacon of the next epoch, made of the shares with the lowest slots. */
export function beaconOf({ parties }: ModelChain, { round, parts }: EpochState): Uint8Array {
  const dealings: Uint8Array[] = [];
  const shares: PvssShare[] = [];
  for (const [index, { host }] of parties.entries()) {
    const part = parts.get(host);
    if (part?.dealing) dealings.push(part.dealing);
    if (part?.opening && shares.length < round.threshold) shares.push({ slot: index + 1, share: part.opening });
  }
  return pvss.beacon(round, pvss.sums(round, dealings).a.slice(0, 48), shares).beacon;
}

/**
 * The hash of a header. In the model it depends on the place of the block in its epoch alone, and not on what is in it: slot
 * tables, which are bound to the last block before them, are then the same in most worlds, and dealings need not be made anew.
 */
function blockHash({ rules, epochs }: ModelChain, height: number): string {
  const { epoch, start, nextStart } = there(epochs.at(-1), 'epoch');
  const place = height === nextStart - 1 ? 'last' : String(height - start);
  return createHash('sha256').update(`${rules.chainId}/${epoch}/${place}`).digest('hex').toUpperCase();
}
