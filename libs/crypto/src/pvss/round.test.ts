import { concat, hex, u64be, utf8 } from '../bytes.js';
import type { CryptoError } from '../error.js';
import { H } from '../tag.js';
import { codeOf } from '../testing/refusal.js';
import { pvssCodeOf, pvssRefusalOf, testHolders, testRound } from '../testing/pvss.js';
import { pvssRound, pvssTableHash, runOf } from './round.js';

const [one, two, three] = testHolders(1, 2, 2);
const table = [one, two!, three!].map(({ address, ek, slots }) => ({ address, ek, slots }));
const beacon = new Uint8Array(32).fill(9);
const blockHash = new Uint8Array(32);
const input = { chainId: 'pacer-test-1', epoch: 3n, beacon, blockHash, holders: table };

test('slots are consecutive runs from 1 on, and more than half of them open', () => {
  const round = pvssRound(input);
  expect(round.holders.map(({ first, slots }) => [first, slots])).toEqual([
    [1, 1],
    [2, 2],
    [4, 2],
  ]);
  expect([round.slots, round.threshold]).toEqual([5, 3]);
  expect(pvssRound({ ...input, holders: table.slice(1) }).threshold).toBe(3);
  expect(pvssRound({ ...input, holders: table.slice(0, 1) }).threshold).toBe(1);
});

test('the table hash covers chain, epoch, beacon, block hash and every holder with key and count', () => {
  const parts = table.map(({ address, ek, slots }) => concat(address, ek, u64be(BigInt(slots))));
  const hash = H('pacer/pvss/table/v1', utf8('pacer-test-1'), u64be(3n), beacon, blockHash, ...parts);
  expect(hex(pvssTableHash(input))).toBe(hex(hash));
  expect(hex(pvssRound(input).tableHash)).toBe(hex(hash));
  const others = [
    { ...input, chainId: 'pacer-test-2' },
    { ...input, epoch: 4n },
    { ...input, beacon: blockHash },
    { ...input, blockHash: beacon },
    { ...input, holders: table.slice(1) },
    { ...input, holders: [{ ...table[0]!, slots: 2 }, ...table.slice(1)] },
    { ...input, holders: [{ ...table[0]!, ek: two!.ek }, ...table.slice(1)] },
  ];
  expect(new Set([hash, ...others.map(pvssTableHash)].map(hex)).size).toBe(1 + others.length);
});

test('a round may be made from the table hash that the chain tells', () => {
  const tableHash = pvssTableHash(input);
  expect(pvssRound({ chainId: input.chainId, epoch: 3n, holders: table, tableHash })).toEqual(pvssRound(input));
});

test.each([
  ['an empty table', { holders: [] }, 'empty'],
  ['holders out of order', { holders: table.toReversed() }, 'unsorted'],
  ['a holder twice', { holders: [table[0]!, table[0]!] }, 'duplicate'],
  ['a holder without slots', { holders: [{ ...table[0]!, slots: 0 }] }, 'out-of-range'],
  ['half a slot', { holders: [{ ...table[0]!, slots: 1.5 }] }, 'out-of-range'],
  ['more slots than there can be', { holders: table.map((holder) => ({ ...holder, slots: 40_000 })) }, 'out-of-range'],
  ['an address of 21 bytes', { holders: [{ ...table[0]!, address: new Uint8Array(21) }] }, 'bad-length'],
  ['an ek of 48 bytes', { holders: [{ ...table[0]!, ek: new Uint8Array(48) }] }, 'bad-length'],
  ['a short beacon', { beacon: new Uint8Array(31) }, 'bad-length'],
  ['a short block hash', { blockHash: new Uint8Array(0) }, 'bad-length'],
])('%s is refused', (_name, change, code) => {
  const refusal = pvssRefusalOf(() => pvssRound({ ...input, ...change }));
  expect(refusal.code).toBe('table');
  expect((refusal.cause as CryptoError).code).toBe(code);
});

test('a table hash of another length is refused', () => {
  expect(pvssCodeOf(() => pvssRound({ ...input, tableHash: new Uint8Array(31) }))).toBe('table');
});

test('who holds no slot is told so', () => {
  const round = testRound([one, two!]);
  expect(runOf(round, two!.address).first).toBe(2);
  expect(pvssCodeOf(() => runOf(round, three!.address))).toBe('no-slots');
  expect(codeOf(() => runOf(round, new Uint8Array(19)))).toBe('bad-length');
});
