import { beaconText, type BeaconOutcome, readBeacon, stretchText } from '@pacer/localnet';
import { DemoFailed } from './failed.js';
import { type Story } from './story.js';

/** Blocks after the planned end of an epoch in which a late beacon is still waited for. */
const PATIENCE_BLOCKS = 40n;
/** Who stays when the others are stopped has 16 of 64 slots. */
const STOPPED = [0, 2, 3];

/** Dealings are closed: the beacon of epoch 1 is fixed, and nobody knows it. */
export async function closed(story: Story): Promise<void> {
  const round = async () => (await story.query.sprint.dealStatus(0n))?.round;
  const { dealers, holders, dealtSlots, slots, closeHeight } = await story.until(
    'beacon',
    'the dealings of epoch 0 closed',
    async () => {
      const now = await round();
      return now && now.closeHeight > 0n ? now : undefined;
    },
    async () => chainSays(story, 0n),
    { log: () => story.world.hero.processes.contributor.tail() },
  );
  story.teller.line(
    'beacon',
    `height ${closeHeight}: dealings closed, by ${dealers} of ${holders} Hosts with ${dealtSlots} of ${slots} slots: the beacon of epoch 1 is fixed, and nobody knows it`,
  );
  if (story.breakage !== 'no-openings') return;
  await Promise.all(STOPPED.map((index) => story.world.host(index).processes.contributor.kill()));
  story.teller.line(
    'break',
    `height ${await story.world.net.height()}: three of four seed-contributors killed by SIGKILL`,
  );
}

/** From the cutoff of an epoch on its slots are opened, and the block that has t of them knows the next beacon. */
export async function opened(story: Story, epoch: bigint): Promise<BeaconOutcome> {
  const outcome = await story.until(
    'beacon',
    `the beacon of epoch ${epoch + 1n}`,
    async () => (await readBeacon(story.query, epoch)) ?? (await tooLate(story)),
    async () => chainSays(story, epoch),
    { timeoutMs: 600_000 },
  );
  if (outcome === 'too late') {
    const log = story.world.hero.processes.contributor.tail();
    throw new DemoFailed('beacon', `the beacon of epoch ${epoch + 1n}`, await chainSays(story, epoch), log);
  }
  story.teller.line(
    'beacon',
    `height ${outcome.beaconHeight}: that of epoch ${epoch + 1n} is known: ${beaconText(outcome)}`,
  );
  return outcome;
}

async function tooLate(story: Story): Promise<'too late' | undefined> {
  const { height, schedule, params } = await story.query.epoch.status();
  const isLate = schedule.nextStart === 0n && height >= schedule.start + params.epochLength + PATIENCE_BLOCKS;
  return isLate ? 'too late' : undefined;
}

async function chainSays(story: Story, epoch: bigint): Promise<string> {
  const status = await story.query.epoch.status();
  return `epoch ${epoch} at height ${status.height}: ${stretchText(status, await story.query.sprint.dealStatus(epoch))}`;
}

/** The next epoch begins on its beacon. Returns its first height. */
export async function begun(story: Story, epoch: bigint): Promise<bigint> {
  const { schedule } = await story.until(
    'epoch',
    `epoch ${epoch}`,
    async () => {
      const now = await story.query.epoch.status();
      return now.epoch >= epoch ? now : undefined;
    },
    async () => `epoch ${(await story.query.epoch.status()).epoch}`,
  );
  return schedule.start;
}
