import { differences } from './differences.js';

test('equal counts are nothing apart, and 50 and 50 + 30 are 2.6 σ', () => {
  const { pairs, beyond, compared } = differences([
    [20, 20, 30],
    [30, 30, 50],
  ]);
  expect(pairs.map(({ a, b, sigmas }) => [a, b, Number(sigmas.toFixed(2))])).toEqual([
    [0, 1, 0],
    [0, 2, -2.63],
    [1, 2, -2.63],
  ]);
  expect([beyond, compared]).toEqual([0, 6]);
});

test('an epoch in which one Host has found nothing is far apart', () => {
  expect(differences([[0, 100]])).toMatchObject({ beyond: 1, compared: 1, pairs: [{ sigmas: -10 }] });
  expect(differences([[0, 0]])).toMatchObject({ beyond: 0, pairs: [{ sigmas: 0 }] });
});
