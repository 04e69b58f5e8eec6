import { describe, expect, test } from '@jest/globals';
import { hex, dealingPublicKey } from '@pacer/crypto';
import { pvssTableHash } from '@pacer/crypto/pvss';
import {
  BEACON,
  BLOCK_HASH,
  CHAIN,
  dks,
  holders,
  hosts,
  poolOf,
  round,
  truth,
  type Says,
} from './chain.test.support.js';
import { FactsReader } from './read-facts.js';

const foreign = dealingPublicKey(new Uint8Array(32).fill(77));

function readerOf(pool: ReturnType<typeof poolOf>, dk = dks[0]!, host = hosts[0]!) {
  return new FactsReader({
    ...{
      chainId: CHAIN,
      host,
      signer: { dealingPublicKey: dealingPublicKey(dk) },
      pool,
      attempts: { attempts: () => [] },
    },
    prepared: () => ({ state: 'absent' }),
  });
}

/** What an endpoint says that shows another key of a Host, and a table hash that fits it. */
function withOtherKey(): Partial<Says> {
  const others = holders.map((holder, index) => (index === 1 ? { ...holder, ek: foreign } : holder));
  const table = { chainId: CHAIN, epoch: 4n, beacon: BEACON, blockHash: BLOCK_HASH, holders: others };
  return { secondKey: foreign, tableHash: pvssTableHash(table) };
}

describe('facts', () => {
  test('are read from one endpoint at one height, with the table computed', async () => {
    const reader = readerOf(poolOf(truth({ closeHeight: 451n, dealt: 420n }), truth({ dealt: 420n })));
    const facts = await reader.read();
    expect(facts).toMatchObject({ height: 420n, epoch: 4n, blockMs: 500n });
    expect(facts.round).toMatchObject({
      ...{ held: { first: 1, count: 2 }, keyFits: true, slots: 4, threshold: 3, closeHeight: 451n, openFrom: 473n },
      ...{ dealWindow: { from: 411n, end: 451n }, earliestEnd: 491n, maxAttempts: 3 },
      parts: { deal: { height: 420n, shown: true }, open: { height: 0n, shown: false } },
    });
    expect(hex(reader.table!.round.tableHash)).toBe(hex(round.tableHash));
  });

  test.each<[string, Partial<Says>]>([
    ['shows another key of a Host', { secondKey: foreign }],
    ['shows another table hash', { tableHash: new Uint8Array(32) }],
    ['binds its table to another beacon', { beacon: new Uint8Array(32) }],
  ])('are never made of an endpoint that %s: it is named, and the next one asked', async (_name, lie) => {
    const pool = poolOf(truth(lie), truth({ height: 421n }));
    expect((await readerOf(pool).read()).height).toBe(421n);
    expect(pool.passedOver).toEqual(['http://a endpoint/untrue']);
    await expect(readerOf(poolOf(truth(lie))).read()).rejects.toMatchObject({
      ...{ code: 'endpoint/untrue', url: 'http://a', message: expect.stringContaining('epoch 4') },
    });
  });

  test('of an endpoint that lies about key and hash alike are about another table', async () => {
    const reader = readerOf(poolOf(truth(withOtherKey())));
    await reader.read();
    expect(hex(reader.table!.round.tableHash)).not.toBe(hex(round.tableHash));
  });

  test('tell a key file whose dealing key is not the member’s', async () => {
    expect((await readerOf(poolOf(truth()), dks[1]).read()).round.keyFits).toBe(false);
    expect((await readerOf(poolOf(truth()), dks[1], hosts[1]).read()).round.keyFits).toBe(true);
  });

  test('believe for a while alone, and not for ever, an endpoint that shows the dealing', async () => {
    const says = truth({ dealt: 415n });
    const reader = readerOf(poolOf(says, truth()));
    const shownAt = async (height: bigint) => {
      says.height = height;
      return (await reader.read()).round.parts.deal.shown;
    };
    expect(await shownAt(420n)).toBe(true);
    expect(await shownAt(424n)).toBe(true);
    expect(await shownAt(425n)).toBe(false);
  });

  test('believe what two endpoints show, and the only one there is', async () => {
    const says = truth({ dealt: 415n });
    const reader = readerOf(poolOf(says));
    await reader.read();
    says.height = 500n;
    expect((await reader.read()).round.parts.deal.shown).toBe(true);
  });
});
