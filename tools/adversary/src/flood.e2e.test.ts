import { readBeacon } from '@pacer/localnet';
import { MsgDeal } from '@pacer/proto/sprint/v1';
import { waitFor } from '@pacer/testing';
import { Arena } from './arena.js';
import { Flood, type FloodCount } from './flood.js';

const DEALINGS = 480;
const WAVE = 12;
/** Long enough to sign all of them first, and to send them, on a slow machine too. */
const TIME = { epoch_length: '160', deal_close: '120' };

let arena: Arena;
let count: FloodCount;

/** The fourth Host's contributor does not run: all that is signed with its key is the flood's. */
beforeAll(async () => {
  arena = await Arena.start([['contributor'], ['contributor'], ['contributor'], []], TIME);
  const { schedule } = await arena.query.epoch.status();
  const flood = await Flood.prepare(arena, arena.node(3), DEALINGS);
  await arena.until(schedule.dealOpen - 1n);
  count = await flood.until(schedule.dealClose, WAVE);
  await arena.until(schedule.dealClose);
  await waitFor('the close', async () => ((await round()).round.closeHeight > 0n ? true : undefined));
  await arena.audit.catchUp();
}, 900_000);
afterAll(() => arena.stop());

const round = async () => (await arena.query.sprint.dealStatus(0n))!;
const dealings = () => arena.audit.messages(MsgDeal);

test('hundreds of invalid dealings of one Host reach every node', () => {
  expect(count.sent).toBeGreaterThanOrEqual(200);
  expect(count.refused).toBeGreaterThan(count.accepted);
});

test('the honest dealings get in, and nothing else is added to the sums', async () => {
  const { round: made, contributions } = await round();
  expect(made).toMatchObject({ dealers: 3, dealtSlots: 48 });
  const dealt = contributions.filter(({ dealtHeight }) => dealtHeight > 0n).map(({ host }) => host);
  expect(dealt.sort()).toEqual([0, 1, 2].map((i) => arena.node(i).address).sort());
});

test('at most three attempts of that Host are in blocks, and each is refused for what is wrong with it', async () => {
  const flooder = arena.node(3).address;
  const own = dealings().filter(({ message }) => message.host === flooder);
  expect(own.length).toBeGreaterThan(0);
  expect(own.length).toBeLessThanOrEqual(3);
  expect(own.map(({ tx }) => tx.codespace)).toEqual(own.map(() => 'sprint'));
  const { contributions } = await round();
  expect(contributions.find(({ host }) => host === flooder)).toMatchObject({ attempts: own.length, dealtHeight: 0n });
});

test('no block holds more than two dealings', () => {
  const perBlock = new Map<bigint, number>();
  for (const { tx } of dealings()) perBlock.set(tx.height, (perBlock.get(tx.height) ?? 0) + 1);
  expect(Math.max(...perBlock.values())).toBeLessThanOrEqual(2);
});

test('the beacon comes from the honest dealings', async () => {
  const { schedule } = await arena.query.epoch.status();
  await arena.until(schedule.cutoff);
  const { dealers, beaconHeight } = await waitFor('the beacon of epoch 1', () => readBeacon(arena.query, 0n));
  expect(dealers).toBe(3);
  expect(beaconHeight).toBeGreaterThanOrEqual(schedule.cutoff);
}, 300_000);
