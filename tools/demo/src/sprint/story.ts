import { type Telling } from '../run-story.js';
import { type Teller } from '../teller.js';
import { convicted, forge } from './scene-forge.js';
import { joined, register } from './scene-join.js';
import { doubled, killed } from './scene-misbehave.js';
import { equal, later, proven, weighed } from './scene-weights.js';
import { Stage } from './stage.js';
import { HONEST, SprintWorld } from './world.js';

/** Work becomes voting power: four Hosts that start equal, one that joins, and one each that is down, signs twice, forges, stays away. */
export const sprintStory: Telling<SprintWorld> = { prepare: (onStep) => SprintWorld.prepare(onStep), tell };

async function tell(world: SprintWorld, teller: Teller, signal: AbortSignal): Promise<string> {
  const stage = new Stage(world, teller, signal);
  try {
    await world.start(signal);
    await equal(stage);
    await register(stage);
    const height = await proven(stage);
    // The next Sprint comes soon.
    const [worst] = await Promise.all([weighed(stage, height), killed(stage)]);
    const { killed: away } = stage.parts;
    await world.host(away).processes.prover.stop();
    teller.line('absent', `the prover of ${world.node(away).name} is stopped: it will not show up at the next Sprint`);
    const forged = await forge(stage);
    // Only now: who is excluded can't commit, and without it the others would hold too few slots for a quorum.
    await doubled(stage, forged.epoch);
    await joined(stage);
    const lost = await convicted(stage, forged);
    const power = await later(stage);
    await stage.height('end', (await stage.query.epoch.status()).height + 5n);
    return `weights within ${worst.toFixed(1)} σ of the work · 1 forger lost ${lost} upacer and its weight · 1 newcomer, 1 absent, 1 down, 1 doubled · ${power.newcomer} of ${power.all} power with the newcomer, ${power.honest} with ${world.node(HONEST).name}`;
  } finally {
    stage.close();
  }
}
