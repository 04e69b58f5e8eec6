import { OwnerStanding } from './owner-standing.js';

const BLOCK_MS = 500;
const A = 'pacer1a';

test('an owner that gives no answer is paused for longer and longer, ten blocks at most', () => {
  const standing = new OwnerStanding();
  const blocks: number[] = [];
  for (let i = 0; i < 8; i++) {
    standing.failed(A, 10, 1_000, BLOCK_MS);
    blocks.push((standing.pausedUntil(A) - 1_000) / BLOCK_MS);
  }
  expect(blocks).toEqual([1, 1, 2, 4, 8, 10, 10, 10]);
  expect([standing.paused(5_999), standing.paused(6_000)]).toEqual([[A], []]);
});

test('an answer ends the pause, and the next failure begins anew', () => {
  const standing = new OwnerStanding();
  for (let i = 0; i < 5; i++) standing.failed(A, 10, 0, BLOCK_MS);
  standing.answered(A);
  expect(standing.pausedUntil(A)).toBe(0);
  standing.failed(A, 10, 0, BLOCK_MS);
  expect(standing.pausedUntil(A)).toBe(BLOCK_MS);
});

test('an owner is on probation for twenty times what it cost, whatever it answers meanwhile', () => {
  const standing = new OwnerStanding();
  standing.failed(A, 10_000, 1_000, BLOCK_MS);
  standing.answered(A);
  standing.wasted(A, 5, 2_000);
  expect([standing.onProbation(200_999), standing.onProbation(201_000)]).toEqual([[A], []]);
  expect(standing.isOnProbation(A, 200_999)).toBe(true);
});

test('wrong bytes cost probation and no pause: another record of the same owner may be good', () => {
  const standing = new OwnerStanding();
  standing.wasted(A, 30, 1_000);
  expect([standing.paused(1_000), standing.isOnProbation(A, 1_599), standing.isOnProbation(A, 1_600)]).toEqual([
    [],
    true,
    false,
  ]);
});

test('one that asks to be left alone is, and a shorter wish changes nothing', () => {
  const standing = new OwnerStanding();
  standing.pause(A, 9_000);
  standing.pause(A, 5_000);
  expect(standing.pausedUntil(A)).toBe(9_000);
  expect(standing.onProbation(0)).toEqual([]);
});

test('nothing is known of one that was never asked', () => {
  const standing = new OwnerStanding();
  expect([standing.isKnown(A), standing.pausedUntil(A), standing.isOnProbation(A, 0)]).toEqual([false, 0, false]);
  standing.answered(A);
  expect(standing.isKnown(A)).toBe(true);
});
