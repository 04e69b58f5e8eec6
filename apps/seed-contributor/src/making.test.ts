import { describe, expect, test } from '@jest/globals';
import { systemClock, type Clock } from '@pacer/agent';
import { addressBytes, gasFor } from '@pacer/client';
import { dealingPublicKey, hex } from '@pacer/crypto';
import { deal, open, verifyDealing, verifyOpening } from '@pacer/crypto/pvss';
import {
  addresses,
  dks,
  hosts,
  ownOpening,
  ownSums,
  poolOf,
  round,
  signerOf,
  truth,
  type Says,
} from './chain.test.support.js';
import { makeDealing, type MakingParts } from './make-dealing.js';
import { makeOpening } from './make-opening.js';
import { DEAL, OPEN } from './messages.js';
import type { Scheme } from './scheme.js';
import type { Table } from './table.js';

/** The scheme itself, in this thread. */
const scheme: Scheme = {
  deal: async (of, dk, host) => deal(of, dk, host),
  verifyDealing: async (of, host, dealing) => verifyDealing(of, host, dealing),
  open: async (of, dk, host, sums) => open(of, dk, host, sums),
};

const table: Table = { round, held: { first: 1, count: 2 }, dealingKey: dealingPublicKey(dks[0]!), dealGas: 77n };
const computing = { signal: new AbortController().signal };
const closed = (change: Partial<Says> = {}) => truth({ closeHeight: 451n, ...change });

function partsOf(
  pool: ReturnType<typeof poolOf>,
  clock: Clock = { ...systemClock, sleep: async () => undefined },
): MakingParts {
  return { host: hosts[0]!, signer: signerOf(dks[0]!, scheme), pool, scheme, clock };
}

describe('a dealing', () => {
  test('is made and verified for a table that two endpoints show, the same bytes each time', async () => {
    const make = () => makeDealing(partsOf(poolOf(truth(), truth())), table, computing);
    const [one, again] = [await make(), await make()];
    expect(hex(one.bytes)).toBe(hex(deal(round, dks[0]!, addresses[0]!)));
    expect(again).toEqual(one);
    expect(one.gas).toBe(gasFor(DEAL, 0, 77n));
  });

  test('is not made for a table that one endpoint alone shows, and the others are named', async () => {
    const pool = poolOf(truth(), truth({ tableHash: new Uint8Array(32) }), truth({ tableHash: new Uint8Array(32) }));
    await expect(makeDealing(partsOf(pool), table, computing)).rejects.toMatchObject({
      ...{ code: 'endpoints-disagree', message: expect.stringContaining('http://b, http://c has another') },
    });
  });

  test('is made for a table that the only endpoint shows', async () => {
    expect((await makeDealing(partsOf(poolOf(truth())), table, computing)).bytes).toHaveLength(144 * 4 + 128);
  });

  test('waits a moment for an endpoint that is a block behind', async () => {
    const late = truth({ knows: true, tableHash: round.tableHash });
    const pool = poolOf(truth(), late);
    let asked = 0;
    const nodes = pool.nodes.bind(pool);
    // The second endpoint is there from the third question on.
    pool.nodes = async () => {
      late.knows = ++asked > 2;
      return [...(await nodes())];
    };
    expect((await makeDealing(partsOf(pool), table, computing)).bytes).toHaveLength(704);
  });
});

describe('an opening', () => {
  test('is that of the final sums, verified', async () => {
    const made = await makeOpening(partsOf(poolOf(closed(), closed())), table, computing);
    expect(hex(made.bytes)).toBe(hex(ownOpening));
    expect(made.gas).toBe(gasFor(OPEN, 0, 55n));
    expect(() => verifyOpening(round, addressBytes(hosts[0]!), made.bytes, ownSums.a)).not.toThrow();
  });

  const swapped = new Uint8Array([...ownSums.y.slice(96), ...ownSums.y.slice(0, 96)]);

  test.each<[string, Says]>([
    ['shows sums that nobody else has', closed({ ySums: swapped })],
    ['says that dealings are not closed', truth()],
  ])('is not made of an endpoint that %s: the next one is asked', async (_name, liar) => {
    const pool = poolOf(liar, closed(), closed());
    expect(hex((await makeOpening(partsOf(pool), table, computing)).bytes)).toBe(hex(ownOpening));
    expect(pool.passedOver).toEqual(['http://a endpoint/untrue']);
  });

  test('is not made of sums that do not fit each other, whoever says so', async () => {
    const liars = poolOf(closed({ ySums: swapped }), closed({ ySums: swapped }));
    await expect(makeOpening(partsOf(liars), table, computing)).rejects.toMatchObject({
      ...{ code: 'endpoint/untrue', message: expect.stringContaining('its sums of epoch 4') },
    });
  });

  test('is not made while one endpoint alone says that dealings are closed', async () => {
    const pool = poolOf(closed(), truth());
    await expect(makeOpening(partsOf(pool), table, computing)).rejects.toMatchObject({ code: 'endpoint/untrue' });
  });
});
