import { breakageOf, DemoFailed } from './failed.js';
import { type Telling } from './run-story.js';
import { closed, opened } from './scene-beacon.js';
import { burned, forget } from './scene-burn.js';
import { refused } from './scene-claim.js';
import { accounts, claimAgain, count, unclassified } from './scene-end.js';
import { killClaimer, paid, repair } from './scene-repair.js';
import { serve } from './scene-serve.js';
import { Story } from './story.js';
import { type Teller } from './teller.js';
import { World } from './world.js';

/** The first reward: earned, refused for a duty that is missing, repaired, claimed by an agent that was killed; and one that is burned. */
export const rewardStory: Telling<World> = {
  prepare: async (onStep) => {
    breakageOf(process.env.DEMO_BREAK);
    return World.prepare(onStep);
  },
  tell,
};

async function tell(world: World, teller: Teller, signal: AbortSignal): Promise<string> {
  const story = new Story(world, teller, breakageOf(process.env.DEMO_BREAK), signal);
  await world.start(signal);
  teller.line('start', `4 validators, engines, Hosts and their agents are up at height ${await world.net.height()}`);
  await serve(story);
  await forget(story);
  await closed(story);
  const claim = await refused(story);
  await opened(story, 0n);
  await killClaimer(story);
  await repair(story, claim);
  const amount = await paid(story);
  await claimAgain(story, claim);
  await opened(story, 1n);
  const lapsed = await burned(story);
  await accounts(story);
  unclassified(story);
  const { lost, doubled } = await count(story);
  if (lost + doubled > 0) throw new DemoFailed('count', 'lost 0 · doubled 0', `lost ${lost} · doubled ${doubled}`);
  const attempts = story.audit.claims(story.hero, 0n).filter(({ tx }) => tx.codespace !== '' || tx.code === 0).length;
  return `${story.answered} answers · 2 beacons · ${attempts} claims · ${amount} upacer paid · ${lapsed} burned · lost ${lost} · doubled ${doubled}`;
}
