import { describe, expect, test } from '@jest/globals';
import { addressText, type DealStatus, type Member } from '@pacer/client';
import { hex } from '@pacer/crypto';
import { BEACON, BLOCK_HASH, CHAIN, holders, hosts, round, statusOf, truth } from './chain.test.support.js';
import { checkedTable } from './table.js';

const status = statusOf(truth());
const members = holders.map(
  ({ ek, slots }, index) => ({ host: hosts[index]!, slots: BigInt(slots), keys: { dealing: ek } }) as Member,
);
const its = { epoch: 4n, tableHash: round.tableHash, blockHash: BLOCK_HASH, slots: 4, threshold: 3 };
const tableOf = (change: { round?: object; members?: Member[]; beacon?: Uint8Array } = {}, host = hosts[1]!) => {
  const deal = { round: { ...its, ...change.round }, beacon: change.beacon ?? BEACON, dealGas: 7n } as DealStatus;
  return checkedTable(CHAIN, host, { url: 'http://a', status, deal, members: change.members ?? members });
};

describe('the slot table', () => {
  test('is that of the chain, whatever the order of the members', () => {
    const { round: made, held, dealingKey, dealGas } = tableOf({ members: members.toReversed() });
    expect(made).toEqual(round);
    expect({ held, dealGas }).toEqual({ held: { first: 3, count: 1 }, dealGas: 7n });
    expect(hex(dealingKey!)).toBe(hex(holders[1]!.ek));
  });

  test('has no place for a Host without slots', () => {
    expect(tableOf({}, addressText(new Uint8Array(20).fill(99)))).toMatchObject({
      held: undefined,
      dealingKey: undefined,
    });
  });

  test.each<[string, Parameters<typeof tableOf>[0]]>([
    ['of another epoch', { round: { epoch: 5n } }],
    ['bound to another beacon', { beacon: new Uint8Array(32) }],
    ['bound to another block', { round: { blockHash: new Uint8Array(32) } }],
    ['with another hash', { round: { tableHash: new Uint8Array(32) } }],
    ['with more slots than its members', { round: { slots: 5 } }],
    ['with another threshold', { round: { threshold: 2 } }],
    ['without a member', { members: members.slice(1) }],
    ['with a member twice', { members: [...members, members[0]!] }],
    [
      'with a key that is none',
      { members: members.map((one) => ({ ...one, keys: { ...one.keys, dealing: BEACON } })) },
    ],
  ])('%s is refused, with the endpoint’s name', (_name, lie) => {
    expect(() => tableOf(lie)).toThrow(expect.objectContaining({ code: 'endpoint/untrue', url: 'http://a' }));
  });
});
