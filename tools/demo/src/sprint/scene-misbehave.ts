import { doubleSign } from '@pacer/testing';
import { DemoFailed } from '../failed.js';
import { window } from './scene-weights.js';
import { type Stage } from './stage.js';
import { HONEST } from './world.js';

/** A validator is killed by SIGKILL: it loses its power after the blocks that it may miss, and the chain goes on. */
export async function killed(stage: Stage): Promise<void> {
  const { name, address, process } = stage.world.node(stage.parts.killed);
  const before = (await stage.power((await stage.query.epoch.status()).height)).get(address) ?? 0n;
  await process.kill();
  stage.teller.line(
    'down',
    `height ${(await stage.query.epoch.status()).height}: the validator of ${name}, power ${before}, killed by SIGKILL`,
  );
  const standing = await stage.until('down', `${name} without power`, async () => {
    const now = await stage.query.host.standing(address);
    return now.down ? now : undefined;
  });
  const after = await stage.until('down', 'the validator set without it', async () => {
    const set = await stage.power((await stage.query.epoch.status()).height);
    return set.has(address) ? undefined : set;
  });
  const left = [...after.values()].reduce((sum, votes) => sum + votes, 0n);
  stage.teller.line(
    'down',
    `height ${standing.downHeight}: it has missed ${standing.missedLimit} of ${standing.window} blocks and has no power until the next epoch; ${left} of 64 go on`,
  );
}

/** After a Sprint a validator signs two blocks of one height: a fifth of its stake and its next weight are gone, whatever its work was. */
export async function doubled(stage: Stage, epoch: bigint): Promise<void> {
  const node = stage.world.node(stage.parts.doubled);
  const { computeEnd } = await window(stage, epoch);
  await stage.height('doubled', computeEnd + 1n);
  const before = (await stage.query.host.host(node.address)).stake;
  const height = await doubleSign(node, stage.world.node(HONEST), stage.world.net.chainId);
  const slash = await stage.until('doubled', `${node.name} slashed for signing twice`, async () => {
    const { slashes } = await stage.query.host.standing(node.address);
    return slashes[0];
  });
  const after = (await stage.query.host.host(node.address)).stake;
  if (before - after !== before / 5n || slash.amount !== before / 5n)
    throw new DemoFailed('doubled', `a fifth of ${before} taken`, `${before - after}`);
  const { exclusions } = await stage.query.host.standing(node.address);
  const work = await stage.query.sprint.work({ epoch, host: node.address });
  const excluded = exclusions.find((one) => one.epoch === epoch + 1n);
  // Without work it would have no weight anyway, and nothing be shown.
  if (!excluded || !work || work.work.count === 0)
    throw new DemoFailed(
      'doubled',
      `${node.name} with work in epoch ${epoch}, and excluded from epoch ${epoch + 1n}`,
      `${work?.work.count ?? 0} hits, excluded from ${exclusions.map((one) => one.epoch).join(', ') || 'none'}`,
      stage.world.host(stage.parts.doubled).processes.prover.tail(),
    );
  stage.teller.line(
    'doubled',
    `height ${slash.height}: ${node.name} signed twice at height ${height}: stake ${before} → ${after}, its ${work.work.count} hits bring no weight in epoch ${excluded.epoch}`,
  );
}
