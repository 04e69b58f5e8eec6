import type { ServerResponse } from 'node:http';
import { createLogger, runPass, systemClock } from '@pacer/agent';
import { Header } from '@pacer/proto/inference/v1';
import { waitFor } from '@pacer/testing';
import { model } from '../host.test.support.js';
import { DutyPool, type DutyPoolParts, runDuties } from './duty-pool.js';
import { sharesOf } from './owner-slots.js';
import { OwnerStanding } from './owner-standing.js';
import { LEASE_MS } from './re-execution.js';
import { BLOCK_MS, closeAll, honest, inThisThread, NOW, serve, validatorHere } from './validator.test.support.js';

const PAUSE_MS = 600_000;
const stops: AbortController[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) stop.abort();
  await closeAll();
});

/**
 * A pool with a duty on each record that is named, `<owner>/<index>`, wanted in this order. The owners' API holds every
 * request until it is let go, and then knows no such record.
 */
async function poolHere(places: readonly string[], { workers = 4, canWork = true } = {}) {
  const asked = new Map<string, ServerResponse>();
  const url = await serve((request, response) => {
    const [, owner, , , , , index] = (request.url ?? '').split('/');
    asked.set(`${owner}/${index}`, response);
  });
  const letGo = (place: string): void => {
    asked.get(place)?.writeHead(404).end();
    asked.delete(place);
  };
  const { journal, host } = validatorHere();
  const owners = [...new Set(places.map((place) => place.split('/')[0] ?? ''))];
  const itemOf = (place: string) => {
    const [owner = '', index] = place.split('/');
    return { epoch: 3n, batchId: BigInt(owners.indexOf(owner)), index: Number(index) };
  };
  for (const [at, place] of places.entries()) {
    const owner = place.split('/')[0] ?? '';
    journal.duties.want({ ...itemOf(place), owner, reason: 'drawn', priority: places.length - at });
  }
  const stop = new AbortController();
  stops.push(stop);
  const lines: string[] = [];
  const counts: number[] = [];
  const clock = { nowMs: NOW };
  const log = createLogger({ program: 'host', destination: { write: (line) => void lines.push(line) } });
  const parts: DutyPoolParts = {
    ...{ signal: stop.signal, clock: systemClock, log, everyMs: () => PAUSE_MS, canWork: () => canWork },
    shares: sharesOf(workers),
    work: {
      ...{ chainId: 'chain', journal, duties: host.book, engines: honest, log, now: () => clock.nowMs },
      ...{ standing: new OwnerStanding(), verify: inThisThread, apiUrl: async (owner) => `${url}/${owner}` },
      header: (_epoch, id) => Header.fromPartial({ id, host: owners[Number(id)] ?? '', model: 1, count: 100 }),
      ...{ model: () => model, blockMs: () => BLOCK_MS, fetchMs: PAUSE_MS },
      metrics: { judged: () => undefined, postponed: () => undefined, validating: (count) => counts.push(count) },
    },
  };
  const pool = new DutyPool(parts);
  const pause = () => (typeof pool.loop.everyMs === 'number' ? pool.loop.everyMs : pool.loop.everyMs());
  const stateOf = (place: string) => journal.duties.get(itemOf(place))?.state;
  const held = async (...expected: string[]): Promise<void> => {
    await waitFor(`${expected.join()} to be asked for`, () => expected.every((place) => asked.has(place)) || undefined);
    expect([...asked.keys()].sort()).toEqual(expected.sort());
  };
  return { journal, pool, parts, pause, stateOf, held, letGo, stop, lines, counts, clock };
}

test('a duty is begun after the other without a pause, and without one there is a pause', async () => {
  const { pool, pause, held } = await poolHere(['a/0', 'b/0']);
  await runPass(pool.loop);
  expect(pause()).toBe(0);
  await runPass(pool.loop);
  await held('a/0', 'b/0');
  await runPass(pool.loop);
  expect([pool.inFlight, pause()]).toEqual([2, PAUSE_MS]);
});

test('nothing is taken that could not be finished', async () => {
  const { pool, pause, stateOf } = await poolHere(['a/0'], { canWork: false });
  await runPass(pool.loop);
  expect([stateOf('a/0'), pool.inFlight, pause()]).toEqual(['wanted', 0, PAUSE_MS]);
});

test('an owner that was never heard of gets one place, and the others go on with their records', async () => {
  const { held, parts, stateOf } = await poolHere(['a/0', 'a/1', 'a/2', 'b/0', 'c/0', 'd/0']);
  void runDuties(parts);
  await held('a/0', 'b/0', 'c/0', 'd/0');
  expect(stateOf('a/1')).toBe('wanted');
});

test('an owner that has answered gets half of the places', async () => {
  const { held, parts, stateOf } = await poolHere(['a/0', 'a/1', 'a/2', 'b/0', 'c/0', 'd/0']);
  parts.work.standing.answered('a');
  void runDuties(parts);
  await held('a/0', 'a/1', 'b/0', 'c/0');
  expect([stateOf('a/2'), stateOf('d/0')]).toEqual(['wanted', 'wanted']);
});

test('duties wait in the journal while all places are taken, and one that ends makes room without a pause', async () => {
  const { held, parts, letGo, stateOf, counts } = await poolHere(['a/0', 'b/0', 'c/0', 'd/0'], { workers: 2 });
  void runDuties(parts);
  await held('a/0', 'b/0');
  expect([stateOf('c/0'), stateOf('d/0')]).toEqual(['wanted', 'wanted']);
  letGo('a/0');
  await held('b/0', 'c/0');
  expect(stateOf('a/0')).toBe('failed');
  letGo('b/0');
  await held('c/0', 'd/0');
  expect(Math.max(...counts)).toBe(2);
});

test('owners on probation get a place beside those of the others', async () => {
  const { held, parts, stateOf } = await poolHere(['x/0', 'y/0', 'a/0', 'b/0', 'c/0'], { workers: 2 });
  for (const owner of ['x', 'y']) parts.work.standing.wasted(owner, 10_000, NOW);
  void runDuties(parts);
  await held('x/0', 'a/0', 'b/0');
  expect([stateOf('y/0'), stateOf('c/0')]).toEqual(['wanted', 'wanted']);
});

test('one whose lease is over while it is done is not begun again', async () => {
  const { pool, parts, held, clock, stateOf } = await poolHere(['a/0']);
  // Its owner may have a second place: nothing but the duty's own name keeps it from being begun.
  parts.work.standing.answered('a');
  await runPass(pool.loop);
  await held('a/0');
  clock.nowMs += LEASE_MS;
  await runPass(pool.loop);
  expect([pool.inFlight, stateOf('a/0')]).toEqual([1, 'running']);
});

test('a stop puts back what is under way, and ends when that is done', async () => {
  const { parts, held, stop, journal } = await poolHere(['a/0', 'b/0']);
  const ended = runDuties(parts);
  await held('a/0', 'b/0');
  stop.abort();
  await ended;
  const back = { state: 'failed', nextTryMs: NOW, lastError: 'the program stopped' };
  expect(journal.duties.open(3n)).toMatchObject([back, back]);
});

test('a journal that fails is told, and there is a pause before it is tried again', async () => {
  const { pool, held, letGo, journal, lines, pause } = await poolHere(['a/0', 'b/0']);
  await runPass(pool.loop);
  await held('a/0');
  journal.close();
  letGo('a/0');
  await pool.settled();
  expect(lines.join('')).toContain('re-execute failed');
  expect(pool.inFlight).toBe(0);
  await runPass(pool.loop);
  expect(pause()).toBe(PAUSE_MS);
});
