import { describe, expect, it } from '@jest/globals';
import { secp256k1Signer, unorderedTx } from '@pacer/client';
import { ForeignWatch } from './foreign-watch.js';

const ours = secp256k1Signer(new Uint8Array(32).fill(3));
const theirs = secp256k1Signer(new Uint8Array(32).fill(4));

function signed({ publicKey, sign }: typeof ours, timeoutNs: bigint) {
  return unorderedTx({
    messages: [{ typeUrl: '/cosmos.bank.v1beta1.MsgSend', value: Uint8Array.of(1) }],
    ...{ gas: 1n, fee: { denom: 'upacer', amount: 1n }, chainId: 'c', accountNumber: 1n, timeoutNs, publicKey, sign },
  });
}

type Blocks = Record<string, { hash: string; bytes: Uint8Array }[]>;

function watchOver(blocks: Blocks, known: string[] = []) {
  const asked: bigint[] = [];
  const watch = new ForeignWatch({
    publicKey: ours.publicKey,
    knows: (hash) => known.includes(hash),
    block: async (height) => {
      asked.push(height);
      return blocks[String(height)];
    },
  });
  return { watch, asked };
}

describe('a watch for transactions of our own key', () => {
  it('tells of one that no journal has, once, and of nobody else’s', async () => {
    const [known, foreign, other] = await Promise.all([signed(ours, 1n), signed(ours, 2n), signed(theirs, 3n)]);
    const blocks = { 1: [], 2: [other, foreign, known], 3: [{ hash: 'X', bytes: Uint8Array.of(255) }] };
    const { watch } = watchOver(blocks, [known.hash]);
    expect(await watch.look(3n)).toEqual([
      { hash: foreign.hash, height: 2n, messages: ['/cosmos.bank.v1beta1.MsgSend'] },
    ]);
    expect(await watch.look(3n)).toEqual([]);
  });

  it('looks at each block once, and at no more than twenty in a pass', async () => {
    const blocks = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [String(i + 1), []]));
    const { watch, asked } = watchOver(blocks);
    await watch.look(45n);
    expect(asked).toHaveLength(20);
    for (let pass = 0; pass < 5; pass++) await watch.look(45n);
    expect(asked).toEqual(Array.from({ length: 45 }, (_, i) => BigInt(i + 1)));
  });

  it('waits for the latest block, and passes over an older one that nobody has any more', async () => {
    const foreign = await signed(ours, 2n);
    const blocks: Blocks = { 2: [foreign] };
    const { watch } = watchOver(blocks);
    expect((await watch.look(3n)).map(({ height }) => height)).toEqual([2n]);
    blocks['3'] = [await signed(ours, 5n)];
    expect((await watch.look(3n)).map(({ height }) => height)).toEqual([3n]);
  });

  it('looks again at a block that could not be had', async () => {
    const foreign = await signed(ours, 2n);
    let fails = true;
    const watch = new ForeignWatch({
      ...{ publicKey: ours.publicKey, knows: () => false },
      block: () => (fails ? Promise.reject(new Error('timeout')) : Promise.resolve([foreign])),
    });
    await expect(watch.look(1n)).rejects.toThrow('timeout');
    fails = false;
    expect(await watch.look(1n)).toHaveLength(1);
  });

  it('begins a hundred blocks back', async () => {
    const { watch, asked } = watchOver({});
    await watch.look(1000n);
    expect(asked[0]).toBe(900n);
  });
});
