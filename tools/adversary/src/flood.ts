import { setImmediate } from 'node:timers/promises';
import { openKeys, readPassword } from '@pacer/agent';
import { addressBytes, Endpoint, feeFor, gasFor, type PacerQuery, unorderedTx } from '@pacer/client';
import { deal, type PvssRound, pvssRound } from '@pacer/crypto/pvss';
import { MsgDeal } from '@pacer/proto/sprint/v1';
import { type LocalNode } from '@pacer/testing';
import { type Arena } from './arena.js';
import { badDealing } from './bad-dealing.js';

const DEAL = `/${MsgDeal.$type}`;
const VALID_NS = 120_000_000_000n;
/** What the chain charges for a byte of a transaction. */
const TX_BYTE_GAS = 10n;

/** What a flood has sent so far, and what the nodes said: every transaction goes to all of them. */
export interface FloodCount {
  sent: number;
  /** by one node at least */
  accepted: number;
  refused: number;
}

/**
 * A Host that floods every node with dealings which the chain must refuse, each in a transaction of its own that is signed by the Host's
 * real hot key and paid by its real allowance.
 */
export class Flood {
  readonly count: FloodCount = { sent: 0, accepted: 0, refused: 0 };
  readonly #arena: Arena;
  readonly #endpoints: readonly Endpoint[];
  readonly #txs: readonly Uint8Array[];

  private constructor(arena: Arena, txs: readonly Uint8Array[]) {
    this.#arena = arena;
    this.#endpoints = arena.net.nodes.map(({ rpc }) => new Endpoint(rpc));
    this.#txs = txs;
  }

  /** Signs so many dealings of the current epoch; nothing is sent yet. */
  static async prepare(arena: Arena, node: LocalNode, count: number): Promise<Flood> {
    const { query, status } = await arena.pool.latest();
    const { epoch, chainId } = status;
    const { hotKey, dealing: dk } = openKeys({ file: node.keyFile, password: readPassword(node.passwordFile) });
    const { round, dealGas } = await readRound(query, chainId, epoch);
    const account = await query.auth.account(hotKey.address);
    if (!account) throw new Error(`the chain does not know ${hotKey.address}`);
    const honest = deal(round, dk.reveal(), addressBytes(node.address));
    const { accountNumber } = account;
    const sign = async (dealing: Uint8Array, i: number): Promise<Uint8Array> => {
      // One that is too long pays for its bytes: it is to be refused for what it is, not for its gas.
      const extra = Math.max(0, dealing.length - honest.length);
      const gas = gasFor(DEAL, 0, dealGas) + TX_BYTE_GAS * BigInt(extra);
      const fee = feeFor(gas, status.params);
      const value = MsgDeal.encode({ signer: hotKey.address, host: node.address, epoch, dealing }).finish();
      const { bytes } = await unorderedTx({
        ...{ messages: [{ typeUrl: DEAL, value }], gas, fee, feeGranter: node.address, chainId, accountNumber },
        ...{ publicKey: hotKey.publicKey, sign: hotKey.sign },
        // Unordered transactions of one signer are told from each other by their deadlines.
        timeoutNs: status.blockTimeNs + VALID_NS + BigInt(i),
      });
      return bytes;
    };
    const txs: Uint8Array[] = [];
    for (let i = 0; i < count; i++) {
      txs.push(await sign(badDealing(honest, i), i));
      // Signing holds the event loop, and connections that nobody looks after are closed by the other side.
      await setImmediate();
    }
    return new Flood(arena, txs);
  }

  /** Sends them until a height is committed or none is left, a wave of so many a block. */
  async until(height: bigint, wave: number): Promise<FloodCount> {
    while (this.count.sent < this.#txs.length) {
      const now = await this.#arena.height();
      if (now >= height) break;
      await Promise.all(this.#txs.slice(this.count.sent, this.count.sent + wave).map((tx) => this.#send(tx)));
      await this.#arena.until(now + 1n);
    }
    return this.count;
  }

  async #send(tx: Uint8Array): Promise<void> {
    this.count.sent++;
    const answers = await Promise.all(this.#endpoints.map((endpoint) => endpoint.broadcast(tx)));
    if (answers.some(({ state }) => state === 'accepted')) this.count.accepted++;
    else this.count.refused++;
  }
}

async function readRound(
  query: PacerQuery,
  chainId: string,
  epoch: bigint,
): Promise<{ round: PvssRound; dealGas: bigint }> {
  const [dealing, members] = await Promise.all([query.sprint.dealStatus(epoch), query.host.members(epoch)]);
  if (!dealing) throw new Error(`epoch ${epoch} has no round`);
  const holders = members
    .filter(({ slots }) => slots > 0n)
    .map(({ host, keys, slots }) => ({ address: addressBytes(host), ek: keys.dealing, slots: Number(slots) }));
  const round = pvssRound({ chainId, epoch, tableHash: dealing.round.tableHash, holders });
  return { round, dealGas: dealing.dealGas };
}
