import { join } from 'node:path';
import { DemoFailed } from '../failed.js';
import { type Stage } from './stage.js';
import { HONEST, NEWCOMER } from './world.js';

const STAKE = '500000000';
/** Stake and fees. */
const COINS = '700000000upacer';

/** The fifth Host gets coins, starts its node and registers with the commands of docs/run-a-host.md. */
export async function register(stage: Stage): Promise<void> {
  const { world } = stage;
  const { name, address, home, process } = world.node(NEWCOMER);
  await world.startNewcomer();
  await stage.operate(HONEST, ['tx', 'bank', 'send', stage.address(HONEST), address, COINS, ...fee]);
  await stage.until(
    'join',
    `the node of ${name} at the height of the others`,
    async () =>
      (await stage.newcomerHeight()) + 2 >= Number((await stage.query.epoch.status()).height) ? true : undefined,
    { log: () => process.tail() },
  );
  await stage.operate(NEWCOMER, ['host', 'register', join(home, 'config', 'host.json'), '--stake', STAKE]);
  const host = await stage.query.host.host(address);
  const { epoch, height } = await stage.query.epoch.status();
  if (epoch !== 0n) throw new DemoFailed('join', `${name} registered in epoch 0`, `epoch ${epoch}`);
  await world.startNewcomersPrograms();
  stage.teller.line(
    'join',
    `height ${height}: ${name} has registered with ${host.stake} upacer: its keys are used from epoch ${host.keys[0]?.fromEpoch ?? 0n} on, and it may prove its weight in the Sprint before`,
  );
}

const fee = ['--gas', '200000', '--gas-prices', '0.001upacer'];

/** It is a member of the second epoch after that of its registration, and of none before. */
export async function joined(stage: Stage): Promise<void> {
  const { name } = stage.world.node(NEWCOMER);
  await stage.epoch('epoch', 2n);
  const [first, second] = [await stage.member(NEWCOMER, 1n), await stage.member(NEWCOMER, 2n)];
  if (first || !second || second.slots === 0n)
    throw new DemoFailed(
      'join',
      `${name} a member of epoch 2 and not of epoch 1`,
      `${first?.slots ?? 'no'} slots in epoch 1, ${second?.slots ?? 'none'} in epoch 2`,
      stage.world.host(NEWCOMER).processes.prover.tail(),
    );
  stage.teller.line('join', `${name} is no member of epoch 1, and has ${second.slots} slots in epoch 2`);
}
