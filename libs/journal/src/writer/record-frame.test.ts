import { sampleRecord } from '../testing/sample.test.child.js';
import { holdsRequest, oldestSince, readRecord, writeRecord } from './record-frame.js';
import { Ring, ringMemory } from './ring.js';

const through = (record: Parameters<typeof writeRecord>[1]) => {
  const ring = new Ring(ringMemory(4_096));
  expect(writeRecord(ring, record, 1.5)).toBe(true);
  expect(writeRecord(ring, { ...record, tokens: 77n }, 2)).toBe(true);
  const read = readRecord(ring)?.record;
  expect(readRecord(ring)?.record).toEqual({ ...read, tokens: 77n });
  expect(readRecord(ring)).toBeUndefined();
  return read;
};

test('every field arrives', () => {
  const record = { ...sampleRecord('a', 'pacer/mödel'), kind: 'response', epoch: 2n ** 63n - 1n, tokens: 0n } as const;
  const plain = Object.entries(record).map(([key, value]) => {
    return [key, value instanceof Uint8Array ? new Uint8Array(value) : value];
  });
  expect(through(record)).toEqual(Object.fromEntries(plain));
  expect(through({ ...record, kind: undefined, epoch: undefined })).toMatchObject({
    kind: 'artifact',
    epoch: undefined,
  });
});

test('what no journal can hold is refused before anything is written', () => {
  const ring = new Ring(ringMemory(4_096));
  const record = sampleRecord('a');
  const bad = [
    { requestId: new Uint8Array(31) },
    { tokens: 2n ** 63n },
    { fee: -1n },
    { createdMs: NaN },
    { epoch: -1n },
  ];
  for (const change of [...bad, { createdMs: -1 }, { artifact: new Uint8Array(4_000) }]) {
    expect(() => writeRecord(ring, { ...record, ...change }, 1)).toThrow(expect.objectContaining({ code: 'invalid' }));
  }
  expect(ring.used).toBe(0);
});

test('what was not freed is found by its request, and tells since when it waits', () => {
  const ring = new Ring(ringMemory(4_096));
  expect(oldestSince(ring)).toBeUndefined();
  writeRecord(ring, sampleRecord('a'), 1.5);
  writeRecord(ring, sampleRecord('b'), 2.5);
  const holds = (name: string) => holdsRequest(ring, sampleRecord(name).requestId);
  expect(readRecord(ring)?.since).toBe(1.5);
  expect([holds('a'), holds('b'), holds('c'), oldestSince(ring)]).toEqual([true, true, false, 1.5]);
  ring.free();
  expect([holds('a'), holds('b'), oldestSince(ring)]).toEqual([false, true, 2.5]);
});
