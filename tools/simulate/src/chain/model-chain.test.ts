import { beforeEach, describe, expect, it } from '@jest/globals';
import { feeFor, unorderedTx } from '@pacer/client';
import { Seeded } from '@pacer/testing';
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import { ModelNode } from '../node/model-node.js';
import { ModelChain } from './model-chain.js';
import { OtherHosts } from './other-hosts.js';
import { parties, type Party } from './parties.js';
import { DENOM, GENESIS_NS, MIN_GAS_PRICE, SHORT } from './rules.js';

const SECOND = 1_000_000_000n;
const [self, ...others] = parties(4) as [Party, ...Party[]];
const { hotKey } = self.keys;
let chain: ModelChain;
let hosts: OtherHosts;
let nodes: ModelNode[];
let ms: number;

beforeEach(() => {
  chain = new ModelChain(SHORT, parties(4));
  hosts = new OtherHosts(new Seeded(1), others);
  const memory = { answers: new Map(), txs: new Map() };
  nodes = [0, 1].map((index) => new ModelNode(index, chain, memory, () => undefined));
  ms = 0;
  commit();
});

function commit(count = 1): void {
  for (let left = count; left > 0; left--) {
    ms += SHORT.blockMs;
    const { txs } = chain.commit(ms, (of, height) => hosts.act(of, height));
    for (const node of nodes) node.committed(txs);
  }
}

async function send(
  to: string,
  extra: { timeoutNs?: bigint; accountNumber?: bigint; granter?: string } = {},
): Promise<string> {
  const value = MsgSend.encode({
    fromAddress: hotKey.address,
    toAddress: to,
    amount: [{ denom: DENOM, amount: '5' }],
  }).finish();
  const { bytes } = await unorderedTx({
    ...{ chainId: SHORT.chainId, messages: [{ typeUrl: MsgSend.typeUrl, value }], gas: 100_000n },
    ...{
      fee: feeFor(100_000n, { minGasPrice: MIN_GAS_PRICE, feeDenom: DENOM }),
      publicKey: hotKey.publicKey,
      sign: hotKey.sign,
    },
    accountNumber: extra.accountNumber ?? chain.ledger.number(hotKey.address) ?? 0n,
    timeoutNs: extra.timeoutNs ?? chain.head.timeNs + 20n * SECOND,
    feeGranter: extra.granter ?? self.host,
  });
  return Buffer.from(bytes).toString('base64');
}

function broadcast(tx: string, node = nodes[0]!): { code?: number; codespace?: string; error?: number } {
  const answer = JSON.parse(node.answer(1, 'broadcast_tx_sync', { tx })) as {
    result?: { code: number; codespace: string };
    error?: { code: number };
  };
  return answer.error
    ? { error: answer.error.code }
    : { code: answer.result!.code, codespace: answer.result!.codespace };
}

const to = others[0]!.host;
const got = (): bigint => chain.ledger.balance(to) - 100_000_000_000n;

describe('the model chain takes transactions as the real one does', () => {
  it('carries one out once, however often and wherever it is sent', async () => {
    const tx = await send(to);
    expect(broadcast(tx)).toEqual({ code: 0, codespace: '' });
    expect(broadcast(tx)).toEqual({ error: -32603 });
    expect(broadcast(tx, nodes[1])).toEqual({ code: 0, codespace: '' });
    commit();
    expect(got()).toBe(5n);
    expect(broadcast(tx)).toEqual({ error: -32603 });
    nodes[0]!.restart();
    expect(broadcast(tx)).toEqual({ code: 18, codespace: 'sdk' });
    commit(3);
    expect(got()).toBe(5n);
  });

  it('carries two out twice: it does not know that they are for the same', async () => {
    broadcast(await send(to));
    broadcast(await send(to, { timeoutNs: chain.head.timeNs + 21n * SECOND }));
    commit();
    expect(got()).toBe(10n);
  });

  it('refuses a deadline that is over or too far, another signature, and a fee that nobody pays', async () => {
    const past = { timeoutNs: chain.head.timeNs - 1n };
    expect(broadcast(await send(to, past))).toEqual({ code: 42, codespace: 'sdk' });
    const far = { timeoutNs: chain.head.timeNs + 601n * SECOND };
    expect(broadcast(await send(to, far))).toEqual({ code: 18, codespace: 'sdk' });
    expect(broadcast(await send(to, { accountNumber: 7n }))).toEqual({ code: 4, codespace: 'sdk' });
    chain.allow(self.host, hotKey.address, false);
    commit();
    expect(broadcast(await send(to))).toEqual({ code: 5, codespace: 'feegrant' });
  });

  it('never includes one whose deadline is over before it gets its turn, without saying so in the block', async () => {
    const tx = await send(to, { timeoutNs: chain.head.timeNs + 2n * SECOND });
    expect(broadcast(tx)).toEqual({ code: 0, codespace: '' });
    // The block before it was in time, this one is not: it is in the block with code 42, and nothing is paid.
    commit();
    expect(chain.head.txs.map(({ code }) => code)).toEqual([42]);
    expect(got()).toBe(0n);
  });

  it('does not use a nonce up when the fee cannot be paid in the block: the same bytes may come again', async () => {
    const tx = await send(to);
    broadcast(tx);
    chain.allow(self.host, hotKey.address, false);
    commit();
    expect(chain.head.txs.map(({ code }) => code)).toEqual([5]);
    chain.allow(self.host, hotKey.address, true);
    commit();
    expect(broadcast(tx)).toEqual({ code: 0, codespace: '' });
    commit();
    expect(got()).toBe(5n);
  });

  it('turns its epochs by what the other Hosts deal and open, with a time of headers that never goes back', () => {
    commit(3 * SHORT.epochLength);
    expect(chain.epoch.epoch).toBe(3);
    expect(chain.epochs.map(({ start }) => start)).toEqual([1, 31, 61, 91]);
    const times = chain.blocks.map(({ timeNs }) => timeNs);
    expect(times.every((time, index) => index === 0 || time > times[index - 1]!)).toBe(true);
    expect(times[0]).toBeGreaterThan(GENESIS_NS);
  });
});
