import fc from 'fast-check';
import { BatchKind, type Header } from '@pacer/proto/inference/v1';
import { Verdict } from '@pacer/proto/validation/v1';
import { drawDuties, type DutyFacts, missingDuties } from './assigned-duties.js';
import { type Member } from '../queries/host.js';

const model = { id: 'm', number: 1 } as DutyFacts['models'][number];
const member = (host: string, weight: bigint, models = ['m']) => ({ host, weight, models }) as Member;
const header = (id: number, host: string, count: number, fields: Partial<Header> = {}) =>
  ({
    ...{ id: BigInt(id), host, kind: BatchKind.ARTIFACT, model: 1, count },
    root: new Uint8Array(32).fill(id),
    nextHash: new Uint8Array(32).fill(255 - id),
    ...fields,
  }) as Header;
const facts = (headers: Header[], fields: Partial<DutyFacts> = {}): DutyFacts => ({
  ...{ chainId: 'pacer-test-1', host: 'a', sigma: new Uint8Array(96).fill(7), headers, models: [model] },
  members: [member('a', 10n), member('b', 10n), member('c', 10n)],
  ratePpm: 1_000_000,
  ...fields,
});

test('two Hosts of equal weight share the records of the third between them at rate 1', () => {
  expect(drawDuties(facts([header(1, 'b', 100)]))).toHaveLength(50);
});

test('a sole other Host re-executes everything', () => {
  const duties = drawDuties(facts([header(1, 'b', 9)], { members: [member('a', 1n), member('b', 5n)] }));
  expect(duties.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test.each([
  ['own batches', header(1, 'a', 100), {}],
  ['batches whose next block does not exist', header(1, 'b', 100, { nextHash: new Uint8Array() }), {}],
  ['models that nobody listed', header(1, 'b', 100, { model: 2 }), {}],
  ['kinds that are not validated', header(1, 'b', 100, { kind: BatchKind.UNSPECIFIED }), {}],
  ['models that the Host does not serve', header(1, 'b', 100), { members: [member('a', 1n, []), member('b', 1n)] }],
  ['epochs without the Host', header(1, 'b', 100), { members: [member('b', 1n), member('c', 1n)] }],
])('no duties on %s', (_name, one, fields) => {
  expect(drawDuties(facts([one], fields))).toEqual([]);
});

test('an owner that does not serve the model has no weight in it', () => {
  const members = [member('a', 10n), member('b', 10n, []), member('c', 10n)];
  expect(drawDuties(facts([header(1, 'b', 100)], { members }))).toHaveLength(50);
});

test('missing are the assigned ones without a result, whatever its verdict', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 50, maxLength: 50 }), (done) => {
      const assigned = drawDuties(facts([header(1, 'b', 100)]));
      const results = assigned
        .filter((_duty, i) => done[i])
        .map(({ batch, index }, i) => ({ batch, index, verdict: i % 2 ? Verdict.MATCH : Verdict.MISMATCH }));
      const missing = missingDuties(assigned, results);
      expect(missing).toEqual(assigned.filter((_duty, i) => !done[i]));
    }),
  );
});
