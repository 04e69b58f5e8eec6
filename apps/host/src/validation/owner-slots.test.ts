import fc from 'fast-check';
import { OwnerSlots, sharesOf } from './owner-slots.js';
import { OwnerStanding } from './owner-standing.js';

const NOW = 1_000;

function slotsHere(workers: number, known: readonly string[]) {
  const standing = new OwnerStanding();
  for (const owner of known) standing.answered(owner);
  return { standing, slots: new OwnerSlots(sharesOf(workers), standing) };
}

test.each([
  [1, 1, 1],
  [2, 1, 1],
  [4, 2, 1],
  [5, 3, 2],
  [64, 32, 16],
])('%i workers: %i for one owner, %i beside them for those on probation', (workers, perOwner, probation) => {
  expect(sharesOf(workers)).toEqual({ workers, perOwner, probation });
});

test('an owner gets half of the places, one that has never answered a single one', () => {
  const { slots } = slotsHere(4, ['known']);
  expect(slots.without(NOW)).toEqual([]);
  slots.take('known', NOW);
  slots.take('new', NOW);
  expect(slots.without(NOW)).toEqual(['new']);
  const second = slots.take('known', NOW);
  expect(slots.without(NOW).sort()).toEqual(['known', 'new']);
  second();
  second();
  expect(slots.without(NOW)).toEqual(['new']);
  expect([slots.inFlight, slots.hasRoom]).toEqual([2, true]);
});

test('owners on probation share places beside those of the others', () => {
  const { slots, standing } = slotsHere(2, ['a', 'b']);
  for (const owner of ['x', 'y']) standing.wasted(owner, 1_000, NOW);
  const x = slots.take('x', NOW);
  expect(slots.without(NOW).sort()).toEqual(['x', 'y']);
  expect(slots.hasRoom).toBe(true);
  slots.take('a', NOW);
  slots.take('b', NOW);
  expect([slots.inFlight, slots.hasRoom]).toEqual([3, false]);
  x();
  expect(slots.without(NOW).sort()).toEqual(['a', 'b']);
});

test('a place that was taken on probation is given back there, also when that is over', () => {
  const { slots, standing } = slotsHere(1, []);
  standing.wasted('x', 10, NOW);
  const place = slots.take('x', NOW);
  expect(standing.isOnProbation('x', NOW + 10_000)).toBe(false);
  expect(slots.hasRoom).toBe(true);
  place();
  expect([slots.inFlight, slots.hasRoom]).toEqual([0, true]);
});

test('a paused owner is left out', () => {
  const { slots, standing } = slotsHere(4, ['a']);
  standing.failed('a', 0, NOW, 500);
  expect([slots.without(NOW + 499), slots.without(NOW + 500)]).toEqual([['a'], []]);
});

test('whatever comes and goes, no owner is above its share and no kind of place above its number', () => {
  const owners = ['a', 'b', 'c', 'd', 'e'];
  const step = fc.record({ owner: fc.constantFrom(...owners), ends: fc.nat(20), cost: fc.nat(400) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 100 }), (workers, steps) => {
      const { slots, standing } = slotsHere(workers, ['a', 'b']);
      const { perOwner, probation } = slots.shares;
      const open: { owner: string; end: () => void }[] = [];
      for (const [at, { owner, ends, cost }] of steps.entries()) {
        const now = NOW + at * 100;
        if (cost > 300) standing.wasted(owner, cost, now);
        if (slots.hasRoom && !slots.without(now).includes(owner)) open.push({ owner, end: slots.take(owner, now) });
        if (ends < 8) open.splice(ends, 1)[0]?.end();
        expect(slots.inFlight).toBe(open.length);
        expect(slots.inFlight).toBeLessThanOrEqual(workers + probation);
        for (const one of owners)
          expect(open.filter((place) => place.owner === one).length).toBeLessThanOrEqual(perOwner);
      }
      for (const { end } of open) end();
      expect([slots.inFlight, slots.hasRoom]).toEqual([0, true]);
    }),
  );
});
