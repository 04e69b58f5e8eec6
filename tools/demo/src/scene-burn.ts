import { RewardState } from '@pacer/proto/reward/v1';
import { DemoFailed } from './failed.js';
import { begun } from './scene-beacon.js';
import { epoch, type Story } from './story.js';

/** Host 3's claimer goes down before there is anything to claim, and nobody notices. */
export async function forget(story: Story): Promise<void> {
  const { claimer } = story.world.forgetful.processes;
  await claimer.kill();
  story.teller.line(
    'forget',
    `Host 3's reward-claimer killed by SIGKILL; nobody will claim its reward of epoch ${epoch}`,
  );
}

/** When epoch 2 begins, what nobody claimed of epoch 0 is burned: the supply is less by exactly that. Returns the amount. */
export async function burned(story: Story): Promise<bigint> {
  const { query, world } = story;
  const { address: host, name } = world.forgetful.options.node;
  const start = await begun(story, epoch + 2n);
  const settlement = async () => (await query.reward.settlement({ epoch, host })).reward;
  const { amount, finalHeight } = await story.until(
    'burned',
    `the reward of ${name} BURNED`,
    async () => {
      const now = await settlement();
      return now.state === RewardState.BURNED ? now : undefined;
    },
    async () => RewardState[(await settlement()).state],
  );
  const [before, after] = await Promise.all([query.reward.totals(finalHeight - 1n), query.reward.totals(finalHeight)]);
  const fees = after.burnedFees + after.burnedLeafFees - before.burnedFees - before.burnedLeafFees;
  const found = `${before.supply} before, ${after.supply} after, with ${fees} of fees burned`;
  if (finalHeight !== start) throw new DemoFailed('burned', `it burned at height ${start}`, `at ${finalHeight}`);
  if (amount === 0n || before.supply - after.supply !== amount + fees)
    throw new DemoFailed('burned', `a supply less by ${amount} and by fees`, found);
  story.teller.line(
    'burned',
    `height ${finalHeight}: epoch ${epoch + 2n} began; ${amount} upacer that nobody claimed for ${name} are burned: supply ${before.supply} − ${amount} − ${fees} of fees = ${after.supply}`,
  );
  return amount;
}
