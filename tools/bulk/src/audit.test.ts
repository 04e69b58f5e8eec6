import { describe, expect, test } from '@jest/globals';
import { addressText } from '@pacer/client';
import { hex, SumTree } from '@pacer/crypto';
import { auditHost, type CommittedBatch, countFindings, type FindingKind, type HostEvidence } from './audit.js';
import { type HostTally } from './chain-tally.js';
import { RecordSeries } from './record-series.js';

const host = addressText(new Uint8Array(20).fill(1));
const series = new RecordSeries({ chainId: 'pacer-test-1', host, place: 0, poisonEvery: 10 });
const numbers = Array.from({ length: 30 }, (_, number) => number);
const idOf = (number: number) => hex(series.record(number).requestId);

function batchOf(id: bigint, of: readonly number[]): CommittedBatch {
  const kept = of.map((number) => series.leaf(number)).sort((a, b) => Buffer.compare(a.key, b.key));
  const { root, totalTokens, totalFee, count } = SumTree.build(kept);
  return { id, epoch: 0n, count, root, totalTokens, totalFee, kept };
}

const good = numbers.filter((number) => series.poison(number) === undefined);
const item = (batchId: bigint, index: number) => ({ epoch: 0n, batchId, index, owner: 'other' });
const once = { recorded: 1, repeated: 0 };

/** A Host whose records and results are all where they belong. */
function right(): HostEvidence & { tally: HostTally; batches: CommittedBatch[] } {
  const batches = [batchOf(0n, good.slice(0, 20)), batchOf(3n, good.slice(20))];
  return {
    host,
    batches,
    records: numbers.map((number) => ({ leaf: series.leaf(number), poison: series.poison(number) })),
    duties: [item(1n, 0), item(1n, 4)],
    poisonedResults: [{ ...item(1n, 9), poison: 'NO_SUCH_INDEX' }],
    results: [item(1n, 0), item(1n, 4)],
    tally: {
      ...{ records: good.length, results: 2, roots: batches.map(({ root }) => hex(root)) },
      taken: new Map([
        ['0/1.0', once],
        ['0/1.4', once],
        ['0/1.9', { recorded: 0, repeated: 0 }],
      ]),
    },
    named: {
      records: new Map([
        [idOf(2), 'FEE: 1001 is above 1000'],
        [idOf(12), 'LEAF: its value is not the canonical encoding'],
        [idOf(22), 'TOKENS: 9 is above 8'],
      ]),
      results: new Map([['0/1.9', 'NO_SUCH_INDEX: the batch has fewer records']]),
    },
  };
}

const found = (change: Partial<HostEvidence>) => countFindings(auditHost({ ...right(), ...change }));
const only = (kinds: Partial<Record<FindingKind, number>>) => ({ ...countFindings([]), ...kinds });
const without = <V>(map: ReadonlyMap<string, V>, key: string) => new Map([...map].filter(([name]) => name !== key));

test('finds nothing where nothing is wrong', () => {
  expect(auditHost(right())).toEqual([]);
});

describe('records: the audit finds', () => {
  const { batches, named, tally } = right();

  test('one that is in no batch', () => {
    const [first, second] = [batchOf(0n, good.slice(1, 20)), batches[1]!];
    const roots = [first, second].map(({ root }) => hex(root));
    expect(found({ batches: [first, second], tally: { ...tally, roots } })).toEqual(only({ lost: 1 }));
  });

  test('one that is in two batches', () => {
    const again = batchOf(3n, [...good.slice(20), good[0]!]);
    const roots = [batches[0]!, again].map(({ root }) => hex(root));
    expect(found({ batches: [batches[0]!, again], tally: { ...tally, roots } })).toEqual(only({ doubled: 1 }));
  });

  test('a poisoned one that is on the chain', () => {
    const with2 = batchOf(3n, [...good.slice(20), 2]);
    const roots = [batches[0]!, with2].map(({ root }) => hex(root));
    expect(found({ batches: [batches[0]!, with2], tally: { ...tally, roots } })).toEqual(only({ foreign: 1 }));
  });

  test('a poisoned one that nobody names, or for what is not its reason', () => {
    const nobody = { ...named, records: without(named.records, idOf(2)) };
    expect(found({ named: nobody })).toEqual(only({ unnamed: 1 }));
    const other = { ...named, records: new Map([...named.records, [idOf(2), 'LEAF: its value is not canonical']]) };
    expect(found({ named: other })).toEqual(only({ unnamed: 1 }));
  });

  test('one that was never handed over', () => {
    expect(found({ records: right().records.slice(1) })).toEqual(only({ foreign: 1 }));
  });
});

describe('roots: the audit finds', () => {
  const { batches, tally } = right();
  const [first, second] = batches as [CommittedBatch, CommittedBatch];

  test('a journal that gives another root, another total or has no such batch', () => {
    const root = new Uint8Array(32).fill(7);
    const roots = [hex(root), hex(second.root)];
    expect(found({ batches: [{ ...first, root }, second], tally: { ...tally, roots } })).toEqual(only({ root: 1 }));
    expect(found({ batches: [{ ...first, totalFee: first.totalFee + 1n }, second] })).toEqual(only({ root: 1 }));
    expect(found({ batches: [{ ...first, totalTokens: 1n }, second] })).toEqual(only({ root: 1 }));
    expect(found({ batches: [{ ...first, count: 19 }, second] })).toEqual(only({ root: 1 }));
    expect(found({ batches: [{ ...first, kept: undefined }, second] })).toEqual(only({ root: 1, lost: 20 }));
  });

  test('a leaf that says something else than what was handed over', () => {
    const [leaf, ...rest] = first.kept!;
    const changed = [{ ...leaf!, tokens: leaf!.tokens + 1n }, ...rest];
    const { root, totalTokens } = SumTree.build(changed);
    const forged = { ...first, kept: changed, root, totalTokens };
    const roots = [forged, second].map((one) => hex(one.root));
    expect(found({ batches: [forged, second], tally: { ...tally, roots } })).toEqual(only({ foreign: 1 }));
  });

  test('a batch that is in the blocks twice', () => {
    expect(found({ tally: { ...tally, roots: [...tally.roots, hex(first.root)] } })).toEqual(only({ root: 1 }));
  });
});

describe('results: the audit finds', () => {
  const { tally, named } = right();
  const taken = (change: [string, { recorded: number; repeated: number }]) => {
    return { tally: { ...tally, taken: new Map([...tally.taken, change]) } };
  };

  test('one that the state has not, or no block', () => {
    expect(found({ results: [item(1n, 0)] })).toEqual(only({ lost: 1 }));
    expect(found({ tally: { ...tally, taken: without(tally.taken, '0/1.4') } })).toEqual(only({ lost: 1 }));
  });

  test('one that two messages brought', () => {
    expect(found(taken(['0/1.0', { recorded: 1, repeated: 1 }]))).toEqual(only({ doubled: 1 }));
    expect(found({ results: [item(1n, 0), item(1n, 0), item(1n, 4)] })).toEqual(only({ doubled: 1 }));
  });

  test('one that is no duty', () => {
    expect(found({ results: [...right().results, item(2n, 0)] })).toEqual(only({ foreign: 1 }));
  });

  test('a poisoned one that nobody names, or for another reason', () => {
    expect(found({ named: { ...named, results: new Map() } })).toEqual(only({ unnamed: 1 }));
    const results = new Map([['0/1.9', 'OWN_BATCH: …']]);
    expect(found({ named: { ...named, results } })).toEqual(only({ unnamed: 1 }));
  });
});
