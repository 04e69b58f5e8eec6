import { addressBytes } from '@pacer/client';
import { H } from '@pacer/crypto';

/** Blocks over which those who find the same nonce false spread their challenges. */
const BLOCKS = 8n;
/** Blocks before a last height for a challenge at which nobody waits any more. */
const LAST_BLOCKS = 4n;

/** Last heights for a challenge, each 0 while nobody knows. */
export interface LastHeights {
  /** at which it still takes the weight that the work would bring: the block before the next epoch */
  forWeight: bigint;
  /** at which the chain takes one at all */
  forStake: bigint;
}

/**
 * When it is this Host's turn to challenge another. One challenge convicts; all others are in its way, and cost a fee each. So
 * everybody who sees a false nonce waits for a few blocks, each for another number of them, and looks whether it is done.
 */
export class ChallengeTurns {
  readonly #host: Uint8Array;
  /** height of this process at which it first saw something to challenge, by epoch and accused: after a restart it waits again */
  readonly #seen = new Map<bigint, Map<string, bigint>>();

  /** @param host address */
  constructor(host: string) {
    this.#host = addressBytes(host);
  }

  /**
   * @param height now, at which there is something to challenge
   * @returns height from which on this Host may challenge
   */
  from(epoch: bigint, accused: string, height: bigint, { forWeight, forStake }: LastHeights): bigint {
    for (const known of this.#seen.keys()) if (known + 2n < epoch) this.#seen.delete(known);
    const ofEpoch = this.#seen.get(epoch) ?? new Map<string, bigint>();
    this.#seen.set(epoch, ofEpoch);
    const since = ofEpoch.get(accused) ?? height;
    ofEpoch.set(accused, since);
    let turn = since + 1n + delayBlocks(this.#host, addressBytes(accused));
    for (const last of [forWeight, forStake]) {
      // One that is over already hastens nobody.
      if (height < last && turn > last - LAST_BLOCKS) turn = last - LAST_BLOCKS;
    }
    return turn;
  }
}

/** 0 to 7, for each pair of Hosts another number. @param host, accused raw addresses */
export function delayBlocks(host: Uint8Array, accused: Uint8Array): bigint {
  return BigInt(H('pacer/sprint-challenge-turn/v1', host, accused)[0] ?? 0) % BLOCKS;
}
