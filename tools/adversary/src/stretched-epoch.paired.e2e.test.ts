import { epochEnd, readBeacon } from '@pacer/localnet';
import { waitFor } from '@pacer/testing';
import { Arena } from './arena.js';

const MINUTE_MS = 60_000n;
/** Compute and challenge spans of the local preset, and the block after them. */
const SPRINT = 15n;
/** Hosts that are down during the opening. The two others hold 32 of 64 slots, one less than the beacon takes. */
const [HANGS, KILLED] = [2, 3];
/** On a slow machine too, every opening is computed before the cutoff. */
const TIME = { epoch_length: '130' };

let arena: Arena;

beforeAll(async () => {
  arena = await Arena.start([['contributor'], ['contributor'], ['contributor'], ['contributor']], TIME);
}, 900_000);
afterAll(() => arena.stop());

const contributor = (index: number) => arena.host(index).processes.contributor;
const round = async () => (await arena.query.sprint.dealStatus(0n))!.round;

/** A figure that a contributor shows to whoever watches it. */
async function metric(index: number, name: string, label = ''): Promise<number | undefined> {
  const { contributor: port } = arena.host(index).options.ports;
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${name}{`) && one.includes(label));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

/** Waits until a contributor has its opening computed: what follows is about the chain and not about a processor. */
async function prepared(index: number): Promise<void> {
  await waitFor(`the opening of Host ${index + 1} computed`, async () =>
    (await metric(index, 'pacer_contributor_compute_seconds_count', 'part="open"')) === 1 ? true : undefined,
  );
}

/** Names of the events of a block that belong to no transaction. */
async function blockEvents(height: bigint): Promise<string[]> {
  const answer = await fetch(`${arena.node(0).rpc}/block_results?height=${height}`);
  const { result } = (await answer.json()) as { result: { finalize_block_events: { type: string }[] | null } };
  return (result.finalize_block_events ?? []).map(({ type }) => type);
}

test('once the beacon is fixed and before anything is opened, one contributor hangs and another is killed', async () => {
  const { schedule } = await arena.query.epoch.status();
  await arena.until(schedule.dealClose);
  await waitFor('the close', async () => ((await round()).closeHeight > 0n ? true : undefined));
  await Promise.all([HANGS, KILLED].map(prepared));
  contributor(HANGS).signal('SIGSTOP');
  await contributor(KILLED).kill();
  expect((await round()).openers).toBe(0);
}, 900_000);

test('the two that are left open their slots, and the epoch waits for the slot that is missing', async () => {
  const { schedule, params } = await arena.query.epoch.status();
  await expect(epochEnd(arena.query, 0n)).rejects.toThrow(
    /^epoch 0 does not end: at height \d+ it is stretched by \d+ blocks: 2 of 4 Hosts have opened, with 32 of 64 slots, and the beacon takes 33$/,
  );
  await arena.until(schedule.cutoff + MINUTE_MS / params.targetBlockMs);
  expect(await round()).toMatchObject({ openers: 2, openSlots: 32, beaconHeight: 0n });
  expect(await arena.query.epoch.status()).toMatchObject({ epoch: 0n, schedule: { nextStart: 0n } });
  expect(await arena.query.sprint.beacon(1n)).toBeUndefined();
}, 900_000);

test('the chain says once that the epoch is stretched, in the block in which it should have ended', async () => {
  const { schedule, params } = await arena.query.epoch.status();
  const end = schedule.start + params.epochLength;
  const at = async (height: bigint) =>
    (await blockEvents(height)).filter((type) => type === 'pacer.epoch.v1.EventStretched');
  expect(await Promise.all([end - 1n, end, end + 1n].map(at))).toEqual([[], ['pacer.epoch.v1.EventStretched'], []]);
});

test('the beacon is there in the very block of the opening of one that returns, and the Sprint begins for everybody', async () => {
  const before = await arena.height();
  contributor(HANGS).signal('SIGCONT');
  const { beaconHeight } = await waitFor('the beacon of epoch 1', () => readBeacon(arena.query, 0n));
  expect(beaconHeight).toBeGreaterThan(before);
  const { contributions } = (await arena.query.sprint.dealStatus(0n))!;
  const returned = contributions.find(({ host }) => host === arena.node(HANGS).address);
  expect(returned?.openedHeight).toBe(beaconHeight);
  const { schedule } = await arena.query.epoch.schedule(0n);
  expect(schedule).toMatchObject({ beaconHeight, nextStart: beaconHeight + SPRINT });
}, 900_000);

test('who opened a minute late was slow and not absent; who is still down when the epoch ends is absent', async () => {
  const { openers, openSlots, absent, next } = await epochEnd(arena.query, 0n);
  expect({ openers, openSlots }).toEqual({ openers: 3, openSlots: 48 });
  const { address } = arena.node(KILLED);
  expect(absent.filter(({ missedOpen }) => missedOpen).map(({ host }) => host)).toEqual([address]);
  expect((await arena.query.epoch.status()).schedule.start).toBe(next);
}, 900_000);
